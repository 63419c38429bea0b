"""Market (marknad): lists, priorities and seats as flat arrays; what every kernel reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["Bounds", "Market", "SeatClasses"]


@dataclass(frozen=True, slots=True)
class SeatClasses:
    """Classes of seats at every school, in precedence order.

    Parameters
    ----------
    start : (m + 1,) first class of each school. seats : (c,) whole.
    kind : (c,) index of the kind of pupil that goes first, -1 for none.
    only : (c,) nobody else may take these seats.
    member : (n, kinds) which pupils are of which kind.

    The seats of a school's classes sum to its seats (or fewer).
    """

    start: IntArray
    seats: IntArray
    kind: IntArray
    only: BoolArray
    member: BoolArray


@dataclass(frozen=True, slots=True)
class Bounds:
    """Floors and ceilings on kinds of pupils; every pupil is of at most one kind.

    Parameters
    ----------
    kind : (n,) kind of each pupil, -1 of none. floor, ceiling : (m, kinds) whole pupils.
    hard : ceilings are never passed (then floors only order); else both only order:
        kinds under their floor go first, then those under their ceiling, then the rest.
    """

    kind: IntArray
    floor: IntArray
    ceiling: IntArray
    hard: bool


@dataclass(frozen=True, slots=True)
class Market:
    """A many-to-one market of pupils and schools.

    An *entry* is one acceptable pupil-school pair; entries are sorted by pupil and, within a
    pupil, by preference (best first). A pair that the school does not accept is no entry.

    Parameters
    ----------
    start : (n + 1,) first entry of each pupil. school : (e,) school of each entry.
    key : (e,) int64, the smaller goes first at the school; equal keys at one school are a tie
        (kernels that need a strict order say so).
    seats : (m,) whole, not negative.
    """

    start: IntArray
    school: IntArray
    key: IntArray
    seats: IntArray

    @property
    def pupils(self) -> int:
        """How many pupils."""
        return len(self.start) - 1

    def pupil_of_entry(self) -> IntArray:
        """Return the pupil of every entry."""
        pupil: IntArray = np.repeat(np.arange(self.pupils), np.diff(self.start))
        return pupil
