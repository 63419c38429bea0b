"""What an importer gives back: the instance, and what a person must know about it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from skolval.domain.instance import Instance

__all__ = ["Beside", "Imported"]


@dataclass(frozen=True, slots=True)
class Beside:
    """A file that is written beside the instance, for its owner's eyes alone (a key, a table)."""

    path: Path
    octets: bytes

    def write(self) -> None:
        """Write the file anew; nobody else may read it, and nothing is written over."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(self.octets)


@dataclass(frozen=True, slots=True)
class Imported:
    """An instance with the sentences that belong beside it on the terminal.

    Parameters
    ----------
    notes : what is assumed, modelled or left out, most important first.
    beside : files to write when the instance is written, never in a dry run.
    unfit : why it is not to be written at all; empty where it may be.
    """

    instance: Instance
    notes: tuple[str, ...]
    beside: tuple[Beside, ...] = ()
    unfit: str = ""
