"""Modules that are loaded when something of them is first used (laddas när de behövs).

A policy is read by its mechanism's parameters alone: nothing is placed when a run is checked,
measured or reported, and neither OR-Tools nor compiled kernels are loaded for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["Later"]


class Later:
    """Stands for a module and loads it when something of it is asked for.

    Parameters
    ----------
    name : the module's full name.
    """

    __slots__ = ("_name",)

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
