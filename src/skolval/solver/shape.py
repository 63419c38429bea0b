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
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, System

__all__ = ["Shape", "shape_of"]

_WIDE_SHARE, _WIDE_VALUES = 5, 64
"""A row is wide when it holds over a fifth of the options with more than so many numbers."""


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
    rows = system.matrix[n:]
    choices = rows[:, :k].tocsc()
    wide_rows = _wide_rows(choices)
    seen, wide = _parted(choices, wide_rows)
    kind, first = _kinds(seen, found.problem.options.offering[bundles.column_option])
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
        narrow=seen[:, first].tocsr(),
        wide_rows=wide_rows,
        wide=wide,
        own=rows[:, k:].tocsr(),
        own_cost=system.cost[k:],
        own_lower=system.lower[k:],
        own_upper=system.upper[k:],
        own_integer=system.integer[k:],
        row_lower=system.row_lower[n:],
        row_upper=system.row_upper[n:],
        pairs=pairs,
    )


def _wide_rows(choices: sparse.csc_array) -> IntArray:
    width = choices.shape[1]
    many = np.flatnonzero(
        np.bincount(choices.indices, minlength=choices.shape[0]) * _WIDE_SHARE > width
    )
    wide = [
        row for row in many if len(np.unique(choices.data[choices.indices == row])) > _WIDE_VALUES
    ]
    return np.array(wide, np.int64)


def _parted(choices: sparse.csc_array, wide_rows: IntArray) -> tuple[sparse.csc_array, FloatArray]:
    """Return the entries of the rows that are not wide, and those that are as dense rows."""
    if not len(wide_rows):
        return choices, np.zeros((0, choices.shape[1]))
    wide = choices.tocsr()[wide_rows].toarray()
    keep = np.ones(choices.shape[0])
    keep[wide_rows] = 0.0
    seen = sparse.csc_array(
        (choices.data * keep[choices.indices], choices.indices, choices.indptr), choices.shape
    )
    seen.eliminate_zeros()
    return seen, np.ascontiguousarray(wide)


def _kinds(seen: sparse.csc_array, offering: IntArray) -> tuple[npt.NDArray[np.int32], IntArray]:
    """Return the class of each choice and the first choice of each class."""
    entry = mixed(mixed(seen.indices.astype(np.uint64)) ^ seen.data.view(np.uint64))
    total = np.r_[np.uint64(0), np.cumsum(entry, dtype=np.uint64)]
    summed = total[seen.indptr[1:]] - total[seen.indptr[:-1]]
    name = mixed(summed + mixed(offering.astype(np.uint64)))
    _, first, kind = np.unique(name, return_index=True, return_inverse=True)
    return kind.reshape(-1).astype(np.int32), first.astype(np.int64)
