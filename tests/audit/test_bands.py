"""Immediate and parallel acceptance: a wish keeps its number when an earlier one does not count."""

from __future__ import annotations

import pytest

from skolval.audit import audit_parts
from skolval.io.run import run_of
from skolval.place import place, problem_of
from towns import policy, town


def two_for_one_seat():
    """x lives nearer A than y, but lists the closed unit Z before it; y wants A first."""
    metres = {"x": (100, 400, 50), "y": (300, 400, 50)}
    return town(
        [{"unit_id": u, "name": u, "placeable": u != "Z"} for u in "ABZ"],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": 1} for u in "ABZ"],
        [{"pupil_id": p, "grade": "F", "low_education": 0} for p in metres],
        [{"pupil_id": "x", "rank": 1, "unit_id": "Z"}, {"pupil_id": "x", "rank": 2, "unit_id": "A"},
         {"pupil_id": "y", "rank": 1, "unit_id": "A"}],
        travel=[{"origin_id": p, "unit_id": u, "metres": m, "minutes": 1}
                for p, row in metres.items() for u, m in zip("ABZ", row, strict=True)],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("mechanism", "unit"),
    [("immediate_acceptance", "B"), ("parallel_acceptance", "A"), ("deferred_acceptance", "A")],
)
def test_the_audit_counts_wishes_as_the_pupil_wrote_them(mechanism, unit):
    rules = policy(mechanism, "absolute_proximity", "lottery")
    instance = two_for_one_seat()
    problem = problem_of(instance, rules)
    placement = place(problem, simulate_unlawful=True)
    assert problem.unit_ids[placement.unit(problem)][0] == unit
    assert audit_parts(run_of(instance, problem, placement)).ok
