"""Which published counts are hidden, and what a reader can still work out (röjandekontroll)."""
