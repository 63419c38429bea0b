"""Segregation indices, one file each: pure functions of Counts."""
