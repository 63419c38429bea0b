"""Prices of full sinks in a least-cost flow, and what they say of arcs left out: compiled loops."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["few_cheapest", "missing", "sink_prices"]


@njit(cache=True, nogil=True)
def few_cheapest(start, cost, few, used):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Mark each source's `few` cheapest arcs, and those as cheap as the dearest of them."""
    for i in range(len(start) - 1):
        mine = cost[start[i] : start[i + 1]]
        limit = np.sort(mine)[few - 1] if len(mine) > few else np.iinfo(np.int64).max
        for e in range(start[i], start[i + 1]):
            if cost[e] <= limit:
                used[e] = True


@njit(cache=True, nogil=True)
def sink_prices(start, arcs, used, flow, price):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Lower the prices until each unit's sink is the cheapest its source has in use.

    Returns False where that does not end, which no least-cost flow lets happen.
    """
    sink, cost = arcs
    for _ in range(len(price) + 2):
        changed = False
        for i in range(len(start) - 1):
            least = np.iinfo(np.int64).max
            for e in range(start[i], start[i + 1]):
                if used[e]:
                    least = min(least, cost[e] + price[sink[e]])
            for e in range(start[i], start[i + 1]):
                if flow[e] > 0 and cost[e] + price[sink[e]] > least:
                    price[sink[e]] = least - cost[e]
                    changed = True
        if not changed:
            return True
    return False


@njit(cache=True, nogil=True)
def missing(start, arcs, used, price):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201 - numba infers
    """Take into use the arcs that are cheaper at the prices than all in use; return how many."""
    sink, cost = arcs
    count = 0
    for i in range(len(start) - 1):
        least = np.iinfo(np.int64).max
        for e in range(start[i], start[i + 1]):
            if used[e]:
                least = min(least, cost[e] + price[sink[e]])
        for e in range(start[i], start[i + 1]):
            if not used[e] and cost[e] + price[sink[e]] < least:
                used[e] = True
                count += 1
    return count
