"""Mechanisms that turn a problem into a placement, one file each."""
