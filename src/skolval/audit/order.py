"""The two orders of a selection: each pupil's list, and the applicants at each offering.

Written again from the policy's own words, so that no mechanism is needed to check one.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.preferences import claims
from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem
from skolval.registry import load

__all__ = ["applicant_keys", "by_distance", "list_order", "preferred", "promises_order"]

_FAR = np.iinfo(np.int64).max
_BY_WISH = ("deferred_acceptance",)
_BY_DISTANCE = ("nearest_school",)


def by_distance(step: Step) -> bool:
    """Return whether the mechanism tries units by distance alone, whatever the wishes."""
    return step.name in _BY_DISTANCE


def promises_order(step: Step) -> bool:
    """Return whether the mechanism promises that nobody goes before somebody admitted."""
    known = step.name in (*_BY_WISH, *_BY_DISTANCE)
    return known and bool(getattr(step.params, "respect_seats", True))


def _columns(problem: Problem) -> tuple[IntArray, IntArray, IntArray]:
    options = problem.options
    blind = by_distance(problem.policy.mechanism)
    wish: IntArray = np.where((options.rank == UNWISHED) | blind, _FAR, options.rank)
    return wish, options.metres, options.offering


def list_order(problem: Problem, rows: IntArray) -> IntArray:
    """Return one pupil's option rows in the order of the list.

    Wishes first, then by metres, then by offering number; by distance alone for mechanisms
    that do not look at wishes.
    """
    columns = [column[rows] for column in _columns(problem)]
    ordered: IntArray = rows[np.lexsort(columns[::-1])]
    return ordered


def preferred(problem: Problem, rows: IntArray, chosen: IntArray) -> BoolArray:
    """Return which option rows stand before the own place on their pupil's list.

    Parameters
    ----------
    chosen : option row of every party, -1 without a place: then every option is wanted.
    """
    own = chosen[problem.options.party[rows]]
    before: BoolArray = own < 0
    same: BoolArray = own >= 0
    place = np.maximum(own, 0)
    for column in _columns(problem):
        before = before | (same & (column[rows] < column[place]))
        same = same & (column[rows] == column[place])
    return before


def applicant_keys(problem: Problem) -> tuple[tuple[str, IntArray], ...]:
    """Return (name, key of every option row) in deciding order; the larger goes first.

    A protected identity is a locked placement; a claim is a wish or a near unit (see
    `skolval.domain.preferences`); then the policy's criteria, scored anew.
    """
    party = problem.options.party
    everywhere = np.ones(len(party), bool)
    claim = everywhere if by_distance(problem.policy.mechanism) else claims(problem)
    fixed = (
        ("protected", problem.parties.protected[party].astype(np.int64)),
        ("claim", claim.astype(np.int64)),
    )
    steps = problem.policy.criteria
    return fixed + tuple((s.name, load("criterion", s.name).keys(problem, s.params)) for s in steps)
