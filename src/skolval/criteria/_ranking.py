"""The order of applicants to every offering, as the policy's criteria make it."""

from __future__ import annotations

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.preferences import chose, claims
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.secured import secured
from skolval.registry import load

__all__ = ["priority_keys", "priority_rank"]

_BY_TEST = ("profile_test", "lottery")
"""What alone decides where places go by a test (skolförordningen 9 kap. 25-27 §§)."""


def priority_keys(problem: Problem, claim: BoolArray | None = None) -> tuple[IntArray, ...]:
    """Return the keys that order applicants, the first decides, larger goes first.

    Before the policy's criteria stand those that every policy has: a secured place (see
    `domain.secured`) goes before all others, or it would not be secured; a protected identity
    is a locked placement; and an applicant with a claim (see `domain.preferences`) goes before
    one who is only looking for a free seat. Then come those who made a choice, where the policy
    says that the others are last. At an offering that chooses by a test the score and the
    lottery alone decide.

    Parameters
    ----------
    claim : (n_options,) which rows carry a claim, for mechanisms that do not look at wishes; by
        default wishes and the nearest units.
    """
    party = problem.options.party
    fixed = [
        secured(problem),
        problem.parties.protected[party],
        claims(problem) if claim is None else claim,
    ]
    if claim is None and problem.policy.non_choosers.order == "last":
        fixed.append(chose(problem)[party])
    first = tuple(key.astype(np.int64) for key in fixed)
    return first + tuple(_key(problem, step) for step in problem.policy.criteria)


def _key(problem: Problem, step: Step) -> IntArray:
    key: IntArray = load("criterion", step.name).keys(problem, step.params)
    if problem.tested is None or step.name in _BY_TEST:
        return key
    untested: IntArray = np.where(problem.tested[problem.options.offering], 0, key)
    return untested


def priority_rank(problem: Problem, claim: BoolArray | None = None) -> IntArray:
    """Return for every option row its place among all applicants to its offering (0 is first).

    Remaining ties go to the lower party number; a policy whose last criterion is total has none.
    """
    options = problem.options
    keys = [-key for key in reversed(priority_keys(problem, claim))]
    order = np.lexsort((options.party, *keys, options.offering))
    rank = np.empty(len(options), np.int64)
    sorted_offering = options.offering[order]
    first = np.searchsorted(sorted_offering, sorted_offering, side="left")
    rank[order] = np.arange(len(options)) - first
    return rank
