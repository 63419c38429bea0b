"""The programme on some of the options, with a column for the count of each class.

Given whole counts, who is meant is a transportation problem, so only the counts need to be
whole; the rows stand on the counts and stay few and short however many pupils there are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from skolval.domain.problem import IntArray
from skolval.solver.shape import Shape
from skolval.solver.system import Answer, FloatArray, System

__all__ = ["Restricted", "restricted"]

_ALONE = 0.7


@dataclass(frozen=True, slots=True)
class Restricted:
    """A system of few columns and where its columns and rows come from.

    Parameters
    ----------
    system : columns are the choices `kept`, the own columns, then the counts of the classes
        `kinds`; rows are those of the bundles, the shared rows, then one per count.
    """

    system: System
    shape: Shape
    kept: IntArray
    kinds: IntArray
    n_bundles: int

    def prices(self, answer: Answer) -> FloatArray:
        """Return (R,) prices of the shared rows in the answer to the linear relaxation."""
        rows = len(self.shape.row_upper)
        duals = np.zeros(rows) if answer.duals is None else answer.duals[self.n_bundles :][:rows]
        return -duals

    def choices(self, answer: Answer) -> FloatArray:
        """Return (K,) values of all choices in an answer that has values."""
        values = np.zeros(self.shape.n_choices)
        if answer.values is not None:
            values[self.kept] = answer.values[: len(self.kept)]
        return values

    def own(self, answer: Answer) -> FloatArray:
        """Return (O,) values of the own columns in an answer that has values."""
        n = len(self.kept)
        values = np.zeros(0) if answer.values is None else answer.values
        return values[n : n + len(self.shape.own_cost)]

    def hint(self, choices: FloatArray, own: FloatArray) -> FloatArray:
        """Return the values of the system's columns for values of all choices and own columns."""
        mine = choices[self.kept]
        place = np.searchsorted(self.kinds, self.shape.kind[self.kept])
        counts = np.bincount(place, mine, len(self.kinds))[: len(self.kinds)]
        hint: FloatArray = np.r_[mine, own, counts]
        return hint


def restricted(shape: Shape, kept: IntArray, *, whole_choices: bool = False) -> Restricted:
    """Return the programme on the choices `kept` (sorted), counts and own columns whole.

    Parameters
    ----------
    whole_choices : the choices themselves are whole, and there are no counts.
    """
    kinds = np.unique(shape.kind[kept]).astype(np.int64)
    if whole_choices or len(kinds) > _ALONE * len(kept):
        return _plain(shape, kept)
    n, n_kinds = len(kept), len(kinds)
    of_bundle = np.searchsorted(shape.start, kept, side="right") - 1
    places = _ones(of_bundle, np.arange(n), (len(shape.size), n))
    sums = _ones(np.searchsorted(kinds, shape.kind[kept]), np.arange(n), (n_kinds, n))
    wide = _wide(shape, kept)
    matrix = sparse.block_array(
        [
            [places, None, None],
            [wide, shape.own, shape.narrow[:, kinds]],
            [sums, None, -sparse.eye_array(n_kinds)],
        ],
        format="csr",
    )
    most = sums @ shape.size[of_bundle]
    zero = np.zeros(n_kinds)
    system = System(
        cost=np.r_[shape.cost[kept], shape.own_cost, zero],
        lower=np.r_[np.zeros(n), shape.own_lower, zero],
        upper=np.r_[shape.size[of_bundle], shape.own_upper, most],
        integer=np.r_[np.zeros(n, np.bool_), shape.own_integer, np.ones(n_kinds, np.bool_)],
        matrix=matrix,
        row_lower=np.r_[np.where(shape.may_miss, 0.0, shape.size), shape.row_lower, zero],
        row_upper=np.r_[shape.size, shape.row_upper, zero],
        constant=shape.constant,
    )
    return Restricted(system, shape, kept, kinds, len(shape.size))


def _plain(shape: Shape, kept: IntArray) -> Restricted:
    """Return the programme without counts: every choice is nearly a class of its own."""
    n = len(kept)
    of_bundle = np.searchsorted(shape.start, kept, side="right") - 1
    places = _ones(of_bundle, np.arange(n), (len(shape.size), n))
    wide = _wide(shape, kept)
    rows = shape.narrow[:, shape.kind[kept]] + wide
    system = System(
        cost=np.r_[shape.cost[kept], shape.own_cost],
        lower=np.r_[np.zeros(n), shape.own_lower],
        upper=np.r_[shape.size[of_bundle], shape.own_upper],
        integer=np.r_[np.ones(n, np.bool_), shape.own_integer],
        matrix=sparse.block_array([[places, None], [rows, shape.own]], format="csr"),
        row_lower=np.r_[np.where(shape.may_miss, 0.0, shape.size), shape.row_lower],
        row_upper=np.r_[shape.size, shape.row_upper],
        constant=shape.constant,
    )
    return Restricted(system, shape, kept, np.zeros(0, np.int64), len(shape.size))


def _wide(shape: Shape, kept: IntArray) -> sparse.csr_array:
    """Return (R, n) the wide rows' coefficients, at their place among the rows."""
    size = (len(shape.row_upper), len(kept))
    if not len(shape.wide_rows):
        return sparse.csr_array(size)
    row = np.repeat(shape.wide_rows, len(kept))
    column = np.tile(np.arange(len(kept)), len(shape.wide_rows))
    found = sparse.csr_array((shape.wide[:, kept].ravel(), (row, column)), size)
    found.eliminate_zeros()
    return found


def _ones(row: IntArray, column: IntArray, size: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(row)), (row, column)), size)
