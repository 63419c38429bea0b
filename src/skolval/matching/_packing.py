"""Keys made small enough to stand in one number together with an entry."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray

__all__ = ["bits_for", "held_seats", "small_keys"]


def bits_for(count: int) -> int:
    """Return how many bits the numbers below `count` need."""
    return max(1, int(count).bit_length())


def small_keys(key: IntArray, limit: int) -> tuple[IntArray, int]:
    """Return keys and the least of them, so that key - least is below `limit`.

    Keys that lie wider apart are replaced by their rank (equal keys keep equal ranks).
    """
    if not len(key):
        return key, 0
    least, greatest = int(key.min()), int(key.max())
    if greatest - least < limit:
        return key, least
    _values, rank = np.unique(key, return_inverse=True)
    return rank.astype(np.int64), 0


def held_seats(seats: IntArray, school: IntArray, owner: IntArray) -> IntArray:
    """Return `seats`, or no more than can be asked for where they are very many.

    Parameters
    ----------
    seats : by class. owner : school of each class. school : of each entry.
    """
    room: IntArray = np.minimum(seats, len(school))
    if int(room.sum()) <= len(school):
        return room
    asked = np.bincount(school, minlength=int(owner.max(initial=0)) + 1)
    fewer: IntArray = np.minimum(room, asked[owner])
    return fewer
