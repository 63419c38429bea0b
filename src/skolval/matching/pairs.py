"""Justified claims (berättigade anspråk): the entries that block a placement.

An entry blocks when the pupil prefers it to the own place and the school would choose the
pupil from those it holds and this one. A placement without such entries is stable.

Source: Gale & Shapley (1962); by choice functions, Hatfield & Milgrom (2005).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._bounded_pairs import bounded_pairs
from skolval.matching._classes import not_both, one_class
from skolval.matching._entries import sorted_held
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["blocking_entries"]

# Bands of a class: those who go first, the others, and after all of them an empty seat.
_FIRST, _OTHER, _EMPTY = 0, 1, 2


@njit(cache=True)
def _band(kind, only, member, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the band of pupil `i` in a class; -1 where only others may be taken."""
    if kind < 0 or member[i, kind]:
        return _FIRST
    return -1 if only else _OTHER


@njit(cache=True)
def _fill(c, rules, inside, free, key):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Fill class `c` with the first of the free; return the band and key of its last seat."""
    kind, only, seats, member = rules
    left, last_band, last_key = seats[c], -1, np.int64(0)
    for band in (_FIRST, _OTHER):
        for p in range(len(inside)):
            if left > 0 and free[p] and _band(kind[c], only[c], member, inside[p]) == band:
                free[p] = False
                left -= 1
                last_band, last_key = band, key[p]
    return (_EMPTY, np.int64(0)) if left > 0 else (last_band, last_key)


@njit(cache=True)
def _limits(start, rules, held, key, low):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the band and key of the last seat of every class; band -1 where there are no seats."""
    band, limit = np.empty(len(rules[0]), np.int64), np.empty(len(rules[0]), np.int64)
    for s in range(len(start) - 1):
        inside, keys = held[low[s] : low[s + 1]], key[low[s] : low[s + 1]]
        free = np.ones(len(inside), np.bool_)
        for c in range(start[s], start[s + 1]):
            band[c], limit[c] = _fill(c, rules, inside, free, keys)
    return band, limit


@njit(cache=True)
def _claims(classes, rules, limits, key, i):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Tell whether some class would take pupil `i` before the holder of its last seat."""
    kind, only, _seats, member = rules
    last_band, last_key = limits
    for c in range(classes[0], classes[1]):
        band = _band(kind[c], only[c], member, i)
        if band >= 0 and (band < last_band[c] or (band == last_band[c] and key < last_key[c])):
            return True
    return False


@njit(cache=True)
def _scan(lists, taken, start, rules, limits):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    first, school, key = lists
    blocking = np.zeros(len(school), np.bool_)
    for i in range(len(taken)):
        end = taken[i] if taken[i] >= 0 else first[i + 1]
        for entry in range(first[i], end):
            s = school[entry]
            blocking[entry] = _claims((start[s], start[s + 1]), rules, limits, key[entry], i)
    return blocking


def blocking_entries(
    market: Market,
    taken: IntArray,
    *,
    classes: SeatClasses | None = None,
    bounds: Bounds | None = None,
) -> IntArray:
    """Return the entries that block `taken`, ascending.

    Equal keys do not block each other (weak stability). A school that holds more than its
    seats is blocked only by those who would be among the first of them.

    Parameters
    ----------
    taken : (n,) entry of each pupil, -1 without a place.
    classes, bounds : as for `deferred_acceptance`, not both.

    Raises
    ------
    UsageError : classes and bounds are both given.
    """
    not_both(classes, bounds)
    if bounds is not None:
        return bounded_pairs(market, taken, bounds)
    classes = one_class(market) if classes is None else classes
    rules = (classes.kind, classes.only, classes.seats, classes.member)
    held, low = sorted_held(market, taken)
    pupil = market.pupil_of_entry()[held]
    limits = _limits(classes.start, rules, pupil, market.key[held], low)
    lists = (market.start, market.school, market.key)
    blocking: IntArray = np.flatnonzero(_scan(lists, taken, classes.start, rules, limits))
    return blocking
