"""ArrayModel: the surface rules and goals write on, kept as arrays until an engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.surfaces import Cut

__all__ = ["NO_BOUND", "ArrayModel", "Lazy", "Posted"]

NO_BOUND = np.int64(1) << 60
"""Stands for no lower (negated) or upper bound of a row."""


@dataclass(frozen=True, slots=True)
class Lazy:
    """Rows that a rule promised and that are found when they are broken.

    Parameters
    ----------
    rule : its name. separate, columns : see `skolval.domain.surfaces.Model.lazy`.
    known : rows found so far; they hold for the problem, whatever the goal.
    """

    rule: str
    separate: Callable[[FloatArray], list[Cut]]
    columns: IntArray
    known: list[Cut] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Posted:
    """All that was written: whole columns and rows, ready to be read.

    Parameters
    ----------
    n_options : columns 0..n_options-1 are the options, at most 1 per party.
    lower, upper, integer : of the columns after the options. price : what one unit of each
        of these columns costs in the first goal.
    row, column, coefficient : entries; no (row, column) pair twice, sorted by row then column.
    row_lower, row_upper : bounds of the rows, `NO_BOUND` (negated below) where there is none.
    row_price : price per unit above `row_upper`, 0 for a hard row. The slack of a priced row
        is not among the columns.
    absolute : (n, 3) column, and its two rows ``sum - column <= 0`` and ``-sum - column <= 0``,
        of every absolute value.
    lazy : rows that are too many to be written.
    """

    n_options: int
    lower: IntArray
    upper: IntArray
    integer: BoolArray
    row: IntArray
    column: IntArray
    coefficient: IntArray
    row_lower: IntArray
    row_upper: IntArray
    row_price: IntArray
    absolute: IntArray = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    lazy: tuple[Lazy, ...] = ()


class ArrayModel:
    """Collects columns and rows in arrays; see `skolval.domain.surfaces.Model`."""

    def __init__(self, n_options: int) -> None:
        self._n_options = n_options
        self._n_columns = n_options
        self._n_rows = 0
        self._columns: list[tuple[IntArray, IntArray, bool]] = []
        self._entries: list[tuple[IntArray, IntArray, IntArray]] = []
        self._rows: list[tuple[IntArray, IntArray, IntArray]] = []
        self._absolute: list[IntArray] = []
        self._lazy: list[Lazy] = []

    @property
    def n_options(self) -> int:
        """Number of option columns."""
        return self._n_options

    @property
    def n_rows(self) -> int:
        """Number of rows written so far."""
        return self._n_rows

    def variables(self, lower: IntArray, upper: IntArray, *, integer: bool) -> IntArray:
        """Add one column per bound pair; return their column numbers."""
        numbers = np.arange(self._n_columns, self._n_columns + len(lower), dtype=np.int64)
        self._n_columns += len(lower)
        self._columns.append((np.asarray(lower, np.int64), np.asarray(upper, np.int64), integer))
        return numbers

    def add_rows(
        self,
        rule: str,
        entries: tuple[IntArray, IntArray, IntArray],
        *,
        upper: IntArray,
        lower: IntArray | None = None,
        price: int | None = None,
    ) -> None:
        """Add rows ``lower <= A x <= upper``; see `skolval.domain.surfaces.Model`.

        Raises
        ------
        ValueError
            If a row that may be exceeded at a price has a lower bound, or an entry names
            a row or column that does not exist; `rule` is named.
        """
        row, column, coefficient = (np.asarray(part, np.int64) for part in entries)
        if price is not None and lower is not None:
            raise ValueError(f"{rule}: a row with a price has no lower bound")
        if len(row) and (row.max() >= len(upper) or column.max() >= self._n_columns):
            raise ValueError(f"{rule}: an entry names a row or column that does not exist")
        least = np.full(len(upper), -NO_BOUND) if lower is None else np.asarray(lower, np.int64)
        prices = np.full(len(upper), price or 0, np.int64)
        self._entries.append((row + self._n_rows, column, coefficient))
        self._rows.append((least, np.asarray(upper, np.int64), prices))
        self._n_rows += len(upper)

    def deviations(
        self, rule: str, entries: tuple[IntArray, IntArray, IntArray], most: IntArray
    ) -> IntArray:
        """Add one column per absolute value; see `skolval.domain.surfaces.Model`."""
        row, column, coefficient = (np.asarray(part, np.int64) for part in entries)
        none, cells = np.zeros(len(most), np.int64), np.arange(len(most), dtype=np.int64)
        away = self.variables(none, most, integer=False)
        at = (np.r_[row, cells], np.r_[column, away])
        first = self._n_rows
        for sign in (1, -1):
            self.add_rows(rule, (*at, np.r_[sign * coefficient, none - 1]), upper=none)
        self._absolute.append(np.c_[away, first + cells, first + len(most) + cells])
        return away

    def lazy(
        self, rule: str, separate: Callable[[FloatArray], list[Cut]], columns: IntArray
    ) -> None:
        """Promise rows that are too many to be written; see `skolval.domain.surfaces.Model`."""
        self._lazy.append(Lazy(rule, separate, np.asarray(columns, np.int64)))

    def posted(self) -> Posted:
        """Return everything written so far."""
        lower, upper, integer = _joined(
            [(low, high, np.full(len(low), whole)) for low, high, whole in self._columns]
        )
        row, column, coefficient = _coalesced(*_joined(self._entries))
        row_lower, row_upper, row_price = _joined(self._rows)
        return Posted(
            n_options=self._n_options,
            lower=lower,
            upper=upper,
            integer=integer.astype(np.bool_),
            row=row,
            column=column,
            coefficient=coefficient,
            row_lower=row_lower,
            row_upper=row_upper,
            row_price=row_price,
            absolute=np.concatenate([np.zeros((0, 3), np.int64), *self._absolute]),
            lazy=tuple(self._lazy),
        )


def _joined(parts: Sequence[tuple[IntArray, ...]]) -> tuple[IntArray, ...]:
    if not parts:
        return (np.zeros(0, np.int64),) * 3
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def _coalesced(
    row: IntArray, column: IntArray, coefficient: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the entries sorted, with those of one row and column added together."""
    order = np.lexsort((column, row))
    row, column, coefficient = row[order], column[order], coefficient[order]
    first = np.r_[True, (np.diff(row) != 0) | (np.diff(column) != 0)][: len(row)]
    starts = np.flatnonzero(first)
    summed = np.add.reduceat(coefficient, starts) if len(starts) else coefficient
    keep = summed != 0
    return row[starts][keep], column[starts][keep], summed[keep]
