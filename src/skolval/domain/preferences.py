"""In which order a pupil is tried, and where the pupil has a claim (anspråk).

Wishes come first, in the pupil's own order. A pupil whose wishes are all refused, or who
made none, is tried at the nearest units as if they had been wished for (the policy's
`non_choosers.nearest`), and after those at every other admissible offering by distance,
but there only for seats that nobody with a claim needs. With `non_choosers.first:
attendance_area` the unit of the own attendance area stands before the nearest ones.

These are definitions: mechanisms and the audit both read them here.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.expected_rows import on_own_way
from skolval.domain.ordering import sorted_by
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem

__all__ = [
    "chose",
    "claims",
    "fallback_place",
    "keeps_honour",
    "nearness",
    "own_attendance",
    "preference_order",
]


def nearness(problem: Problem) -> IntArray:
    """Return, for every option row, its place by distance within its party (0 is nearest).

    Ties in metres go to the lower offering number, which both faces of the program share.
    """
    return _place(problem, sorted_by(problem.options.party, *_by_way(problem)))


def _by_way(problem: Problem) -> tuple[IntArray | BoolArray, ...]:
    """Return the keys by which a party's options are nearer: rides lie beyond every own way."""
    options, own = problem.options, on_own_way(problem)
    ways = (options.metres, options.offering)
    return ways if own is None else (~own, *ways, options.mode)


def chose(problem: Problem) -> BoolArray:
    """Return (n_parties,) who made a choice (gjorde ett val): at least one wish that counts."""
    options = problem.options
    made = np.zeros(len(problem.parties), bool)
    made[options.party[options.rank != UNWISHED]] = True
    return made


def own_attendance(problem: Problem) -> BoolArray:
    """Return which option rows the policy tries before nearer ones (eget skolskjutsområde).

    They are at the unit of the own attendance area, and none unless the policy says so.
    """
    options = problem.options
    if problem.policy.non_choosers.first != "attendance_area" or problem.attendance_unit is None:
        return np.zeros(len(options), bool)
    own: BoolArray = problem.attendance_unit[options.party] == problem.unit_of_option()
    return own


def fallback_place(problem: Problem) -> IntArray:
    """Return, for every option row, its place among the party's when no wish is granted."""
    own = own_attendance(problem)
    if not own.any():
        return nearness(problem)
    options = problem.options
    return _place(problem, sorted_by(options.party, ~own, *_by_way(problem)))


def claims(problem: Problem) -> BoolArray:
    """Return which option rows a party has a claim to: wishes and the first units without one."""
    nearest = problem.policy.non_choosers.nearest
    wished = problem.options.rank != UNWISHED
    claim: BoolArray = wished | (fallback_place(problem) < nearest)
    return claim


def preference_order(problem: Problem) -> IntArray:
    """Return all option rows sorted by party and, within it, by preference.

    Wishes by rank, then the own attendance area's unit where the policy says so, then
    metres, then offering; independent of the order in which the table is stored.
    """
    options = problem.options
    last = int(options.rank.max(initial=0)) + 1
    wish = np.where(options.rank == UNWISHED, last, options.rank)
    own = own_attendance(problem)
    return sorted_by(options.party, wish, ~own, *_by_way(problem))


def keeps_honour(problem: Problem) -> BoolArray:
    """Return which option rows are no worse for their party than the published place.

    All of them without a published placement (`Problem.honour`), and for parties without a
    published place.

    Source: Förvaltningsrätten (Uppsala 2017): a municipality is held to the favourable
    decision that it made first.
    """
    keeps = np.ones(len(problem.options), bool)
    if problem.honour is None:
        return keeps
    order = preference_order(problem)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    own = problem.honour[problem.options.party]
    worse = (own >= 0) & (place > place[np.maximum(own, 0)])
    keeps[worse] = False
    return keeps


def _place(problem: Problem, order: IntArray) -> IntArray:
    """Return each row's number within its party, in an `order` sorted by party."""
    options = problem.options
    place = np.empty(len(options), np.int64)
    place[order] = np.arange(len(options)) - options.start[options.party[order]]
    return place
