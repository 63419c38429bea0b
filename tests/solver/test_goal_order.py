"""Goals one after the other or weighed against each other, against brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import tiny_problem
from skolval.domain.goal_order import goal_stages
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.solve import solve
from skolval.solver.system import Limits


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


def every_placement(problem):
    """All placements of a tiny problem."""
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    return [np.array(row, np.int64) for row in product(*choices)]


def values_of(problem, chosen, goals):
    return [load("goal", g.name).value(problem, chosen, g.params) for g in goals]


def best_by_force(problem, rules, goals):
    """The least value of each stage in turn, keeping those before within tolerance, or None."""
    left = [
        chosen for chosen in every_placement(problem) if not hard_breaches(problem, chosen, rules)
    ]
    least = []
    for number, stage in enumerate(goal_stages(goals)):
        told = [
            stage.total(values_of(problem, chosen, stage.steps))
            + (price_paid(problem, chosen, rules) if number == 0 else 0)
            for chosen in left
        ]
        if not told:
            return None
        least.append(min(told))
        most = stage.ceiling(least[-1])
        left = [chosen for chosen, value in zip(left, told, strict=True) if value <= most]
    return least


RULES = [
    [rule("everyone_placed"), rule("capacity")],
    [rule("everyone_placed", price=20000), rule("capacity", minimum=False)],
    [rule("everyone_placed", price=8000), rule("capacity"), rule("balance", at_most=0.5)],
]
GOALS = [
    [goal("travel_over_limit", metres=1500), goal("moves"), goal("travel")],
    [goal("travel", weight=1), goal("moves", weight=700), goal("first_choice", weight=400)],
    [goal("units_open"), goal("travel", weight=2), goal("choice_rank", weight=300)],
    [goal("travel", weight=1, tolerance=20), goal("moves", weight=900), goal("imbalance")],
    [goal("worst_travel", step=500), goal("entitled_pupils"), goal("travel_minutes")],
    [goal("worst_travel", measure="share", share=0.4, step=500), goal("seats_over"),
     goal("travel")],
    [goal("utilisation_spread"), goal("evenness"), goal("transport_cost", kronor=12000)],
    [goal("evenness", measure="theil_h", basis="pupil", weight=1),
     goal("travel", weight=90), goal("utilisation_spread", measure="sum")],
    [goal("moves", tolerance=50), goal("seats_over", tolerance=100), goal("travel")],
]  # fmt: skip


@pytest.mark.parametrize("goals", GOALS, ids=lambda goals: "+".join(g.name for g in goals))
@pytest.mark.parametrize("rules", RULES, ids=range(len(RULES)))
def test_three_goals_in_order_and_weighed_are_what_brute_force_finds(rules, goals):
    rng = np.random.default_rng(23)
    found = 0
    for _ in range(60):
        problem = tiny_problem(rng)
        if len(every_placement(problem)) > 700 or found == 5:
            continue
        expected = best_by_force(problem, rules, goals)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.0))
            continue
        solved = solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.0))
        stages = solved.details["stages"]
        assert [stage["best"] for stage in stages] == expected
        assert [stage["bound"] for stage in stages] == expected
        told = [entry["value"] for entry in solved.details["goals"]]
        assert told == values_of(problem, solved.chosen, goals)
        assert not hard_breaches(problem, solved.chosen, rules)
        kept = goal_stages(goals)[0].ceiling(expected[0])
        assert solved.bound <= solved.objective <= kept
        assert solved.objective == stages[0]["value"] + solved.details["price_paid"]
        found += 1
    assert found == 5


def test_goals_with_weights_beside_each_other_are_one_stage():
    goals = [
        goal("travel", weight=2, tolerance=5), goal("moves", weight=3), goal("imbalance"),
        goal("choice_rank"), goal("seats_over", weight=4),
    ]  # fmt: skip
    stages = goal_stages(goals)
    assert [[step.name for step in stage.steps] for stage in stages] == [
        ["travel", "moves"], ["imbalance"], ["choice_rank"], ["seats_over"],
    ]  # fmt: skip
    assert [stage.weights for stage in stages] == [(2, 3), (1,), (1,), (4,)]
    assert stages[0].tolerance == 5
    assert stages[0].total([10, 100]) == 320
    assert stages[0].ceiling(320) == 336
    assert goal_stages(()) == ()


def test_what_is_told_of_a_weighed_stage_is_told_of_the_stage_and_not_of_its_goals():
    problem = tiny_problem(np.random.default_rng(5))
    rules = [rule("everyone_placed", price=20000), rule("capacity")]
    goals = [goal("travel", weight=2), goal("moves", weight=3), goal("choice_rank")]
    details = solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.0)).details
    travel, moves, rank = details["goals"]
    assert travel["bound"] is None
    assert (travel["weight"], moves["weight"], rank["weight"]) == (2, 3, 1)
    assert rank["bound"] == rank["value"]
    assert details["stages"][0]["value"] == 2 * travel["value"] + 3 * moves["value"]
