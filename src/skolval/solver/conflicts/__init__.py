"""Which rules clash (regelkrock), how small a set of them, by how much, and what would do."""
