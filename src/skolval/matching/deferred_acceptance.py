"""Deferred acceptance (uppskjuten antagning), pupil-proposing, on flat arrays.

Every pupil asks the first school of the list; each school keeps the best, up to its seats; the
refused ask their next school, until nobody asks. Of all stable placements it is the best for
every pupil. A school may split its seats into classes, tried in precedence order, or have
floors and ceilings on kinds of pupils.

Source: Gale & Shapley (1962); classes of seats: Kominers & Sönmez (2016), Hafalir, Yenmez &
Yildirim (2013); ceilings: Abdulkadiroğlu (2005); soft bounds: Ehlers et al. (2014).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from skolval.domain.problem import BoolArray, IntArray
from skolval.matching._bounds import bounded_acceptance
from skolval.matching._classes import not_both, one_class
from skolval.matching._entries import first_entries, is_marked, member_of_entry, taken_of
from skolval.matching._heaps import heapify, replace_top
from skolval.matching._packing import bits_for, held_seats, small_keys
from skolval.matching._prefetch import prefetch
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["deferred_acceptance"]

# The bit above every key: pupils who are not of the kind that goes first in a class.
_OTHERS = 62
# How many pupils ahead memory is asked for: measured best of 4, 6, 8, 12 and 16.
_AHEAD = 8


class _Classes(NamedTuple):
    start: IntArray
    low: IntArray
    goes_first: IntArray
    member: BoolArray


class _Lists(NamedTuple):
    school: IntArray
    key: IntArray
    least: int
    bits: int
    firsts: npt.NDArray[np.uint8]


@njit(cache=True)
def _run(lists, classes, queue):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, C901, PLR0912 - numba infers; one loop, because a call per proposal costs half as much again
    school, key, least, bits, firsts = lists
    start, low, goes_first, member = classes
    heap, size = np.empty(low[-1], np.int64), np.zeros(len(goes_first), np.int64)
    mask, others = (np.int64(1) << bits) - 1, np.int64(1) << _OTHERS
    proposals, waiting = 0, len(queue)
    while waiting > 0:
        left = 0
        for q in range(waiting):
            entry = queue[q]
            if q + _AHEAD < waiting:
                prefetch(school, queue[q + _AHEAD])
                prefetch(key, queue[q + _AHEAD])
            while True:
                proposals += 1
                s = school[entry]
                # `out` is whoever must leave the school so far: first the asker. One who loses
                # a seat in a class asks the next class of the school at once.
                out = ((key[entry] - least) << bits) | entry
                for c in range(start[s], start[s + 1]):
                    first = goes_first[c]
                    place = out
                    if first >= 0 and not member[out & mask, first >> 1]:
                        if first & 1:
                            continue
                        place = out | others
                    h, seats, held = low[c], low[c + 1] - low[c], size[c]
                    if held < seats:
                        heap[h + held] = place
                        size[c] = held + 1
                        # A heap is needed only once somebody may have to leave.
                        if held + 1 == seats:
                            heapify(heap, h, seats)
                        out = np.int64(-1)
                        break
                    if seats > 0 and place < heap[h]:
                        out = replace_top(heap, h, seats, place) & ~others
                if out < 0:
                    break
                refused = (out & mask) + 1
                if refused == entry + 1:
                    entry += 1
                    if is_marked(firsts, entry):
                        break
                    continue
                # Who left goes on in the next round, so that many look-ups are under way at once.
                if not is_marked(firsts, refused):
                    queue[left] = refused
                    left += 1
                break
        waiting = left
    return heap, size, proposals


def _arrays(market: Market, classes: SeatClasses) -> _Classes:
    owner = np.repeat(np.arange(len(market.seats)), np.diff(classes.start))
    seats = held_seats(np.maximum(classes.seats, 0), market.school, owner)
    return _Classes(
        start=classes.start,
        low=np.concatenate([np.zeros(1, np.int64), np.cumsum(seats)]),
        goes_first=np.where(classes.kind < 0, -1, classes.kind * 2 + classes.only),
        member=member_of_entry(market.start, classes.member),
    )


def _by_classes(market: Market, classes: SeatClasses) -> tuple[IntArray, int]:
    bits = bits_for(len(market.school) + 1)
    key, least = small_keys(market.key, 1 << (_OTHERS - bits))
    lists = _Lists(market.school, key, least, bits, first_entries(market.start))
    arrays = _arrays(market, classes)
    queue = market.start[:-1][market.start[:-1] < market.start[1:]]
    heap, size, proposals = _run(lists, arrays, queue)
    return taken_of(market.start, heap, arrays.low, size, (1 << bits) - 1), int(proposals)


def deferred_acceptance(
    market: Market, *, classes: SeatClasses | None = None, bounds: Bounds | None = None
) -> tuple[IntArray, int]:
    """Each pupil gets the best listed school that nobody who goes before needs.

    Parameters
    ----------
    market : keys of one school differ; where they do not, the pupil of the smaller number goes
        first. classes : seats by class; a pupil tries the classes of a school in their order
        before the next school, and so does one who loses a seat to somebody else.
    bounds : floors and ceilings on kinds of pupils instead. A pupil of no kind has neither.

    Returns
    -------
    taken : (n,) entry of each pupil, -1 without a place. proposals : how often a
        school was asked; the same in whatever order pupils ask.

    Raises
    ------
    UsageError : classes and bounds are both given.
    """
    not_both(classes, bounds)
    if bounds is not None:
        return bounded_acceptance(market, bounds)
    return _by_classes(market, one_class(market) if classes is None else classes)
