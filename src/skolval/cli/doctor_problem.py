"""The smallest problem with a choice: two pupils, two units with one seat each."""

from __future__ import annotations

import numpy as np

from skolval.domain.grades import grade_system
from skolval.domain.policy import Policy, Step
from skolval.domain.problem import Offerings, Options, Parties, Problem

__all__ = ["two_by_two"]


def two_by_two() -> Problem:
    """Return two pupils with 10 and 25, and 30 and 20 metres; the least is 10 + 20 = 30."""
    two, none = np.zeros(2, np.int64), np.full(2, -1, np.int64)
    zero = np.zeros(4, np.int64)
    metres = np.array([10, 25, 20, 30])
    return Problem(
        parties=Parties(
            ids=np.array(["e1", "e2"]), size=two + 1, grade=two, area=none, current_unit=none,
            household=none, sibling_unit=none[:, None], sibling_grade=none[:, None],
            protected=two > 0, member=none[:, None], area_share=none[:, None],
        ),
        offerings=Offerings(
            ids=np.array(["u1-F", "u2-F"]), unit=np.arange(2), grade=two, seats=two + 1,
            minimum=two, placeable=two == 0,
        ),
        options=Options(
            party=np.array([0, 0, 1, 1]), offering=np.array([0, 1, 1, 0]), mode=zero,
            metres=metres, minutes=zero, rank=zero, cost=zero, start=np.array([0, 2, 4]),
        ),
        unit_ids=np.array(["u1", "u2"]),
        area_ids=np.array([], str),
        groups=("group",),
        balance_group="group",
        grades=grade_system("2026/27"),
        reference=np.array([[10, 25, -1], [20, 30, -1]]),
        reference_unit=np.array([[0, 1, -1], [1, 0, -1]]),
        transport_limits=(2000, 4000, 4000),
        distance_kind="table",
        policy=Policy("doctor", Step("optimal", None)),
    )  # fmt: skip
