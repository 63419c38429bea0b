"""What is told of a search is never disproved by the placement itself."""

from __future__ import annotations

import numpy as np
import pytest

from cities import city
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver.outcome import solved
from skolval.solver.search import Stage
from skolval.solver.solve import posted_programme, solve
from skolval.solver.system import Limits


def step(room, name, **params):
    return Step(name, load(room, name).Params(**params))


RULES = [step("rule", "everyone_placed"), step("rule", "capacity")]
GOALS = [step("goal", "travel")]


@pytest.fixture(scope="module")
def found():
    problem = city(pupils=60, units=4, areas=8, seed=5)
    best = solve(problem, rules=RULES, goals=GOALS, limits=Limits(gap=0))
    return posted_programme(problem, RULES, GOALS), best


@pytest.mark.parametrize(("root", "told"), [(0.5, 0.5), (3.0, None)])
def test_a_bound_above_the_placements_own_value_is_not_told(found, root, told):
    programme, best = found
    value = best.objective
    values = np.zeros(len(programme.system.cost))
    dear = int(programme.costs[0].argmax())
    values[dear] = (value - programme.constants[0]) / programme.costs[0][dear]
    stage = Stage("found", values=values, bound=2.0 * value, root=root * value)
    again = solved(programme, best.chosen, [stage], (RULES, GOALS))
    assert again.objective == value
    assert again.bound == (np.ceil(told * value) if told else -np.inf)
    assert again.status == Status.FEASIBLE
    assert "above the value" in again.details["notes"][0]


def test_a_bound_that_the_placement_reaches_stands(found):
    programme, best = found
    stage = Stage("found", bound=float(best.objective), root=0.0)
    again = solved(programme, best.chosen, [stage], (RULES, GOALS))
    assert (again.bound, again.gap, again.details["notes"]) == (best.objective, 0.0, [])
