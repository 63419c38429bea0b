"""Blocking pairs (blockerande par) of a placement, on arrays; the audit's own kernel.

A pupil and an offering block a placement when the pupil would rather be there and it has a
free seat (waste) or has admitted somebody who goes after the pupil (justified envy).

Source: Gale & Shapley (1962).
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["blocking_pairs", "last_admitted"]


def last_admitted(
    school: IntArray, key: IntArray, *, taken: IntArray, seats: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the free seats of every school and the key of its last admitted pupil.

    Parameters
    ----------
    school, key, seats, taken : as in `blocking_pairs`.
    """
    held = taken[taken >= 0]
    free = seats.astype(np.int64) - np.bincount(school[held], minlength=len(seats))
    last = np.full(len(seats), np.iinfo(np.int64).min, np.int64)
    np.maximum.at(last, school[held], key[held])
    return free, last


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
    # a pupil would rather have what stands before the entry held
    end = np.where(taken >= 0, taken, start[1:])
    rather = np.arange(len(school)) < np.repeat(end, np.diff(start))
    waste: BoolArray = rather & (free[school] > 0)
    envy: BoolArray = rather & ~waste & (key < last[school])
    return waste, envy
