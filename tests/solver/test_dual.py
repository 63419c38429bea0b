"""Prices and facets against brute force: a bound is a bound whatever the prices are."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import city, tiny_problem
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver import root as rooting
from skolval.solver import search as searching
from skolval.solver.dual import best_prices, bound_of, reduced_costs
from skolval.solver.engine import run_engine
from skolval.solver.facets import with_facets
from skolval.solver.nearby import nearby
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.restricted import restricted
from skolval.solver.root import rooted
from skolval.solver.shape import shape_of
from skolval.solver.solve import posted_programme, solve
from skolval.solver.system import Limits


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


def goal(name, **params):
    return Step(name, load("goal", name).Params(**params))


RULES = [
    [rule("everyone_placed"), rule("capacity")],
    [rule("everyone_placed", price=9000), rule("capacity", price=900)],
    [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.4, basis="pupil")],
    [rule("everyone_placed"), rule("composition_band", points=30, price=300)],
]
GOALS = [goal("travel"), goal("imbalance", basis="pupil")]


def least(problem, rules, asked):
    """The least value over all placements, None where none meets the rules."""
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    if np.prod([len(mine) for mine in choices]) > 3000:
        return None
    found = [
        load("goal", asked.name).value(problem, chosen, asked.params)
        + price_paid(problem, chosen, rules)
        for chosen in (np.array(row, np.int64) for row in product(*choices))
        if not hard_breaches(problem, chosen, rules)
    ]
    return min(found, default=None)


@pytest.mark.parametrize("asked", GOALS, ids=lambda step: step.name)
@pytest.mark.parametrize("rules", RULES, ids=range(len(RULES)))
def test_any_prices_give_a_bound_below_the_least_of_brute_force(rules, asked):
    rng = np.random.default_rng(3)
    seen = 0
    for _ in range(40):
        problem = tiny_problem(rng)
        best = least(problem, rules, asked)
        if best is None:
            continue
        found = posted_programme(problem, rules, [asked])
        shape = with_facets(shape_of(found, found.system))
        for scale in (0.0, 1.0, 30.0, 3000.0):
            prices = scale * rng.normal(size=len(shape.row_upper))
            assert bound_of(shape, prices) <= best + 1e-6
        assert best_prices(shape).bound <= best + 1e-6
        seen += 1
    assert seen > 3


def town():
    return city(pupils=300, units=9, areas=20, grades=(0, 4), homes=True, seed=2)


STRICT = [rule("everyone_placed"), rule("capacity"), rule("balance", at_most=0.3, basis="pupil")]


def test_the_best_prices_come_near_the_linear_programme():
    found = posted_programme(town(), STRICT, [goal("travel")])
    whole = run_engine(found.system.relaxed(), Limits())
    dual = best_prices(shape_of(found, found.system))
    assert whole.bound * 0.999 <= dual.bound <= whole.bound + 1e-6


def test_prices_of_the_linear_programme_prove_its_bound_and_tell_what_matters():
    found = posted_programme(town(), STRICT, [goal("travel")])
    shape = shape_of(found, found.system)
    part = restricted(shape, np.arange(shape.n_choices))
    answer = run_engine(part.system.relaxed(), Limits())
    prices = part.prices(answer)
    assert bound_of(shape, prices) == pytest.approx(answer.bound, rel=1e-6)
    used = part.choices(answer) > 1e-6
    assert reduced_costs(shape, prices)[used].max() < 1e-3


def test_facets_raise_the_bound_of_the_linear_programme_and_stay_below_the_optimum():
    problem = city(pupils=60, units=6, areas=9, homes=True, seed=4)
    rules = STRICT[:2]
    found = posted_programme(problem, rules, [goal("imbalance", basis="pupil")])
    shape = shape_of(found, found.system)
    plain = rooted(shape, Limits()).answer.bound
    weak = run_engine(found.system.relaxed(), Limits()).bound
    asked = {"rules": rules, "goals": [goal("imbalance", basis="pupil")]}
    best = solve(problem, limits=Limits(gap=0.0), **asked)
    assert weak < plain <= best.objective + 1e-6


def test_many_options_are_priced_first_and_the_outcome_is_within_the_gap(monkeypatch):
    problem = town()
    asked = {"rules": STRICT, "goals": [goal("travel")], "limits": Limits(gap=0.01)}
    small = solve(problem, **asked)
    monkeypatch.setattr(rooting, "MANY", 100)
    monkeypatch.setattr(searching, "MANY", 100)
    large = solve(problem, **asked)
    again = solve(problem, **asked)
    assert large.chosen.tobytes() == again.chosen.tobytes()
    assert large.gap <= 0.01
    assert large.bound <= small.objective
    assert not hard_breaches(problem, large.chosen, STRICT)


def test_blocks_are_joined_by_a_ceiling_on_travel(monkeypatch):
    problem = town()
    asked = {
        "rules": STRICT[:2],
        "goals": [goal("travel", tolerance=10), goal("imbalance", basis="pupil")],
        "limits": Limits(gap=0.02),
    }
    small = solve(problem, **asked)
    monkeypatch.setattr(rooting, "MANY", 100)
    monkeypatch.setattr(searching, "MANY", 100)
    large = solve(problem, **asked)
    first, second = large.details["goals"]
    assert first["value"] <= 1.1 * small.details["goals"][0]["best"]
    assert second["bound"] <= small.details["goals"][1]["value"]
    assert not hard_breaches(problem, large.chosen, STRICT[:2])


def test_exchanges_give_a_whole_placement_that_keeps_every_row():
    problem = town()
    found = posted_programme(problem, STRICT[:2], [goal("imbalance", basis="pupil")])
    root = rooted(shape_of(found, found.system), Limits())
    choices, own = nearby(root)
    value = float(root.shape.own_cost @ own)
    assert (choices == np.rint(choices)).all()
    assert root.bound <= value + 1e-6
    assert value <= 2 * root.bound


def test_exchanges_are_not_tried_where_rows_are_of_another_kind():
    rules = [rule("everyone_placed", price=9000), rule("capacity", price=900)]
    found = posted_programme(town(), rules, [goal("travel")])
    assert nearby(rooted(shape_of(found, found.system), Limits())) is None


def test_a_goal_without_a_known_start_begins_from_the_least_walking():
    problem = town()
    steps = [goal("units_open")]
    found = posted_programme(problem, STRICT[:2], steps)
    system = found.system.replace(cost=found.costs[0], constant=found.constants[0])
    root = rooted(shape_of(found, system), Limits())
    values = searching._walked(found, system, root, Limits())
    inside = system.matrix @ values
    assert (inside <= system.row_upper + 1e-6).all()
    assert (inside >= system.row_lower - 1e-6).all()
    assert values[: found.n_choices].sum() == len(problem.parties)


def test_no_start_is_claimed_where_the_least_walking_breaks_a_rule():
    found = posted_programme(town(), STRICT, [goal("imbalance", basis="pupil")])
    root = rooted(shape_of(found, found.system), Limits())
    dear = found.system.with_row(found.costs[0], 0.0)
    assert searching._walked(found, dear, root, Limits()) is None
