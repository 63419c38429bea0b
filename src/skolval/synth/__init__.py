"""Synthetic municipalities by seed."""
