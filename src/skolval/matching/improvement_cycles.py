"""Pupils swap places as long as a swap breaks no priority (stabila förbättringscykler).

When many pupils are equal, a lottery decides who goes first, and its arbitrary order costs:
pupils may sit at each other's preferred schools although nobody has a better claim than they.
A stable improvement cycle is a ring of pupils where each wants the next one's school and goes
at least as early there as anybody else who wants it. Carrying out such cycles until none is
left gives a placement that is weakly stable, at least as good for everybody, and such that no
other weakly stable placement is better for some and worse for none.

Which ring is carried out decides who gains. Here: schools in their order, and at each school
the lot orders those who may claim, so that the same market and lots give the same rings.

Source: Erdil & Ergin (2008), What's the Matter with Tie-Breaking? (AER 98:3).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._queues import entry_lot, queues
from skolval.matching.market import Market

__all__ = ["improvement_cycles"]


@njit(cache=True)
def _claim(s, turn, stuck, dead, taken, pupil, school, key, first, queue):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Return whether somebody first in the queue of s can hand on a seat; sets turn[s].

    Whoever wants a seat and cannot hand one on (no place, or a school out of reach of any
    ring) never moves again, so only claims with the same key may still be tried.
    """
    while turn[s] < first[s + 1]:
        entry = queue[turn[s]]
        if stuck[s] >= 0 and key[entry] != key[stuck[s]]:
            return False
        held = taken[pupil[entry]]
        if held < 0 or entry < held:
            if held >= 0 and not dead[school[held]]:
                return True
            stuck[s] = entry
        turn[s] += 1
    return False


@njit(cache=True)
def _run(taken, pupil, school, key, first, queue):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    m = len(first) - 1
    turn = first[:-1].copy()
    stuck = np.full(m, -1, np.int64)
    dead = np.zeros(m, np.bool_)
    path = np.empty(m, np.int64)
    depth_of = np.full(m, -1, np.int64)
    for origin in range(m):
        depth = 0
        while depth > 0 or not dead[origin]:
            if depth == 0:
                path[0], depth_of[origin], depth = origin, 0, 1
            s = path[depth - 1]
            if not _claim(s, turn, stuck, dead, taken, pupil, school, key, first, queue):
                dead[s], depth_of[s] = True, -1
                depth -= 1
                continue
            holds = school[taken[pupil[queue[turn[s]]]]]
            if depth_of[holds] < 0:
                path[depth], depth_of[holds] = holds, depth
                depth += 1
                continue
            ring = depth_of[holds]
            while depth > ring:
                depth -= 1
                depth_of[path[depth]] = -1
                entry = queue[turn[path[depth]]]
                taken[pupil[entry]] = entry


def improvement_cycles(market: Market, taken: IntArray, *, lot: IntArray) -> IntArray:
    """Return `taken` after every stable improvement cycle.

    Parameters
    ----------
    market : equal keys at a school are ties. taken : (n,) entries of a weakly stable
        placement, -1 none. lot : (n,) by pupil or (e,) by entry; chooses among the cycles.

    Returns
    -------
    (n,) entries of a weakly stable placement that no weakly stable placement dominates.

    Source: Erdil & Ergin (2008).
    """
    better = taken.copy()
    first, queue = queues(market, entry_lot(market, lot))
    _run(better, market.pupil_of_entry(), market.school, market.key, first, queue)
    return better
