"""Deferred acceptance under floors and ceilings on kinds of pupils.

A school takes the first of a kind up to its floor, then those up to its ceiling, then the
rest, each by key. Because the kept of one kind are always its best, the level of a pupil
depends only on how many of the own kind go before: one heap per school and kind suffices.

Source: Abdulkadiroğlu (2005), ceilings; Ehlers, Hafalir, Yenmez & Yildirim (2014), soft bounds.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._entries import first_entries, is_marked, taken_of
from skolval.matching._heaps import pop, push, replace_top
from skolval.matching._packing import bits_for, small_keys
from skolval.matching.market import Bounds, Market

__all__ = ["bounded_acceptance", "level_of", "with_others"]

_KEPT = -1


class _Rules(NamedTuple):
    seats: IntArray
    floor: IntArray
    ceiling: IntArray
    hard: bool
    low: IntArray
    kinds: int


@njit(cache=True)
def level_of(before, floor, ceiling):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return 0 under the floor, 1 under the ceiling, 2 above, with `before` of the kind ahead."""
    if before < floor:
        return 0
    return 1 if before < ceiling else 2


@njit(cache=True)
def _last(rules, heap, size, s, asker):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the kind and level of whoever goes last at school `s` with the asker inside."""
    kind, place = asker
    worst, worst_level, worst_place = -1, -1, np.int64(-1)
    for k in range(rules.kinds):
        h = s * rules.kinds + k
        held = size[h] + int(k == kind)
        if held == 0:
            continue
        top = heap[rules.low[h]] if size[h] > 0 else np.int64(-1)
        if k == kind:
            top = max(top, place)
        level = level_of(held - 1, rules.floor[s, k], rules.ceiling[s, k])
        if level > worst_level or (level == worst_level and top > worst_place):
            worst, worst_level, worst_place = k, level, top
    return worst, worst_level


@njit(cache=True)
def _ask(rules, heap, size, total, s, asker):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Ask school `s`; return who must leave: nobody (-1), the asker, or one who was held."""
    kind, place = asker
    worst, level = _last(rules, heap, size, s, asker)
    own, other = s * rules.kinds + kind, s * rules.kinds + worst
    if total[s] < rules.seats[s] and not (rules.hard and level == 2):
        push(heap, rules.low[own], size[own], place)
        size[own] += 1
        total[s] += 1
        return np.int64(_KEPT)
    if worst == kind:
        if size[own] == 0 or place > heap[rules.low[own]]:
            return place
        return replace_top(heap, rules.low[own], size[own], place)
    out = pop(heap, rules.low[other], size[other])
    size[other] -= 1
    push(heap, rules.low[own], size[own], place)
    size[own] += 1
    return out


@njit(cache=True)
def _run(lists, rules, firsts, queue):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    school, key, kind, bits = lists
    heap = np.empty(rules.low[-1], np.int64)
    size = np.zeros(len(rules.low) - 1, np.int64)
    total = np.zeros(len(rules.seats), np.int64)
    mask = (np.int64(1) << bits) - 1
    proposals, waiting = 0, len(queue)
    while waiting > 0:
        left = 0
        for q in range(waiting):
            entry = queue[q]
            while True:
                place = (key[entry] << bits) | entry
                proposals += 1
                out = _ask(rules, heap, size, total, school[entry], (kind[entry], place))
                if out != place:
                    break
                entry += 1
                if is_marked(firsts, entry):
                    break
            if out not in (_KEPT, place) and not is_marked(firsts, (out & mask) + 1):
                queue[left] = (out & mask) + 1
                left += 1
        waiting = left
    return heap, size, proposals


def with_others(market: Market, bounds: Bounds) -> tuple[IntArray, IntArray, IntArray]:
    """Return kind by pupil, floor and ceiling, with pupils of no kind as a last kind of their own.

    They have no floor and no ceiling. A floor above the ceiling counts as the ceiling.
    """
    schools, kinds = bounds.floor.shape
    none = np.zeros((schools, 1), np.int64)
    ceiling = np.hstack([bounds.ceiling, none + market.pupils])
    floor = np.minimum(np.hstack([bounds.floor, none]), ceiling)
    return np.where(bounds.kind < 0, kinds, bounds.kind), floor, ceiling


def _rules(market: Market, bounds: Bounds, kind: IntArray) -> _Rules:
    _kind, floor, ceiling = with_others(market, bounds)
    kinds = floor.shape[1]
    asked = np.bincount(market.school * kinds + kind, minlength=len(market.seats) * kinds)
    room = np.minimum(asked, np.repeat(np.maximum(market.seats, 0), kinds))
    low = np.concatenate([np.zeros(1, np.int64), np.cumsum(room)])
    return _Rules(market.seats, floor, ceiling, bool(bounds.hard), low, kinds)


def bounded_acceptance(market: Market, bounds: Bounds) -> tuple[IntArray, int]:
    """Return the pupil-best placement that is stable under the bounds, and the proposals."""
    bits = bits_for(len(market.school) + 1)
    key, least = small_keys(market.key, 1 << (62 - bits))
    kind = with_others(market, bounds)[0][market.pupil_of_entry()]
    rules = _rules(market, bounds, kind)
    begin = market.start[:-1][market.start[:-1] < market.start[1:]].copy()
    heap, size, proposals = _run(
        (market.school, key - least, kind, bits), rules, first_entries(market.start), begin
    )
    return taken_of(market.start, heap, rules.low, size, (1 << bits) - 1), int(proposals)
