"""Pure placement, where every rule only counts places, is one min-cost flow: exact and quick."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.complete import lottery_ties
from skolval.solver.flow import sparing_transport
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray

__all__ = ["is_network", "least_cost_flow", "with_deviations"]


def is_network(found: Programme, cost: FloatArray) -> bool:
    """Return whether every shared row only counts whole places, each option in at most one row.

    Absolute values that cost nothing and bind nothing are passed over.

    Parameters
    ----------
    cost : of all columns of the system.
    """
    system, k = found.system, found.n_choices
    rows, idle = _counting(found)
    own = np.ones(len(cost) - k, np.bool_)
    own[idle] = False
    lower = system.row_lower[len(found.bundles.count) :][rows]
    if own.any() or cost[k:].any() or np.isfinite(lower).any():
        return False
    seen = system.matrix[len(found.bundles.count) + rows]
    if (seen.indices >= k).any():
        return False
    return bool((seen.data == 1).all() and (np.bincount(seen.indices) <= 1).all())


def with_deviations(found: Programme, whole: IntArray) -> FloatArray:
    """Return the values of all columns when the choices are `whole`: absolute values are exact."""
    n, k, pairs = len(found.bundles.count), found.n_choices, _pairs(found)
    values = np.zeros(len(found.system.cost))
    values[:k] = whole
    sums = found.system.matrix[n + pairs[:, 1]] @ values
    values[k + pairs[:, 0]] = np.abs(sums)
    return values


def _counting(found: Programme) -> tuple[IntArray, IntArray]:
    """Return the shared rows that are no pair of an absolute value, and the pairs' columns."""
    pairs = _pairs(found)
    rows = np.ones(found.system.matrix.shape[0] - len(found.bundles.count), np.bool_)
    rows[pairs[:, 1:].ravel()] = False
    return np.flatnonzero(rows), pairs[:, 0]


def _pairs(found: Programme) -> IntArray:
    """Return own column and two shared rows of every absolute value."""
    pairs = found.posted.absolute.copy()
    pairs[:, 0] -= found.posted.n_options
    pairs[:, 1:] = np.searchsorted(np.flatnonzero(found.reduced.shared), pairs[:, 1:])
    return pairs


def least_cost_flow(found: Programme, cost: IntArray) -> IntArray | None:
    """Return whole numbers of parties per choice at the least cost, or None if impossible.

    Parameters
    ----------
    cost : (K,) whole cost of each choice; a party that may miss a place misses it at 0.
    """
    n, k = len(found.bundles.count), found.n_choices
    numbers, _idle = _counting(found)
    rows = found.system.matrix[n + numbers]
    sink = np.full(k, rows.shape[0], np.int64)
    sink[rows.indices] = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    seats = np.maximum(np.floor(found.system.row_upper[n + numbers] + 1e-9), 0)
    everybody = int(found.bundles.count.sum())
    capacity = np.r_[np.minimum(seats, everybody), everybody].astype(np.int64)
    if (found.system.row_upper[n + numbers] < 0).any():
        return None
    columns = np.arange(k)
    free = np.flatnonzero(found.reduced.may_miss[found.bundles.first])
    ties, scale = lottery_ties(found, columns)
    flows = sparing_transport(
        (
            np.r_[found.bundles.column_bundle, free],
            np.r_[sink, np.full(len(free), rows.shape[0])],
            np.r_[cost * scale + ties, np.zeros(len(free), np.int64)],
        ),
        found.bundles.count,
        capacity,
    )
    return None if flows is None else flows[:k]
