"""Store (mellanlager): what was found so far, so that a walk that was stopped can go on.

Every placement found is written at once, under the key of the question. A walk that goes on
reads them back and asks only for the rest, so that it ends in the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from skolval.domain.language import _
from skolval.domain.surfaces import Cancel
from skolval.errors import Fault, InputError
from skolval.frontier.lowest import Lowest
from skolval.solver.chain import Found

__all__ = ["Store"]

_KEY = "key.txt"


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of placements; with no folder nothing is kept.

    Parameters
    ----------
    folder : made when the first placement is kept. key : digest of the question.
    cancel : once it is set nothing more is kept: what is found then was cut short.
    """

    folder: Path | None
    key: str = ""
    cancel: Cancel | None = None

    def opened(self) -> Store:
        """Return the store, ready to be used.

        Raises
        ------
        InputError
            If the folder holds what another question found.
        """
        if self.folder is None:
            return self
        named = self.folder / _KEY
        if named.exists() and named.read_text(encoding="utf-8") != self.key:
            raise InputError(
                Fault(
                    _("{folder} holds the beginning of another front.").format(
                        folder=self.folder.parent
                    ),
                    file=str(self.folder),
                    rule="resume",
                    remedy=_("Give another --out, or remove the folder yourself."),
                )
            )
        self.folder.mkdir(parents=True, exist_ok=True)
        named.write_text(self.key, encoding="utf-8")
        return self

    @property
    def _cut(self) -> bool:
        return self.cancel is not None and self.cancel.is_set()

    def kept(self, name: str, ask: Callable[[], Found | None]) -> Found | None:
        """Return what is kept under `name`, else what `ask` finds, which is then kept."""
        if self.folder is None:
            return ask()
        path = self.folder / f"{name}.npz"
        if path.exists():
            return _read(path)
        found = ask()
        if found is not None and not self._cut:
            _write(path, found)
        return found

    def lowest(self, name: str, ask: Callable[[], Lowest]) -> Lowest:
        """Return what is kept under `name`, else what `ask` finds; also where nothing was."""
        if self.folder is None:
            return ask()
        path = self.folder / f"{name}.json"
        if path.exists():
            told = json.loads(path.read_text(encoding="utf-8"))
            found = self.kept(name, _nothing) if told["found"] else None
            return Lowest(found, told["bound"])
        low = ask()
        if self._cut:
            return low
        self.kept(name, lambda: low.found)
        told = {"bound": low.bound, "found": low.found is not None}
        path.write_text(json.dumps(told), encoding="utf-8")
        return low


def _nothing() -> None:
    return


def _write(path: Path, found: Found) -> None:
    numbers = {
        "value": found.value, "goals": list(found.goals), "bound": found.bound,
        "nodes": found.nodes, "timed_out": found.timed_out,
    }  # fmt: skip
    building = path.with_suffix(".part")
    with building.open("wb") as file:
        np.savez(file, chosen=found.chosen, numbers=np.array(json.dumps(numbers)))
    building.rename(path)


def _read(path: Path) -> Found:
    with np.load(path) as kept:
        numbers = json.loads(str(kept["numbers"]))
        chosen = kept["chosen"]
    return Found(
        chosen=chosen,
        value=numbers["value"],
        goals=tuple(numbers["goals"]),
        bound=numbers["bound"],
        nodes=numbers["nodes"],
        timed_out=numbers["timed_out"],
    )
