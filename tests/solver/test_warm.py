"""What is begun from: a placement or a neighbour's leavings change the work, never the proof."""

from __future__ import annotations

import numpy as np
import pytest

from cities import city
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver.solve import posted_programme, solve
from skolval.solver.system import Limits
from skolval.solver.warm import choices_of, extended


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


PLACED = [rule("everyone_placed"), rule("capacity")]


def frontier_step(at_most):
    return [*PLACED, rule("balance", at_most=at_most)]


@pytest.fixture
def town():
    return city(pupils=200, units=8, areas=30, homes=True, seed=3)


def test_a_neighbours_leavings_give_as_good_a_placement(town):
    asked = {"goals": [goal("travel")], "limits": Limits(gap=1e-3)}
    first = solve(town, rules=frontier_step(0.3), **asked)
    cold = solve(town, rules=frontier_step(0.28), **asked)
    warm = solve(town, rules=frontier_step(0.28), warm=first.warm, **asked)
    assert warm.gap <= 1e-3
    assert warm.objective == pytest.approx(cold.objective, rel=1e-3)


def test_a_start_that_meets_the_rules_is_kept_where_nothing_better_is_looked_for(town):
    asked = {"rules": frontier_step(0.3), "goals": [goal("travel")]}
    best = solve(town, limits=Limits(gap=1e-3), **asked)
    again = solve(town, limits=Limits(gap=1e-3), start=best.chosen, **asked)
    assert again.objective <= best.objective


def test_a_start_that_breaks_a_rule_is_left_aside(town):
    asked = {"rules": frontier_step(0.3), "goals": [goal("travel")], "limits": Limits(gap=1e-3)}
    nowhere = np.full(len(town.parties), -1)
    nearest = town.options.start[:-1]
    assert solve(town, start=nowhere, **asked).gap <= 1e-3
    assert solve(town, start=nearest, **asked).gap <= 1e-3


def test_a_placement_becomes_choices_and_their_other_columns_are_filled_in(town):
    found = posted_programme(town, frontier_step(0.3), [goal("travel")])
    solved = solve(town, rules=frontier_step(0.3), goals=[goal("travel")], limits=Limits(gap=1e-3))
    whole = choices_of(found, solved.chosen)
    values = extended(found.system, whole, Limits())
    assert found.system.cost @ values == solved.objective
    assert choices_of(found, np.full(len(town.parties), -1)) is None
    assert extended(found.system, 0 * whole, Limits()) is None
