"""As many pupils placed as no priority forbids (flest placerade bland stabila).

When many pupils are equal, weakly stable placements differ in how many pupils get a place at
all, and a lottery finds one of them. This mechanism finds one that places the most, and among
these one with the best wishes (the least sum of wish numbers). Nobody has a claim to a place held
by somebody who goes later; but a pupil may gain by not telling the true wishes, and to find
the best placement is hard in general, so large markets may end with a proven bound instead.

Source: Manlove, Irving, Iwama, Miyazaki & Morita (2002), Hard variants of stable marriage.
"""

from __future__ import annotations

from skolval.domain.problem import IntArray
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.improvement_cycles import improvement_cycles
from skolval.matching.market import Market
from skolval.matching.ties import break_ties
from skolval.solver.max_stable import MaxStable
from skolval.solver.max_stable import max_stable as search

__all__ = ["max_stable"]


def max_stable(market: Market, *, lot: IntArray, work: float = 60.0) -> MaxStable:
    """Return a weakly stable placement of as many pupils as possible.

    Parameters
    ----------
    market : equal keys at a school are ties. lot : (n,) by pupil or (e,) by entry; gives the
        placement to start from. work : deterministic seconds of each of the two searches.

    Returns
    -------
    The placement, never fewer placed than by deferred acceptance with the lot, and the proven
    bound: when `bound` equals `placed` no weakly stable placement places more.
    """
    taken, _proposals = deferred_acceptance(break_ties(market, lot))
    start = improvement_cycles(market, taken, lot=lot)
    lists = market.start, market.school
    return search(lists, market.key, market.seats, hint=start, work=work)
