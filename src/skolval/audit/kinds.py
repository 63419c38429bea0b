"""Floors and ceilings on kinds of pupils (golv och tak): who is passed over under them.

At an offering everybody stands in one of three turns by the place among the admitted of the
same kind: up to the floor first, up to the ceiling then, the rest last. A pupil is passed
over when the offering, choosing again from its admitted and the pupil, would take the pupil.
Past a hard ceiling nobody is taken, even where a seat stands empty.

Sources: Ehlers, Hafalir, Yenmez & Yildirim (2014), soft bounds; Abdulkadiroğlu (2005), hard.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.seat_classes import BoundTable

__all__ = ["Crowd", "below_floor", "chosen_again", "crowd", "past_ceiling"]

_TURN = np.int64(1) << 40


@dataclass(frozen=True, slots=True)
class Crowd:
    """Everybody admitted, counted by offering and kind; the last column is no kind at all.

    Parameters
    ----------
    count, last : (m, kinds + 1) pupils, and level of the last of them (-1 for none).
    worst : (m,) turn and level of the last admitted of all.
    floor, ceiling : (m, kinds + 1); pupils of no kind have no floor and no ceiling.
    """

    count: IntArray
    last: IntArray
    worst: IntArray
    floor: IntArray
    ceiling: IntArray


def _kinds(table: BoundTable, party: IntArray) -> IntArray:
    kind: IntArray = np.where(table.kind_of[party] < 0, table.floor.shape[1], table.kind_of[party])
    return kind


def crowd(table: BoundTable, *, offering: IntArray, party: IntArray, level: IntArray) -> Crowd:
    """Return the admitted by offering and kind."""
    offerings, kinds = table.floor.shape
    kind = _kinds(table, party)
    cell = offering * (kinds + 1) + kind
    order = np.lexsort((level, cell))
    first = np.searchsorted(cell[order], cell[order], side="left")
    place = np.empty(len(cell), np.int64)
    place[order] = np.arange(len(cell)) - first
    last = np.full(offerings * (kinds + 1), -1, np.int64)
    np.maximum.at(last, cell, level)
    none = np.zeros((offerings, 1), np.int64)
    floor = np.hstack([table.floor, none])
    ceiling = np.hstack([table.ceiling, none + np.iinfo(np.int64).max])
    worst = np.full(offerings, -1, np.int64)
    turn = _turn(place, floor[offering, kind], ceiling[offering, kind])
    np.maximum.at(worst, offering, turn * _TURN + level)
    count = np.bincount(cell, minlength=len(last)).astype(np.int64)
    shape = (offerings, kinds + 1)
    return Crowd(count.reshape(shape), last.reshape(shape), worst, floor, ceiling)


def _turn(place: IntArray, floor: IntArray, ceiling: IntArray) -> IntArray:
    turn: IntArray = np.where(place < floor, 0, np.where(place < ceiling, 1, 2)).astype(np.int64)
    return turn


def chosen_again(
    table: BoundTable,
    found: Crowd,
    *,
    offering: IntArray,
    party: IntArray,
    level: IntArray,
    free: BoolArray,
) -> BoolArray:
    """Return which pupils, added to the admitted of an offering, it would choose.

    Parameters
    ----------
    offering, party, level : of everybody who would rather be at an offering.
    free : (m,) which offerings have an empty seat.
    """
    kind = _kinds(table, party)
    before_own_kind = level < found.last[offering, kind]
    place = found.count[offering, kind]
    turn = _turn(place, found.floor[offering, kind], found.ceiling[offering, kind])
    allowed = (turn < 2) | (not table.hard)
    before_somebody = turn * _TURN + level < found.worst[offering]
    chosen: BoolArray = before_own_kind | (allowed & (free[offering] | before_somebody))
    return chosen


def past_ceiling(found: Crowd) -> tuple[IntArray, IntArray]:
    """Return the offerings and kinds with more pupils than the ceiling."""
    offering, kind = np.nonzero(found.count > found.ceiling)
    return offering.astype(np.int64), kind.astype(np.int64)


def below_floor(
    table: BoundTable, found: Crowd, *, offering: IntArray, party: IntArray, free: BoolArray
) -> BoolArray:
    """Return who wants an offering that is below its floor for their kind, and could be let in.

    Not where every seat is held by somebody under a floor too: floors may ask for more than
    there are seats.
    """
    kind = _kinds(table, party)
    below: BoolArray = found.count[offering, kind] < found.floor[offering, kind]
    room = free[offering] | (found.worst[offering] >= _TURN)
    lost: BoolArray = below & room
    return lost
