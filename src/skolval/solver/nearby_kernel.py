"""Pupils change units, alone where a seat is free and in pairs where none is: the compiled loop."""

from __future__ import annotations

import numpy as np
from numba import njit

__all__ = ["annealed"]

_PARTNERS = 6
_PULL = 0.5
"""What is left over below a ceiling costs this part of its price."""


@njit(cache=True, nogil=True)
def _drawn(state, n):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return a number below n and move the generator on (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    high = (x * np.uint64(2685821657736338717)) >> np.uint64(33)
    return np.int64(high) % n


@njit(cache=True, nogil=True)
def _shifted(kind, sign, table, away, sums, joins):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Add one party of a class to the deviations, or take it away; return what that costs."""
    begins, pair, weight, worth = table
    cost = 0.0
    for e in range(begins[kind], begins[kind + 1]):
        p = pair[e]
        before = abs(away[p])
        away[p] += sign * weight[e]
        change = abs(away[p]) - before
        cost += worth[p] * change
        for q in range(len(sums)):
            sums[q] += joins[q, p] * change
    return cost


@njit(cache=True, nogil=True)
def _over(sums, ceiling, dear, price):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return what the sums cost: dear above a ceiling, and what is left over is a loss too."""
    total = 0.0
    for q in range(len(sums)):
        if sums[q] > ceiling[q]:
            total += dear[q] * (sums[q] - ceiling[q])
        else:
            total += _PULL * price[q] * (ceiling[q] - sums[q])
    return total


@njit(cache=True, nogil=True)
def _change(party, to, at, choices, rows, sums):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Move a party to another choice; return what that costs at the prices."""
    kind, cost, wide, cap = choices
    table, joins, load, away = rows
    j = at[party]
    for q in range(len(sums)):
        sums[q] += wide[q, to] - wide[q, j]
    load[cap[j]] -= 1
    load[cap[to]] += 1
    total = cost[to] - cost[j]
    total += _shifted(kind[j], -1.0, table, away, sums, joins)
    total += _shifted(kind[to], 1.0, table, away, sums, joins)
    at[party] = to
    return total


@njit(cache=True, nogil=True)
def _enter(party, c, lists):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    members, place, first, length = lists
    place[party] = length[c]
    members[first[c] + length[c]] = party
    length[c] += 1


@njit(cache=True, nogil=True)
def _leave(party, c, lists):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    members, place, first, length = lists
    length[c] -= 1
    last = members[first[c] + length[c]]
    members[first[c] + place[party]] = last
    place[last] = place[party]


@njit(cache=True, nogil=True)
def _partner(way, state, lists, options, cap):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return a party at the end of `way` that could go to its beginning, and by which choice."""
    source, target = way
    members, _place, first, length = lists
    start, list_of = options
    if length[target] == 0:
        return -1, -1
    for _ in range(_PARTNERS):
        other = members[first[target] + _drawn(state, length[target])]
        for e in range(start[other], start[other + 1]):
            if cap[list_of[e]] == source:
                return other, list_of[e]
    return -1, -1


@njit(cache=True, nogil=True)
def annealed(movable, at, options, choices, rows, limits, lists, schedule):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201, C901, PLR0913, PLR0917 - one loop, compiled
    """Change `at` in place; return the best of what keeps the ceilings, and its worth."""
    room, ceiling, price, dear, sums = limits
    steps, hot, cold, enough, state = schedule
    start, list_of = options
    cap, load = choices[3], rows[2]
    best = at.copy()
    now, least = 0.0, np.inf
    over = _over(sums, ceiling, dear, price)
    for step in range(steps):
        heat = hot * (cold / hot) ** (step / steps)
        party = movable[_drawn(state, len(movable))]
        j = at[party]
        to = list_of[start[party] + _drawn(state, start[party + 1] - start[party])]
        if to == j:
            continue
        c, d = cap[j], cap[to]
        other, back, old = -1, -1, -1
        if c != d and load[d] + 1 > room[d]:
            other, back = _partner((c, d), state, lists, options, cap)
            if other < 0:
                continue
            old = at[other]
        gain = _change(party, to, at, choices, rows, sums)
        if other >= 0:
            gain += _change(other, back, at, choices, rows, sums)
        new_over = _over(sums, ceiling, dear, price)
        total = gain + new_over - over
        u = (_drawn(state, 1 << 30) + 0.5) / (1 << 30)
        if total > 0 and u >= np.exp(-total / heat):
            if other >= 0:
                _change(other, old, at, choices, rows, sums)
            _change(party, j, at, choices, rows, sums)
            continue
        over = new_over
        now += gain
        if c != d:
            _leave(party, c, lists)
            _enter(party, d, lists)
            if other >= 0:
                _leave(other, d, lists)
                _enter(other, c, lists)
        if (sums <= ceiling).all():
            worth = now
            for q in range(len(sums)):
                worth += price[q] * (ceiling[q] - sums[q])
            if worth < least - enough:
                least = worth
                best[:] = at
    return best, least
