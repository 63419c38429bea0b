"""Blocking pairs (blockerande par) of a placement, on arrays; the audit's own kernel.

A pupil and an offering block a placement when the pupil would rather be there and it has a
free seat (waste) or has admitted somebody who goes after the pupil (justified envy).

Source: Gale & Shapley (1962).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["ENVY", "WASTE", "blocking_pairs", "last_admitted"]

WASTE, ENVY = 1, 2


@njit(cache=True)
def _last(school, key, taken, seats):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return how many seats are left and the key of the last admitted, by school."""
    free = seats.copy()
    last = np.full(len(seats), np.iinfo(np.int64).min, np.int64)
    for i in range(len(taken)):
        e = taken[i]
        if e >= 0:
            free[school[e]] -= 1
            last[school[e]] = max(last[school[e]], key[e])
    return free, last


@njit(cache=True)
def _blocking(start, school, key, taken, free, last):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    found = np.zeros(len(school), np.int8)
    for i in range(len(taken)):
        end = taken[i] if taken[i] >= 0 else start[i + 1]
        for e in range(start[i], end):
            s = school[e]
            if free[s] > 0:
                found[e] = 1
            elif key[e] < last[s]:
                found[e] = 2
    return found


def last_admitted(
    school: IntArray, key: IntArray, *, taken: IntArray, seats: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the free seats of every school and the key of its last admitted pupil.

    Parameters
    ----------
    school, key, seats, taken : as in `blocking_pairs`.
    """
    free, last = _last(school, key, taken, seats)
    return np.asarray(free, np.int64), np.asarray(last, np.int64)


def blocking_pairs(
    start: IntArray, school: IntArray, key: IntArray, *, taken: IntArray, seats: IntArray
) -> tuple[BoolArray, BoolArray]:
    """Return (e,) which entries block by a free seat, and which by somebody who goes after.

    Parameters
    ----------
    start : (n + 1,) first entry of each pupil; entries stand in the pupil's own order.
    school, key : (e,) of every entry; the smaller key goes first at the school.
    taken : (n,) entry that each pupil holds, -1 for none. seats : (m,) whole.
    """
    free, last = last_admitted(school, key, taken=taken, seats=seats)
    found = _blocking(start, school, key, taken, free, last)
    waste: BoolArray = found == WASTE
    envy: BoolArray = found == ENVY
    return waste, envy
