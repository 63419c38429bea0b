"""Benchmarks: a registry of measured cases; ``python -m bench`` writes docs/benchmarks.md."""
