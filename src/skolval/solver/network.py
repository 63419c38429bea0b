"""Pure placement, where every rule only counts places, is one min-cost flow: exact and quick."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.complete import lottery_ties
from skolval.solver.flow import transport
from skolval.solver.programme import Programme

__all__ = ["is_network", "least_cost_flow"]


def is_network(found: Programme) -> bool:
    """Return whether every shared row only counts whole places, each option in at most one row."""
    system, k = found.system, found.n_choices
    rows = system.matrix[len(found.bundles.count) :].tocsc()
    if len(system.cost) > k or np.isfinite(system.row_lower[len(found.bundles.count) :]).any():
        return False
    return bool((rows.data == 1).all() and (np.diff(rows.indptr) <= 1).all())


def least_cost_flow(found: Programme, cost: IntArray) -> IntArray | None:
    """Return whole numbers of parties per choice at the least cost, or None if impossible.

    Parameters
    ----------
    cost : (K,) whole cost of each choice; a party that may miss a place misses it at 0.
    """
    n, k = len(found.bundles.count), found.n_choices
    rows = found.system.matrix[n:].tocsc()[:, :k]
    counted = np.diff(rows.indptr) == 1
    sink = np.full(k, rows.shape[0], np.int64)
    sink[counted] = rows.indices
    seats = np.maximum(np.floor(found.system.row_upper[n:] + 1e-9), 0)
    everybody = int(found.bundles.count.sum())
    capacity = np.r_[np.minimum(seats, everybody), everybody].astype(np.int64)
    if (found.system.row_upper[n:] < 0).any():
        return None
    columns = np.arange(k)
    free = np.flatnonzero(found.reduced.may_miss[found.bundles.first])
    ties, scale = lottery_ties(found, columns)
    flows = transport(
        (
            np.r_[found.bundles.column_bundle, free],
            np.r_[sink, np.full(len(free), rows.shape[0])],
            np.r_[cost * scale + ties, np.zeros(len(free), np.int64)],
        ),
        found.bundles.count,
        capacity,
    )
    return None if flows is None else flows[:k]
