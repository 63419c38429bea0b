"""As many pupils placed as no priority forbids (flest placerade bland stabila).

When many pupils are equal, weakly stable placements differ in how many pupils get a place at
all, and a lottery finds one of them. This mechanism looks for one that places the most, and
among these for the best wishes (the least sum of wish numbers). Nobody has a claim to a place
held by somebody who goes later; but a pupil may gain by not telling the true wishes. To find
the best placement is hard in general: a large market ends with a placement and a proven bound.

The search starts from deferred acceptance where pupils without a place go first among their
equals, again and again until that places nobody more.

Source: Manlove, Irving, Iwama, Miyazaki & Morita (2002), Hard variants of stable marriage;
Király (2013), Linear time local approximation algorithm for maximum stable marriage.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.matching._queues import entry_lot
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.improvement_cycles import improvement_cycles
from skolval.matching.market import Market
from skolval.matching.ties import break_ties
from skolval.solver.max_stable import MaxStable
from skolval.solver.max_stable import max_stable as search

__all__ = ["max_stable"]


def max_stable(
    market: Market, *, lot: IntArray, work: float = 4.0, place: IntArray | None = None
) -> MaxStable:
    """Return a weakly stable placement of as many pupils as possible.

    Parameters
    ----------
    market : equal keys at a school are ties. lot : (n,) by pupil or (e,) by entry; gives the
        placement to start from. work : deterministic seconds of each of the two searches; the
        result is the same on every machine, the clock's seconds are not.
    place : (e,) place of each entry on the list as the pupil wrote it; the place in the market
        when None.

    Returns
    -------
    The placement, never fewer placed than by deferred acceptance with the lot, and the proven
    bound: when `bound` equals `placed` no weakly stable placement places more.
    """
    drawn = entry_lot(market, lot)
    start = improvement_cycles(market, _promoted(market, drawn), lot=drawn)
    lists = market.start, market.school
    rank = np.arange(len(market.key)) - market.start[market.pupil_of_entry()]
    rank = rank if place is None else place
    return search(lists, (market.key, rank), market.seats, hint=start, work=work)


def _promoted(market: Market, lot: IntArray) -> IntArray:
    """Return the fullest of the placements where more and more of the unplaced go first."""
    pupil = market.pupil_of_entry()
    first = np.zeros(market.pupils, bool)
    best = np.full(market.pupils, -1, np.int64)
    while True:
        place = np.empty(len(lot), np.int64)
        place[np.lexsort((lot, ~first[pupil]))] = np.arange(len(lot))
        taken, _proposals = deferred_acceptance(break_ties(market, place))
        if (taken >= 0).sum() > (best >= 0).sum():
            best = taken
        unplaced = (taken < 0) & ~first
        if not unplaced.any():
            return best
        first |= unplaced
