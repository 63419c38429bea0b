"""What an importer gives back: the instance, and what a person must know about it."""

from __future__ import annotations

from dataclasses import dataclass

from skolval.domain.instance import Instance

__all__ = ["Imported"]


@dataclass(frozen=True, slots=True)
class Imported:
    """An instance with the sentences that belong beside it on the terminal.

    Parameters
    ----------
    notes : what is assumed, modelled or left out, most important first.
    """

    instance: Instance
    notes: tuple[str, ...]
