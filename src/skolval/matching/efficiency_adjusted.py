"""Pupils who consent waive claims that cost others and gain nothing (effektiv med samtycke).

Efficiency-adjusted deferred acceptance. A pupil may hold a seat for a while in deferred
acceptance, push others away from it and lose it again: the claim gained nothing and cost
somebody a better school. A pupil who consents lets such a claim be passed over. Consenting
never changes the pupil's own place. With everybody's consent no pupil can be made better off
without making another worse off, and everybody is placed at least as well as by deferred
acceptance.

The kernel starts from deferred acceptance and follows the schools' queues: a school that no
unsettled pupil prefers to the own place is settled with all its pupils (Tang and Yu's
underdemanded schools); a ring of schools where the next in each queue holds a seat in the
next school trades (a rotation). Every entry is passed once, so the work is that of sorting.

Source: Kesten (2010), School Choice with Consent; Tang & Yu (2014); Faenza & Zhang (2022),
who use rotations. Equal to Kesten's own procedure in ``tests/matching``.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import BoolArray, IntArray
from skolval.matching._queues import queues
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market

__all__ = ["efficiency_adjusted"]


@njit(cache=True)
def _settle(school, taken, settled, first, queue, pupil):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    for k in range(first[school], first[school + 1]):
        i = pupil[queue[k]]
        if taken[i] == queue[k]:
            settled[i] = True


@njit(cache=True)
def _claimant(turn, end, taken, settled, consent, queue, pupil):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202, PLR0913, PLR0917 - numba infers
    """Return the place in the queue of the first unsettled pupil who wants the seat, or end."""
    while turn < end:
        entry = queue[turn]
        i = pupil[entry]
        if taken[i] < 0 or entry < taken[i]:
            if not settled[i]:
                return turn
            if not consent[i]:
                return end
        turn += 1
    return end


@njit(cache=True)
def _run(taken, consent, pupil, school, first, queue):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    m = len(first) - 1
    settled = taken < 0
    turn = first[:-1].copy()
    closed = np.zeros(m, np.bool_)
    path = np.empty(m, np.int64)
    depth_of = np.full(m, -1, np.int64)
    for origin in range(m):
        depth = 0
        while depth > 0 or not closed[origin]:
            if depth == 0:
                path[0], depth_of[origin], depth = origin, 0, 1
            s = path[depth - 1]
            turn[s] = _claimant(turn[s], first[s + 1], taken, settled, consent, queue, pupil)
            if turn[s] == first[s + 1]:
                closed[s], depth_of[s] = True, -1
                _settle(s, taken, settled, first, queue, pupil)
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


def efficiency_adjusted(market: Market, consent: BoolArray) -> IntArray:
    """Return the efficiency-adjusted placement.

    Parameters
    ----------
    market : keys are strict at every school.
    consent : (n,) which pupils waive claims that gain them nothing.

    Returns
    -------
    (n,) the entry each pupil takes, -1 none.

    Source: Kesten (2010), School Choice with Consent (QJE 125:3); Tang & Yu (2014).
    """
    taken, _proposals = deferred_acceptance(market)
    taken = taken.copy()
    first, queue = queues(market)
    _run(taken, consent, market.pupil_of_entry(), market.school, first, queue)
    return taken
