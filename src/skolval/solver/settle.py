"""Of equally good placements, the one that the lottery asks for (lottning mellan likvärdiga).

Pupil after pupil in the order of the lottery is given the best of the seats that still leave
a good placement for all; the others then move along a chain of exchanges, each to a seat
that is as good for the whole. Compiled.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["settled"]


def settled(
    arcs: tuple[IntArray, IntArray, IntArray],
    at: IntArray,
    lot: IntArray,
    *,
    seats: tuple[IntArray, IntArray, BoolArray],
) -> IntArray:
    """Return (n,) the arc of each pupil.

    Parameters
    ----------
    arcs : pupil, school and cost of each arc, sorted by pupil: exactly those that some good
        placement uses. at : (n,) arc of each pupil in one of them. lot : the smaller goes first.
    seats : load and room of each school, and whether its load may change.
    """
    pupil, school, cost = arcs
    load, room, loose = seats
    last = len(room) - 1
    order = np.lexsort((school, cost, school == last, pupil))
    start = np.searchsorted(pupil, np.arange(len(at) + 1))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    turns = np.argsort(lot, kind="stable")
    turns = turns[np.diff(start)[turns] > 1]
    best = _settle(start, school[order], place[at], turns, (load.copy(), room, loose))
    return np.asarray(order[best], np.int64)


@njit(cache=True)
def _unlink(e, box, head, after, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    if before[e] >= 0:
        after[before[e]] = after[e]
    else:
        head[box] = after[e]
    if after[e] >= 0:
        before[after[e]] = before[e]


@njit(cache=True)
def _link(e, box, head, after, before):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    after[e] = head[box]
    before[e] = -1
    if head[box] >= 0:
        before[head[box]] = e
    head[box] = e


@njit(cache=True)
def _way(source, target, head, seats, came):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Fill `came` with the step before each node on a way; node m is an empty seat."""
    load, room, loose = seats
    m = len(load)
    came[:] = -1
    queue = np.empty(m + 1, np.int64)
    queue[0] = source
    came[source] = source
    first, end = 0, 1
    while first < end:
        u = queue[first]
        first += 1
        for v in range(m + 1):
            if came[v] >= 0:
                continue
            if u == m:
                open_to = loose[v] and load[v] > 0
            elif v == m:
                open_to = loose[u] and load[u] < room[u]
            else:
                open_to = head[u * m + v] >= 0
            if open_to:
                came[v] = u
                if v == target:
                    return True
                queue[end] = v
                end += 1
    return False


@njit(cache=True)
def _relink(p, u, v, lists):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Take pupil p's arcs out of school u's lists (u >= 0) and into school v's (v >= 0)."""
    start, school, _owner, head, after, before, m = lists
    for e in range(start[p], start[p + 1]):
        if u >= 0:
            _unlink(e, u * m + school[e], head, after, before)
    for e in range(start[p], start[p + 1]):
        if v >= 0:
            _link(e, v * m + school[e], head, after, before)


@njit(cache=True)
def _exchange(source, target, came, at, load, lists):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Move one pupil along each step of the way from `source` to `target`."""
    _start, _school, owner, head, _after, _before, m = lists
    v = target
    while v != source:
        u = came[v]
        if v == m:
            load[u] += 1
        elif u == m:
            load[v] -= 1
        else:
            arc = head[u * m + v]
            _relink(owner[arc], u, v, lists)
            at[owner[arc]] = arc
        v = u


@njit(cache=True)
def _settle(start, school, at, turns, seats):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    load = seats[0]
    m = len(load)
    owner = np.empty(len(school), np.int64)
    after = np.full(len(school), -1, np.int64)
    before = np.full(len(school), -1, np.int64)
    head = np.full(m * m, -1, np.int64)
    came = np.empty(m + 1, np.int64)
    lists = (start, school, owner, head, after, before, m)
    for p in turns:
        owner[start[p] : start[p + 1]] = p
        _relink(p, -1, school[at[p]], lists)
    for p in turns:
        here = school[at[p]]
        _relink(p, here, -1, lists)
        for e in range(start[p], start[p + 1]):
            if school[e] == here or _way(school[e], here, head, seats, came):
                if school[e] != here:
                    _exchange(school[e], here, came, at, load, lists)
                at[p] = e
                break
    return at
