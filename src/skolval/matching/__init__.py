"""Matching markets as arrays: the mechanisms of the literature, without any municipality."""
