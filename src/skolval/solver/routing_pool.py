"""The trips that have been looked at: each with the school its bus comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from skolval.solver.routing_case import BusCase
from skolval.solver.system import FloatArray

__all__ = ["FRESH", "Column", "Pool"]

FRESH = -1
"""The bus comes from nowhere: this trip takes one bus more."""


@dataclass(frozen=True, slots=True)
class Column:
    """A trip to `school` by a bus that comes from the school `came` (or `FRESH`)."""

    school: int
    came: int
    stops: tuple[int, ...]


@dataclass(slots=True)
class Pool:
    """Columns, each once, whatever the order of its stops.

    Rows of a programme over them are the stops, what leaves each school (at least as many
    buses have come as go on), and how many trips each school has.
    """

    case: BusCase
    columns: list[Column] = field(default_factory=list)
    seen: set[tuple[int, int, frozenset[int]]] = field(default_factory=set)

    def add(self, columns: list[Column]) -> int:
        """Take in the columns that are new; return how many were."""
        before = len(self.columns)
        for column in columns:
            key = (column.school, column.came, frozenset(column.stops))
            if key not in self.seen:
                self.seen.add(key)
                self.columns.append(column)
        return len(self.columns) - before

    def entries(self, column: Column) -> list[tuple[int, float]]:
        """Return the rows of a column and its coefficients there."""
        first, n_schools = self.case.first, len(self.case.schools)
        leave = int(first[-1])
        rows = [(int(first[column.school]) + stop, 1.0) for stop in column.stops]
        rows += [(leave + column.school, 1.0), (leave + n_schools + column.school, 1.0)]
        return rows if column.came == FRESH else [*rows, (leave + column.came, -1.0)]

    def matrix(self, columns: Sequence[Column]) -> sparse.csr_array:
        """Return columns, of the pool or not, as a matrix."""
        entries = [self.entries(column) for column in columns]
        column = np.repeat(np.arange(len(columns)), [len(rows) for rows in entries])
        row = [r for rows in entries for r, _value in rows]
        value = [v for rows in entries for _row, v in rows]
        return sparse.csr_array((value, (row, column)), (self.rows, len(columns)))

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self.case.first[-1]) + 2 * len(self.case.schools)

    @property
    def cost(self) -> FloatArray:
        """(C,) buses that each column takes."""
        return np.array([float(column.came == FRESH) for column in self.columns])
