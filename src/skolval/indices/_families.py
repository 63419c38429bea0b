"""Which files of the room are indices of two groups, of many, of a continuous value..."""

from __future__ import annotations

from functools import cache

from skolval import registry

__all__ = ["family", "reported"]


@cache
def family(name: str) -> tuple[str, ...]:
    """Return the sorted names of the indices whose ``FAMILY`` is `name`."""
    return tuple(i for i in registry.names("index") if name == registry.load("index", i).FAMILY)


@cache
def reported() -> tuple[str, ...]:
    """Return the two-group indices that every run and report shows, the others being asked for."""
    known = family("two_group")
    return tuple(i for i in known if registry.load("index", i).REPORTED)
