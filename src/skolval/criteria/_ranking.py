"""The order of applicants to every offering, as the policy's criteria make it."""

from __future__ import annotations

import numpy as np

from skolval.domain.preferences import claims
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.registry import load

__all__ = ["priority_keys", "priority_rank"]


def priority_keys(problem: Problem, claim: BoolArray | None = None) -> tuple[IntArray, ...]:
    """Return the keys that order applicants, the first decides, larger goes first.

    Before the policy's criteria stand two that every policy has: a protected identity is a
    locked placement, and an applicant with a claim (see `domain.preferences`) goes before
    one who is only looking for a free seat.

    Parameters
    ----------
    claim : (n_options,) which rows carry a claim; by default wishes and the nearest units.
    """
    claimed = claims(problem) if claim is None else claim
    fixed = (
        problem.parties.protected[problem.options.party].astype(np.int64),
        claimed.astype(np.int64),
    )
    steps = problem.policy.criteria
    return fixed + tuple(load("criterion", s.name).keys(problem, s.params) for s in steps)


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
