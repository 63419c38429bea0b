"""The solver under rules of composition and structure, against all placements of tiny towns."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import tiny_problem
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.solve import solve
from skolval.solver.system import Limits

PAIR = {"units": ("u000", "u001"), "lower": ("F",), "upper": ("4",)}
BOTH = {"groups": {"g": 0.5, "h": 0.6}, "per": "unit"}


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


ASKED = [
    [rule("balance", **BOTH)],
    [rule("balance", **BOTH, against="all", price=40), rule("composition_band", points=40)],
    [rule("composition_ceiling", at_most=0.6, groups=("g", "h"), price=300)],
    [rule("composition_floor", at_least=0.3, per="unit")],
    [rule("newly_arrived_share", at_most=0.5)],
    [rule("provider_fixed"), rule("accessibility", price=400)],
    [rule("programme_match", others=True, price=700)],
    [rule("paired_units", pairs=(PAIR,), either_way=True)],
    [rule("paired_units", pairs=(PAIR,), either_way=True, follow=True, price=900)],
    [rule("feeder_continuity", at_least=0.5)],
    [rule("transport_budget", at_most=100, kronor_per_pupil=(40, 60), pupils=1)],
]
GOALS = [
    [goal("travel")],
    [goal("imbalance", groups={"g": 2, "h": 3}, per="unit"), goal("travel")],
]


def best_by_force(problem, rules, goals):
    """The lexicographically least goal values over all placements, or None."""
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    values = [
        (
            load("goal", goals[0].name).value(problem, chosen, goals[0].params)
            + price_paid(problem, chosen, rules),
            *(load("goal", g.name).value(problem, chosen, g.params) for g in goals[1:]),
        )
        for chosen in map(np.array, product(*choices))
        if not hard_breaches(problem, chosen, rules)
    ]
    return min(values) if values else None


@pytest.mark.parametrize("goals", GOALS, ids=lambda goals: goals[0].name)
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[-1].name)
def test_the_solver_finds_what_brute_force_finds(asked, goals):
    rng = np.random.default_rng(5)
    rules = [rule("everyone_placed", price=20_000), rule("capacity"), *asked]
    tried = 0
    while tried < 5:
        problem = tiny_problem(rng)
        if np.prod(np.diff(problem.options.start) + 1) > 300 or len(problem.parties) < 2:
            continue
        tried += 1
        expected = best_by_force(problem, rules, goals)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.0))
            continue
        solved = solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.0))
        told = [entry["value"] for entry in solved.details["goals"]]
        assert (told[0] + solved.details["price_paid"], *told[1:]) == expected
        assert solved.status == Status.OPTIMAL
        assert not hard_breaches(problem, solved.chosen, rules)
