"""What the shared rows see of the options: classes, wide rows, absolute values.

Most rows look at an option only through its class (a kind of pupil at an offering), so a price
on the rows is one number per class. A wide row, such as a ceiling on the sum of all metres,
sees nearly every option in its own way; there are few of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.bundle import mixed
from skolval.solver.column_kernel import hash_entries, numbered
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, System

__all__ = ["Shape", "shape_of"]

_WIDE_SHARE, _WIDE_VALUES, _LOOK = 5, 64, 10_000
"""A row is wide when it holds over a fifth of the options with more than so many numbers; the
first thousands usually tell."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Minimise over choices, grouped by bundle, and own columns under the shared rows.

    Parameters
    ----------
    start : (B + 1,) first choice of each bundle. size : (B,) parties in it.
    may_miss : (B,) whether parties of the bundle may have no place.
    cost : (K,) of the choices. kind : (K,) class of each choice, 0..C-1.
    narrow : (R, C) what a party of a class adds to each row. wide_rows : (W,) the rows that
        see more than classes; wide : (W, K) their coefficients.
    own : (R, O) the further columns, with own_cost, own_lower, own_upper, own_integer.
    row_lower, row_upper : (R,) bounds of the shared rows.
    pairs : (A, 3) own column and the two rows of every absolute value.
    """

    start: IntArray
    size: FloatArray
    may_miss: BoolArray
    cost: FloatArray
    constant: float
    kind: npt.NDArray[np.int32]
    narrow: sparse.csr_array
    wide_rows: IntArray
    wide: FloatArray
    own: sparse.csr_array
    own_cost: FloatArray
    own_lower: FloatArray
    own_upper: FloatArray
    own_integer: BoolArray
    row_lower: FloatArray
    row_upper: FloatArray
    pairs: IntArray

    @property
    def n_choices(self) -> int:
        """Number of choices."""
        return len(self.cost)

    @property
    def n_kinds(self) -> int:
        """Number of classes."""
        return int(self.narrow.shape[1])


def shape_of(found: Programme, system: System) -> Shape:
    """Return the shape of `system`, which is that of `found` with another cost and more rows."""
    k, bundles = found.n_choices, found.bundles
    n = len(bundles.count)
    rows = _below(system.matrix, n)
    name = np.arange(-k, rows.shape[1] - k, dtype=np.int32)
    own = _renamed(rows, name, rows.shape[1] - k)
    wide_rows = _wide_rows(rows, own, k)
    seen = np.ones(rows.shape[0], np.bool_)
    seen[wide_rows] = False
    kind, first = _kinds(rows, seen, found.problem.options.offering[bundles.column_option])
    shared = np.flatnonzero(found.reduced.shared)
    pairs = found.posted.absolute.copy()
    pairs[:, 0] -= found.posted.n_options
    pairs[:, 1:] = np.searchsorted(shared, pairs[:, 1:])
    return Shape(
        start=np.searchsorted(bundles.column_bundle, np.arange(n + 1)).astype(np.int64),
        size=bundles.count.astype(np.float64),
        may_miss=found.reduced.may_miss[bundles.first],
        cost=system.cost[:k],
        constant=system.constant,
        kind=kind,
        narrow=_narrow(rows, wide_rows, first),
        wide_rows=wide_rows,
        wide=_dense(rows, wide_rows, k),
        own=own,
        own_cost=system.cost[k:],
        own_lower=system.lower[k:],
        own_upper=system.upper[k:],
        own_integer=system.integer[k:],
        row_lower=system.row_lower[n:],
        row_upper=system.row_upper[n:],
        pairs=pairs,
    )


def _below(matrix: sparse.csr_array, n: int) -> sparse.csr_array:
    """Return the rows after the first n; nothing is copied."""
    begin = matrix.indptr[n]
    parts = (matrix.data[begin:], matrix.indices[begin:], matrix.indptr[n:] - begin)
    return sparse.csr_array(parts, (matrix.shape[0] - n, matrix.shape[1]))


def _renamed(rows: sparse.csr_array, name: IntArray, width: int) -> sparse.csr_array:
    """Return the entries of the columns that have a name from 0, under that column number."""
    column = name[rows.indices]
    some = np.flatnonzero(column >= 0)
    at = np.searchsorted(some, rows.indptr)
    found = sparse.csr_array((rows.data[some], column[some], at), (rows.shape[0], width))
    found.sort_indices()
    return found


def _wide_rows(rows: sparse.csr_array, own: sparse.csr_array, k: int) -> IntArray:
    """Return the rows that see the choices, the first k columns, in more than classes."""
    many = np.flatnonzero((np.diff(rows.indptr) - np.diff(own.indptr)) * _WIDE_SHARE > k)
    wide = []
    for row in many.tolist():
        values = rows.data[rows.indptr[row] : rows.indptr[row + 1]]
        inside = values[rows.indices[rows.indptr[row] : rows.indptr[row + 1]] < k]
        if any(len(np.unique(part)) > _WIDE_VALUES for part in (inside[:_LOOK], inside)):
            wide.append(row)
    return np.array(wide, np.int64)


def _dense(rows: sparse.csr_array, wide_rows: IntArray, k: int) -> FloatArray:
    """Return (W, k) the wide rows' coefficients."""
    wide = np.zeros((len(wide_rows), k))
    for number, row in enumerate(wide_rows.tolist()):
        part = slice(rows.indptr[row], rows.indptr[row + 1])
        column, value = rows.indices[part], rows.data[part]
        wide[number, column[column < k]] = value[column < k]
    return wide


def _kinds(
    rows: sparse.csr_array, seen: BoolArray, offering: IntArray
) -> tuple[npt.NDArray[np.int32], IntArray]:
    """Return the class of each choice and the first choice of each class.

    Parameters
    ----------
    seen : (R,) rows that are not wide.
    """
    table = (rows.indptr, rows.indices, rows.data.view(np.uint64))
    summed = hash_entries(table, seen, np.uint64(0), len(offering))
    first, kind = numbered(mixed(summed + mixed(offering.astype(np.uint64))))
    return kind.astype(np.int32), first


def _narrow(rows: sparse.csr_array, wide_rows: IntArray, first: IntArray) -> sparse.csr_array:
    """Return (R, C) what a choice of each class adds to the rows that are not wide."""
    name = np.full(rows.shape[1], -1, np.int32)
    name[first] = np.arange(len(first))
    narrow = _renamed(rows, name, len(first))
    for row in wide_rows.tolist():
        narrow.data[narrow.indptr[row] : narrow.indptr[row + 1]] = 0.0
    narrow.eliminate_zeros()
    return narrow
