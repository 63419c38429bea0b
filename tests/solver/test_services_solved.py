"""Which services to run and whom to offer seats, against listing every placement there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import tiny_problem
from served import served
from skolval.domain.policy import Step
from skolval.domain.service_loads import kronor, runs_of, vehicles
from skolval.registry import load
from skolval.solver.solve import solve
from skolval.solver.system import Limits

LIMITS = Limits(gap=0, nodes=10_000, seconds=60)
PRICE = 1_000_000
BUDGETS = ({"at_most": 0}, {"at_most": 500}, {"services": 1}, {"at_most": 900, "services": 2})
GOALS = (("travel_minutes", {}), ("imbalance", {}), ("service_cost", {}))


def _step(room, name, **told):
    return Step(name, load(room, name).Params(**told))


def _small(seed, participation):
    rng = np.random.default_rng(seed)
    while True:
        problem = served(tiny_problem(rng), rng, participation=participation, density=0.35)
        width = np.maximum(np.diff(problem.options.start), 1)
        if len(width) >= 2 and np.prod(width.astype(float)) <= 3000:
            return problem


def _rules(problem, seed):
    """Return the rules; who has no place costs much, so that there always is a placement."""
    told = [("everyone_placed", {"price": PRICE}), ("capacity", {"minimum": False}),
            ("service_seats", {}), ("service_budget", BUDGETS[seed % len(BUDGETS)])]  # fmt: skip
    if problem.policy.reversed_transport.participation == "voluntary":
        told.append(("declined_seats", {}))
    return [_step("rule", name, **params) for name, params in told]


def _excess(problem, chosen, step):
    found = load("rule", step.name).breaches(problem, chosen, step.params)
    return sum(breach.excess for breach in found)


def _listed(problem, rules, goal):
    """Return the least value and price over every placement that keeps the hard rules."""
    start = problem.options.start
    choices = [(-1, *range(start[i], start[i + 1])) for i in range(len(problem.parties))]
    best = None
    for rows in product(*choices):
        chosen = np.array(rows, np.int64)
        if any(_excess(problem, chosen, s) for s in rules if s.params.price is None):
            continue
        value = load("goal", goal.name).value(problem, chosen, goal.params)
        value += PRICE * _excess(problem, chosen, rules[0])
        best = value if best is None else min(best, value)
    return best


@pytest.mark.parametrize("participation", ["what_if", "voluntary"])
@pytest.mark.parametrize("seed", range(8))
def test_the_solver_finds_what_listing_every_placement_finds(seed, participation):
    problem = _small(seed, participation)
    rules, goal = _rules(problem, seed), _step("goal", GOALS[seed % len(GOALS)][0])
    found = solve(problem, rules=rules, goals=[goal], limits=LIMITS)
    assert found.objective == _listed(problem, rules, goal)
    assert found.gap == 0
    assert not any(_excess(problem, found.chosen, s) for s in rules if s.params.price is None)


def test_in_some_of_these_towns_somebody_rides():
    ride = 0
    for seed in range(8):
        problem = _small(seed, "what_if")
        rules = [_step("rule", "everyone_placed", price=PRICE), _step("rule", "service_seats")]
        found = solve(problem, rules=rules, goals=[_step("goal", "travel_minutes")], limits=LIMITS)
        placed = found.chosen[found.chosen >= 0]
        ride += bool((problem.options.mode[placed] > 0).any())
        run = runs_of(problem, found.chosen)
        assert (vehicles(problem, found.chosen) <= run).all()
        assert kronor(problem, found.chosen) >= int(
            problem.services.cost @ vehicles(problem, found.chosen)
        )
    assert ride >= 4
