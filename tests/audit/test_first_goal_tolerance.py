"""An optimum of several goals: the first may be worse than its bound by its own tolerance."""

from __future__ import annotations

import numpy as np

from skolval.audit.goals import _bound, _given_up
from skolval.domain.placement import Placement, Status
from towns import policy, step


def test_what_a_first_goal_gives_to_later_ones_is_no_false_optimum():
    """Travel may be worsened by 5 per cent for the cost of groups: 104 for a bound of 100 is sound."""
    goals = (step("goal", "travel", tolerance=5), step("goal", "moves"))
    placement = Placement(
        np.zeros(1, np.int64), "optimal", status=Status.OPTIMAL, objective=104_000,
        bound=100_000.0, gap=4_000 / 104_000,
    )  # fmt: skip
    assert _bound(placement, _given_up(policy(goals=goals))).ok
    assert not _bound(placement.replace(objective=106_000, gap=6 / 106),
                      _given_up(policy(goals=goals))).ok  # fmt: skip
    assert not _bound(placement, _given_up(policy(goals=goals[:1]))).ok
