"""Which class of seats (platsgrupp) everybody sits in, and who is passed over in one.

A placement tells the offering, not the seat. The classes are filled again in precedence
order from those admitted: in each first the pupils it is for, then, unless it is for them
only, the others. Somebody admitted for whom no seat is left sits in a seat that is not
theirs. A pupil blocks with a class that has a free seat open to the pupil, or where
somebody sits who goes after.

Source: Kominers & Sönmez (2016), slot-specific priorities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from skolval.domain.problem import BoolArray, IntArray
from skolval.domain.seat_classes import ClassTable

__all__ = ["Seating", "blocked_class", "seated"]

_OTHER = np.int64(1) << 40
"""Added to the level of a pupil whom the class is not for: they go after all whom it is for."""


@dataclass(frozen=True, slots=True)
class Seating:
    """Who sits where.

    Parameters
    ----------
    seat_class : (k,) class of each admitted pupil, -1 without a seat. free : (c,) seats left.
    worst : (c,) level of the last pupil in the class; others count from 2**40.
    """

    seat_class: IntArray
    free: IntArray
    worst: IntArray


@njit(cache=True)
def _fill(first, order, party, table):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    start, seats, kind, only, member = table
    found = np.full(len(order), -1, np.int64)
    free = seats.copy()
    for o in range(len(start) - 1):
        for c in range(start[o], start[o + 1]):
            for turn in range(2):
                if turn == 1 and (only[c] or kind[c] < 0):
                    break
                for k in range(first[o], first[o + 1]):
                    row = order[k]
                    if found[row] >= 0 or free[c] == 0:
                        continue
                    if turn == 0 and kind[c] >= 0 and not member[party[row], kind[c]]:
                        continue
                    found[row] = c
                    free[c] -= 1
    return found, free


def seated(table: ClassTable, *, offering: IntArray, party: IntArray, level: IntArray) -> Seating:
    """Return who sits in which class.

    Parameters
    ----------
    offering, party, level : of everybody admitted; a smaller level goes first.
    """
    order = np.lexsort((level, offering))
    first = np.searchsorted(offering[order], np.arange(len(table.start)))
    seat_class, free = _fill(first, order, party, _arrays(table))
    worst = np.full(len(table.seats), -1, np.int64)
    sits = seat_class >= 0
    held = _level(table, seat_class[sits], party[sits], level[sits])
    np.maximum.at(worst, seat_class[sits], held)
    return Seating(seat_class, free, worst)


def _arrays(table: ClassTable) -> tuple[IntArray, IntArray, IntArray, BoolArray, BoolArray]:
    # The kernel wants a column even where no class is for anybody in particular.
    member = table.member if table.member.shape[1] else np.zeros((len(table.member), 1), bool)
    return table.start, table.seats, table.kind, table.only, member


def _meant(table: ClassTable, seat_class: IntArray, party: IntArray) -> BoolArray:
    """Return whether each class lets each pupil go first; one for everybody lets everybody."""
    kind = table.kind[seat_class]
    if not table.member.shape[1]:
        return np.ones(len(party), bool)
    meant: BoolArray = (kind < 0) | table.member[party, np.maximum(kind, 0)]
    return meant


def _level(table: ClassTable, seat_class: IntArray, party: IntArray, level: IntArray) -> IntArray:
    own: IntArray = level + np.where(_meant(table, seat_class, party), 0, _OTHER)
    return own


def blocked_class(
    table: ClassTable, seating: Seating, *, offering: IntArray, party: IntArray, level: IntArray
) -> tuple[IntArray, BoolArray]:
    """Return the first class that each pupil blocks with, -1 for none, and whether it had a seat.

    Parameters
    ----------
    offering, party, level : of everybody who would rather be at an offering.
    """
    found = np.full(len(party), -1, np.int64)
    empty = np.zeros(len(party), bool)
    width = np.diff(table.start)[offering]
    for place in range(int(width.max(initial=0))):
        look = np.flatnonzero((found < 0) & (place < width))
        seat_class = table.start[offering[look]] + place
        own = _level(table, seat_class, party[look], level[look])
        open_to = (own < _OTHER) | ~table.only[seat_class]
        has_seat = open_to & (seating.free[seat_class] > 0)
        enters = has_seat | (open_to & (own < seating.worst[seat_class]))
        found[look[enters]] = seat_class[enters]
        empty[look[has_seat]] = True
    return found, empty
