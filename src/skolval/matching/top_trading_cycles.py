"""Pupils trade the seats they would be first to get (byteskedjor).

Top trading cycles: every school points at the first pupil in its queue, every pupil at the
best school that has a seat left. Some pupils and schools stand in a ring; each pupil in it
takes a seat at the school pointed at and leaves, and the pointing starts again. No pupil can
be made better off without another becoming worse off, and to list one's true wishes is the
best one can do; but a pupil may lose a seat to somebody who goes later at that school, so a
refusal cannot always be justified.

A school points at every pupil in its queue, also at those who do not wish for it: their
place in the queue is what they trade with. `queue` gives the whole queues; without it only
the pupils with an entry at a school stand in its queue.

Source: Shapley & Scarf (1974); Abdulkadiroğlu & Sönmez (2003), with a counter of seats.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._queues import queues
from skolval.matching.market import Market

__all__ = ["top_trading_cycles", "trading_cycles"]


@njit(cache=True)
def _points_at(i, turn, start, school, left):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the best entry of pupil i with a seat left, or -1."""
    while turn[i] < start[i + 1]:
        if left[school[turn[i]]] > 0:
            return turn[i]
        turn[i] += 1
    return -1


@njit(cache=True)
def _head(s, front, waiting, gone):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    """Return the first pupil in the queue who has not left; the pupil asking is one."""
    while gone[waiting[front[s]]]:
        front[s] += 1
    return waiting[front[s]]


@njit(cache=True)
def _run(start, school, seats, first, waiting):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    n = len(start) - 1
    left = seats.copy()
    turn, front = start[:-1].copy(), first[:-1].copy()
    gone = np.zeros(n, np.bool_)
    taken, cycle = np.full(n, -1, np.int64), np.full(n, -1, np.int64)
    path, on_path = np.empty(n, np.int64), np.zeros(n, np.bool_)
    cycles = 0
    for origin in range(n):
        depth = 0
        while depth > 0 or not gone[origin]:
            if depth == 0:
                path[0], on_path[origin], depth = origin, True, 1
            i = path[depth - 1]
            entry = _points_at(i, turn, start, school, left)
            if entry < 0:
                gone[i], on_path[i] = True, False
                depth -= 1
                continue
            head = _head(school[entry], front, waiting, gone)
            if not on_path[head]:
                path[depth], on_path[head] = head, True
                depth += 1
                continue
            j = -1
            while j != head:
                depth -= 1
                j = path[depth]
                taken[j], cycle[j] = turn[j], cycles
                gone[j], on_path[j] = True, False
                left[school[turn[j]]] -= 1
            cycles += 1
    return taken, cycle


def top_trading_cycles(
    market: Market, *, queue: tuple[IntArray, IntArray] | None = None
) -> IntArray:
    """Return the placement by top trading cycles.

    Parameters
    ----------
    market : keys are strict at every school.
    queue : (m + 1,) where each school's queue starts and the pupils in it, first to last,
        each with an entry at the school among them; see `trading_cycles`.

    Returns
    -------
    (n,) the entry each pupil takes, -1 none.

    Source: Abdulkadiroğlu & Sönmez (2003).
    """
    return trading_cycles(market, queue=queue)[0]


def trading_cycles(
    market: Market, *, queue: tuple[IntArray, IntArray] | None = None
) -> tuple[IntArray, IntArray]:
    """Return the placement and the number of the cycle, 0 first, that each pupil left in.

    The order is the one found by following the pointers from the first pupil that is left;
    the placement does not depend on it. Pupils without a place have cycle -1.

    Source: Abdulkadiroğlu & Sönmez (2003).
    """
    if queue is None:
        first, entries = queues(market)
        queue = first, market.pupil_of_entry()[entries]
    taken, cycle = _run(market.start, market.school, market.seats, *queue)
    return taken, cycle
