"""Near home (nära hemmet): which of a pupil's options the policy counts as such."""

from __future__ import annotations

import numpy as np

from skolval.domain.policy import NearHome
from skolval.domain.preferences import nearness
from skolval.domain.problem import BoolArray, Problem

__all__ = ["near_home"]

_NEAREST_ONLY = NearHome()


def near_home(problem: Problem) -> BoolArray:
    """Return for every option row whether the unit is near the pupil's home.

    A policy without a definition counts the nearest unit alone. Distances of a protected
    identity are unknown: none of its options counts.

    Source: Skollagen 10 kap. 30 § (no statutory distance).
    """
    options, stage = problem.options, problem.stage_of_party()[problem.options.party]
    rule = problem.policy.near_home or _NEAREST_ONLY
    place = nearness(problem)
    near = np.full(len(options), rule.metres is not None or rule.nearest is not None)
    if rule.metres is not None:
        near &= options.metres <= np.array(rule.metres, np.int64)[stage]
    if rule.nearest is not None:
        near &= place < np.array(rule.nearest, np.int64)[stage]
    if rule.always:
        near |= place == 0
    # a bus brings no unit nearer
    known: BoolArray = near & ~problem.parties.protected[options.party] & (options.mode == 0)
    return known
