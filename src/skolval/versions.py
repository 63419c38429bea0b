"""Versions of what a result depends on, for provenance."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

__all__ = ["PACKAGES", "versions"]

PACKAGES = ("skolval", "ortools", "numpy", "scipy", "pandas", "networkx", "numba", "shapely")


def versions() -> dict[str, str]:
    """Return the version of Python and of each package a placement depends on."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = ""
    return found
