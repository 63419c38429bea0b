"""In which order a pupil is tried, and where the pupil has a claim (anspråk).

Wishes come first, in the pupil's own order. A pupil whose wishes are all refused, or who
made none, is tried at the nearest units as if they had been wished for (the policy's
`non_choosers.nearest`), and after those at every other admissible offering by distance,
but there only for seats that nobody with a claim needs.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem

__all__ = ["claims", "nearness", "preference_order"]


def nearness(problem: Problem) -> IntArray:
    """Return, for every option row, its place by distance within its party (0 is nearest).

    Ties in metres go to the lower offering number, which both faces of the program share.
    """
    options = problem.options
    order = np.lexsort((options.offering, options.metres, options.party))
    place = np.empty(len(options), np.int64)
    place[order] = np.arange(len(options)) - options.start[options.party[order]]
    return place


def claims(problem: Problem) -> BoolArray:
    """Return which option rows a party has a claim to: wishes and the nearest units."""
    nearest = problem.policy.non_choosers.nearest
    claim: BoolArray = (problem.options.rank != UNWISHED) | (nearness(problem) < nearest)
    return claim


def preference_order(problem: Problem) -> IntArray:
    """Return all option rows sorted by party and, within it, by preference.

    The options table is stored in this order (wishes by rank, then metres, then offering);
    sorting again makes callers independent of that.
    """
    options = problem.options
    wish = np.where(options.rank == UNWISHED, np.iinfo(np.int64).max, options.rank)
    return np.asarray(np.lexsort((options.offering, options.metres, wish, options.party)), np.int64)
