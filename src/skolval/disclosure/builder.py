"""Linked counts are gathered piece by piece into one system for suppression (kopplade tabeller)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from skolval.disclosure.protect import Cells, protected
from skolval.domain.disclosure import few

__all__ = ["Linked"]


@dataclass
class Linked:
    """Counts by name, the sums between them, and what is told of each.

    Parameters
    ----------
    counts : by name. untold : names told nowhere. known : names told elsewhere in any case.
    sums : (name of the sum, names of its parts).
    """

    counts: dict[str, int] = field(default_factory=dict)
    untold: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)
    sums: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def told(self, name: str, count: int, *, parts: Sequence[str] = ()) -> None:
        """Add a count that is told where nobody can work out few from it."""
        self.counts[name] = int(count)
        if parts:
            self.sums.append((name, tuple(parts)))

    def kept(self, name: str, count: int) -> None:
        """Add a count that is told nowhere, but might be worked out."""
        self.told(name, count)
        self.untold.add(name)

    def fixed(self, name: str, count: int, *, parts: Sequence[str] = ()) -> None:
        """Add a count that is told elsewhere and cannot be hidden."""
        self.told(name, count, parts=parts)
        self.known.add(name)

    def hidden(self) -> frozenset[str]:
        """Return the names of the counts to hide."""
        names = list(self.counts)
        values = np.array([self.counts[name] for name in names], np.int64)
        place = {name: at for at, name in enumerate(names)}
        rows = np.zeros((len(self.sums), len(names)))
        for row, (whole, parts) in enumerate(self.sums):
            rows[row, place[whole]] = -1
            rows[row, [place[part] for part in parts]] = 1
        marks = [np.array([name in kind for name in names]) for kind in (self.untold, self.known)]
        hide = few(values)
        if hide.any():
            hide = protected(
                Cells(values, sparse.csr_array(rows)), hide, untold=marks[0], known=marks[1]
            )
        return frozenset(name for name, one in zip(names, hide, strict=True) if one)
