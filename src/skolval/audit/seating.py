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
from itertools import pairwise

import numpy as np

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


def _fill(
    first: IntArray, order: IntArray, party: IntArray, table: ClassTable
) -> tuple[IntArray, IntArray]:
    """Return the class of everybody admitted, -1 for none, and how many seats are left."""
    found = np.full(len(order), -1, np.int64)
    free = table.seats.copy()
    for offering, (begin, end) in enumerate(pairwise(first.tolist())):
        rows = order[begin:end]
        for seat_class in range(table.start[offering], table.start[offering + 1]):
            kind = int(table.kind[seat_class])
            for meant in (True, False):
                if not meant and (table.only[seat_class] or kind < 0):
                    break
                waits = found[rows] < 0
                if meant and kind >= 0:
                    waits &= table.member[party[rows], kind]
                sits = rows[waits][: free[seat_class]]
                found[sits] = seat_class
                free[seat_class] -= len(sits)
    return found, free


def seated(table: ClassTable, *, offering: IntArray, party: IntArray, level: IntArray) -> Seating:
    """Return who sits in which class.

    Parameters
    ----------
    offering, party, level : of everybody admitted; a smaller level goes first.
    """
    order = np.lexsort((level, offering))
    first = np.searchsorted(offering[order], np.arange(len(table.start)))
    seat_class, free = _fill(first, order, party, table)
    worst = np.full(len(table.seats), -1, np.int64)
    sits = seat_class >= 0
    held = _level(table, seat_class[sits], party[sits], level[sits])
    np.maximum.at(worst, seat_class[sits], held)
    return Seating(seat_class, free, worst)


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
