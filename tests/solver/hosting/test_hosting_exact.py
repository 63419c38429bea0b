"""Groups and classes at once: against every placement of tiny towns, and rule by rule."""

from __future__ import annotations

import numpy as np
import pytest

from hosted_towns import asked, drawn_rule, effort, every_full_placement, hosted_town, keeps_groups
from skolval.domain.placement import Status
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.hosting.solve import solve_groups
from skolval.solver.hosting.stage import Work

GOALS = [
    ["travel"],
    ["hosting_cost", "travel"],
    ["host_spread", "travel"],
    ["groups_open", "host_language", "travel"],
]


def best_by_force(problem, rule, goals):
    values = [
        tuple(load("goal", g.name).value(problem, chosen, g.params) for g in goals)
        for chosen in every_full_placement(problem)
        if keeps_groups(problem, rule, chosen)
    ]
    return min(values) if values else None


@pytest.mark.parametrize("whole", [10_000, 0], ids=["at once", "in parts"])
@pytest.mark.parametrize("goals", GOALS, ids=lambda goals: goals[0])
def test_groups_are_placed_as_well_as_by_force(goals, whole):
    rng = np.random.default_rng(len(goals[0]))
    outcomes = []
    for number in range(12 if whole else 5):
        problem = hosted_town(rng, pupils=5 + number % 2)
        rule = drawn_rule(rng)
        ask = asked(problem, rule, goals)
        expected = best_by_force(problem, rule, ask.goals)
        outcomes.append(expected)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve_groups(problem, ask, effort(), Work(60, 8, whole, whole))
            continue
        found = solve_groups(problem, ask, effort(), Work(60, 8, whole, whole))
        assert keeps_groups(problem, rule, found.chosen)
        assert found.bound <= expected[0]
        if not whole:
            continue
        values = [load("goal", g.name).value(problem, found.chosen, g.params) for g in ask.goals]
        assert tuple(values) == expected
        assert found.status == Status.OPTIMAL
    assert any(outcomes)
    assert None in outcomes or not whole
