"""The best trips to one school at given prices, by labels from the school outwards: compiled."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["priced_trips"]

_TINY = 1e-9


@njit(cache=True, nogil=True)
def _has(label, stop, visited):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    return (visited[label, stop >> 6] >> np.uint64(stop & 63)) & np.uint64(1)


@njit(cache=True, nogil=True)
def _within(a, b, visited):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return whether label a has visited no stop that label b has not."""
    for w in range(visited.shape[1]):  # noqa: SIM110 - numba compiles no generator
        if visited[a, w] & ~visited[b, w]:
            return False
    return True


@njit(cache=True, nogil=True)
def _cheapest(stop, ride, starts):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the place of the cheapest start that is early enough for a trip from `stop`."""
    latest, best, count = starts
    low, high = 0, count
    while low < high:
        middle = (low + high) // 2
        if latest[stop, middle] >= ride:
            low = middle + 1
        else:
            high = middle
    return -1 if low == 0 else best[stop, low - 1]


@njit(cache=True, nogil=True)
def _hope(label, state, stops, order):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return a bound on what further stops can add to the label: a knapsack in fractions."""
    front, load, ride, _worth, visited, _parent = state
    pupils, dwell, between, _home, profit, capacity, longest = stops
    f = front[label]
    room = capacity - load[label]
    base = ride[label] + dwell[f]
    total = 0.0
    for g in order:
        if profit[g] <= 0.0 or room <= 0:
            break
        if base + between[g, f] > longest or _has(label, g, visited):
            continue
        if pupils[g] <= room:
            room -= pupils[g]
            total += profit[g]
        else:
            total += profit[g] * room / pupils[g]
            break
    return total


@njit(cache=True, nogil=True)
def _beaten(new, state, chain, strict):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return whether a label with the same front is as good as `new`; drop those it beats."""
    front, load, ride, worth, visited, _parent = state
    first, after, alive = chain
    f = front[new]
    before = -1
    at = first[f]
    while at >= 0:
        if (
            load[at] <= load[new]
            and ride[at] <= ride[new]
            and worth[at] >= worth[new] - _TINY
            and (not strict or _within(at, new, visited))
        ):
            return True
        following = after[at]
        if (
            load[new] <= load[at]
            and ride[new] <= ride[at]
            and worth[new] >= worth[at] - _TINY
            and (not strict or _within(new, at, visited))
        ):
            alive[at] = False
            if before < 0:
                first[f] = following
            else:
                after[before] = following
        else:
            before = at
        at = following
    return False


@njit(cache=True, nogil=True)
def priced_trips(stops, starts, costs, order, most, strict):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901, PLR0915 - one search, compiled
    """Return the labels, and the number of those whose trips are worth their cost.

    `costs` are those of the starts, and what the school's own departures are worth.
    """
    pupils, dwell, between, home, profit, capacity, longest = stops
    start_cost, earned = costs
    n = len(pupils)
    words = (n + 63) >> 6
    front = np.empty(most, np.int32)
    load = np.empty(most, np.int32)
    ride = np.empty(most, np.int64)
    worth = np.empty(most, np.float64)
    visited = np.zeros((most, words), np.uint64)
    parent = np.full(most, -1, np.int32)
    state = (front, load, ride, worth, visited, parent)
    after = np.full(most, -1, np.int32)
    first = np.full(n, -1, np.int32)
    alive = np.ones(most, np.bool_)
    chain = (first, after, alive)
    queue = np.full(capacity + 1, -1, np.int32)
    behind = np.full(most, -1, np.int32)
    count = 0
    full = False
    for f in range(n):
        if profit[f] <= 0.0 or home[f] > longest or pupils[f] > capacity or count >= most:
            continue
        front[count], load[count], ride[count], worth[count] = f, pupils[f], home[f], profit[f]
        visited[count, f >> 6] = np.uint64(1) << np.uint64(f & 63)
        after[count] = first[f]
        first[f] = count
        behind[count] = queue[pupils[f]]
        queue[pupils[f]] = count
        count += 1
    for q in range(1, capacity + 1):
        at = queue[q]
        while at >= 0:
            here = at
            at = behind[at]
            if not alive[here]:
                continue
            f = front[here]
            k = _cheapest(f, ride[here], starts)
            if k < 0:
                continue
            if worth[here] + _hope(here, state, stops, order) <= start_cost[k] - earned + 1e-7:
                continue
            base = ride[here] + dwell[f]
            for g in range(n):
                if (
                    profit[g] <= 0.0
                    or q + pupils[g] > capacity
                    or base + between[g, f] > longest
                    or _has(here, g, visited)
                ):
                    continue
                if count >= most:
                    full = True
                    break
                front[count], load[count] = g, q + pupils[g]
                ride[count], worth[count] = base + between[g, f], worth[here] + profit[g]
                for w in range(words):
                    visited[count, w] = visited[here, w]
                visited[count, g >> 6] |= np.uint64(1) << np.uint64(g & 63)
                if _cheapest(g, ride[count], starts) < 0 or _beaten(count, state, chain, strict):
                    continue
                alive[count] = True
                parent[count] = here
                after[count] = first[g]
                first[g] = count
                behind[count] = queue[load[count]]
                queue[load[count]] = count
                count += 1
    return front[:count], ride[:count], worth[:count], parent[:count], alive[:count], full
