"""ArrayModel: the surface rules and goals write on, kept as arrays until an engine reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.surfaces import Cut

__all__ = ["NO_BOUND", "ArrayModel", "Lazy", "Posted", "Whole"]

_Written = TypeVar("_Written")

Whole = npt.NDArray[np.integer[Any]]
"""Whole numbers in as few bytes as they need: 32 bits where they fit."""

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
    start, column, coefficient : entries, row by row (CSR pointer); the columns of a row stand in
        order, none twice.
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
    start: IntArray
    column: Whole
    coefficient: Whole
    row_lower: IntArray
    row_upper: IntArray
    row_price: IntArray
    absolute: IntArray = field(default_factory=lambda: np.zeros((0, 3), np.int64))
    lazy: tuple[Lazy, ...] = ()

    @property
    def row(self) -> Whole:
        """Return the row of each entry."""
        rows = np.arange(len(self.row_upper), dtype=np.int32)
        found: Whole = np.repeat(rows, np.diff(self.start))
        return found


class _Part(NamedTuple):
    """Entries written at once, row by row."""

    width: IntArray
    column: Whole
    coefficient: Whole


class ArrayModel:
    """Collects columns and rows in arrays; see `skolval.domain.surfaces.Model`."""

    def __init__(self, n_options: int) -> None:
        self._n_options = n_options
        self._n_columns = n_options
        self._n_rows = 0
        self._columns: list[tuple[IntArray, IntArray, bool]] = []
        self._entries: list[_Part] = []
        self._rows: list[tuple[IntArray, IntArray, IntArray]] = []
        self._absolute: list[IntArray] = []
        self._lazy: list[Lazy] = []
        self._once: dict[str, Any] = {}

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
        if price is not None and lower is not None:
            raise ValueError(f"{rule}: a row with a price has no lower bound")
        least = np.full(len(upper), -NO_BOUND) if lower is None else np.asarray(lower, np.int64)
        part = self._compressed(rule, entries, len(upper))
        self._append(part, least, np.asarray(upper, np.int64), price or 0)

    def deviations(
        self, rule: str, entries: tuple[IntArray, IntArray, IntArray], most: IntArray
    ) -> IntArray:
        """Add one column per absolute value; see `skolval.domain.surfaces.Model`."""
        row, column, coefficient = (np.asarray(part) for part in entries)
        none, cells = np.zeros(len(most), np.int64), np.arange(len(most), dtype=np.int64)
        away = self.variables(none, most, integer=False)
        first = self._n_rows
        entries = np.r_[row, cells], np.r_[column, away], np.r_[coefficient, none - 1]
        plus = self._compressed(rule, entries, len(most))
        minus = plus._replace(coefficient=-plus.coefficient)
        minus.coefficient[np.cumsum(plus.width) - 1] = -1  # its own column stands last in a row
        for part in (plus, minus):
            self._append(part, np.full(len(most), -NO_BOUND), none, 0)
        self._absolute.append(np.c_[away, first + cells, first + len(most) + cells])
        return away

    def lazy(
        self, rule: str, separate: Callable[[FloatArray], list[Cut]], columns: IntArray
    ) -> None:
        """Promise rows that are too many to be written; see `skolval.domain.surfaces.Model`."""
        self._lazy.append(Lazy(rule, separate, np.asarray(columns, np.int64)))

    def once(self, key: str, write: Callable[[], _Written]) -> _Written:
        """Return what `write` returned the first time; see `skolval.domain.surfaces.Model`."""
        if key not in self._once:
            self._once[key] = write()
        found: _Written = self._once[key]
        return found

    def _compressed(self, rule: str, entries: tuple[Whole, Whole, Whole], n_rows: int) -> _Part:
        """Return the entries row by row, those of one row and column added together."""
        row, column, coefficient = entries
        if len(row) and (np.max(row) >= n_rows or np.max(column) >= self._n_columns):
            raise ValueError(f"{rule}: an entry names a row or column that does not exist")
        whole = np.asarray(coefficient, np.int64)
        table = sparse.coo_array((whole, (row, column)), (n_rows, self._n_columns)).tocsr()
        table.eliminate_zeros()
        return _Part(np.diff(table.indptr).astype(np.int64), table.indices, _small(table.data))

    def _append(self, part: _Part, lower: IntArray, upper: IntArray, price: int) -> None:
        self._entries.append(part)
        self._rows.append((lower, upper, np.full(len(upper), price, np.int64)))
        self._n_rows += len(upper)

    def posted(self) -> Posted:
        """Return everything written so far."""
        lower, upper, integer = _joined(
            [(low, high, np.full(len(low), whole)) for low, high, whole in self._columns]
        )
        width, column, coefficient = _joined(self._entries)
        row_lower, row_upper, row_price = _joined(self._rows)
        return Posted(
            n_options=self._n_options,
            lower=lower,
            upper=upper,
            integer=integer.astype(np.bool_),
            start=np.r_[np.int64(0), np.cumsum(width)],
            column=column,
            coefficient=coefficient,
            row_lower=row_lower,
            row_upper=row_upper,
            row_price=row_price,
            absolute=np.concatenate([np.zeros((0, 3), np.int64), *self._absolute]),
            lazy=tuple(self._lazy),
        )


def _small(whole: IntArray) -> Whole:
    """Return the numbers in 32 bits where they and their negatives fit."""
    fits = not len(whole) or max(-int(whole.min()), int(whole.max())) < np.iinfo(np.int32).max
    return whole.astype(np.int32) if fits else whole


def _joined(parts: Sequence[tuple[Whole, ...]]) -> tuple[Any, ...]:
    if not parts:
        return (np.zeros(0, np.int64),) * 3
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))
