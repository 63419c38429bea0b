"""The nouns: immutable, without files, solver, map or command line."""
