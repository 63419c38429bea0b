"""Numbers that engines are at their best with, and ranks by cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy import sparse

from skolval.domain.deviation import SCALE
from skolval.domain.problem import IntArray
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray

__all__ = ["rank_within", "scaled"]

_LARGE = 1000.0


def scaled(found: Programme) -> Programme:
    """Return the programme with continuous columns and rows of large numbers made smaller.

    Deviations are whole numbers of 1/100,000 pupil; engines are at their best near 1.
    """
    system = found.system
    unit = np.where(~system.integer & (system.upper > _LARGE), float(SCALE), 1.0)
    matrix = (system.matrix @ sparse.diags_array(unit)).tocsr()
    largest = np.ones(matrix.shape[0])
    of_row = np.repeat(np.arange(len(largest)), np.diff(matrix.indptr))
    np.maximum.at(largest, of_row, np.abs(matrix.data))
    shrink = np.where(largest > _LARGE, 1.0 / float(SCALE), 1.0)
    return replace(
        found,
        costs=tuple(cost * unit for cost in found.costs),
        system=system.replace(
            cost=system.cost * unit,
            lower=system.lower / unit,
            upper=system.upper / unit,
            matrix=(sparse.diags_array(shrink) @ matrix).tocsr(),
            row_lower=system.row_lower * shrink,
            row_upper=system.row_upper * shrink,
        ),
    )


def rank_within(bundle_of: IntArray, cost: FloatArray) -> IntArray:
    """Return each column's place by cost within its bundle, 0 first."""
    order = np.lexsort((cost, bundle_of))
    sorted_bundle = bundle_of[order]
    starts = np.searchsorted(sorted_bundle, sorted_bundle)
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order)) - starts
    return rank
