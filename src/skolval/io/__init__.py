"""Files to domain and back: data dictionary, instance, policy, run folder, importers."""
