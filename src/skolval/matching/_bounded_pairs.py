"""Blocking entries under floors and ceilings on kinds of pupils."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._bounds import level_of, with_others
from skolval.matching.market import Bounds, Market

__all__ = ["bounded_pairs"]


class _Held(NamedTuple):
    """Keys of those a school holds, kind by kind, ascending; what it promised each kind."""

    key: IntArray
    low: IntArray
    floor: IntArray
    ceiling: IntArray


@njit(cache=True)
def _ahead(held, s, k, level, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return how many of kind `k` that school `s` holds go before a given level and key."""
    h = s * held.floor.shape[1] + k
    inside = held.key[held.low[h] : held.low[h + 1]]
    before = np.searchsorted(inside, key, side="right")
    if level == 0:
        return min(before, held.floor[s, k])
    if level == 1:
        return max(min(before, held.ceiling[s, k]), min(len(inside), held.floor[s, k]))
    return max(before, min(len(inside), held.ceiling[s, k]))


@njit(cache=True)
def _claims(held, hard, seats, asker):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Tell whether a school would choose the asker from those it holds and the asker."""
    s, kind, key = asker
    own = s * held.floor.shape[1] + kind
    before = np.searchsorted(held.key[held.low[own] : held.low[own + 1]], key, side="right")
    level = level_of(before, held.floor[s, kind], held.ceiling[s, kind])
    if hard and level == 2:
        return False
    for k in range(held.floor.shape[1]):
        if k != kind:
            before += _ahead(held, s, k, level, key)
    return before < seats


@njit(cache=True)
def _scan(lists, taken, kind, held, rules):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    first, school, key = lists
    seats, hard = rules
    blocking = np.zeros(len(school), np.bool_)
    for i in range(len(taken)):
        end = taken[i] if taken[i] >= 0 else first[i + 1]
        for entry in range(first[i], end):
            s = school[entry]
            blocking[entry] = _claims(held, hard, seats[s], (s, kind[i], key[entry]))
    return blocking


def bounded_pairs(market: Market, taken: IntArray, bounds: Bounds) -> IntArray:
    """Return the entries that block `taken` under `bounds`, ascending."""
    kind, floor, ceiling = with_others(market, bounds)
    kinds = floor.shape[1]
    pupils = np.flatnonzero(taken >= 0)
    entry = taken[pupils]
    cell = market.school[entry] * kinds + kind[pupils]
    low = np.zeros(len(market.seats) * kinds + 1, np.int64)
    low[1:] = np.cumsum(np.bincount(cell, minlength=len(low) - 1))
    held = _Held(market.key[entry][np.lexsort((market.key[entry], cell))], low, floor, ceiling)
    lists = (market.start, market.school, market.key)
    rules = (market.seats, bool(bounds.hard))
    blocking: IntArray = np.flatnonzero(_scan(lists, taken, kind, held, rules))
    return blocking
