"""Fronts of tiny towns against every placement there is."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from cities import make_problem
from skolval.domain.deviation import deviation
from skolval.frontier.lowest import lowest
from skolval.solver.chain import Chain
from skolval.solver.system import Limits
from towns import step


def _silent(_text):
    return


def _tiny(seed):
    """Seven pupils, three units of three seats, the group mostly near the first."""
    rng = np.random.default_rng(seed)
    metres = rng.integers(1, 40, (7, 3)) * 50
    return make_problem(
        offering_unit=[0, 1, 2],
        offering_grade=[0, 0, 0],
        seats=[3, 3, 3],
        grade=[0] * 7,
        options=[(i, o, int(metres[i, o]), 0) for i in range(7) for o in range(3)],
        member=rng.integers(0, 2, 7),
        area_share=rng.integers(0, 1001, 7),
    )


def _all(problem, basis):
    """Every placement within the seats as (travel, deviations)."""
    away = deviation(problem, None, basis)
    found = set()
    for way in product(range(3), repeat=7):
        if max(np.bincount(way, minlength=3)) > 3:
            continue
        chosen = np.array(
            [
                next(
                    r
                    for r in range(problem.options.start[i], problem.options.start[i + 1])
                    if problem.options.offering[r] == o
                )
                for i, o in enumerate(way)
            ]
        )
        found.add((int(problem.options.metres[chosen].sum()), int(np.abs(away.sums(chosen)).sum())))
    return found


def _chain(problem, basis):
    rules = [step("rule", "everyone_placed"), step("rule", "capacity")]
    goals = [step("goal", "travel"), step("goal", "imbalance", basis=basis)]
    return Chain(problem, rules, goals, Limits(gap=0.0), _silent)


@pytest.mark.parametrize("basis", ["area", "pupil"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_each_ceiling_gives_the_least_travel_of_all_placements(seed, basis):
    problem = _tiny(seed)
    every, chain = _all(problem, basis), _chain(problem, basis)
    levels = sorted({other for _travel, other in every})
    lines = []
    for level in levels[:: max(1, len(levels) // 6)]:
        asked = chain.about(0, [(1, float(level))])
        root = chain.root(asked)
        found = chain.plan(asked, root)
        true = min(travel for travel, other in every if other <= level)
        assert found is not None
        assert found.value == true
        assert found.goals[1] <= level
        assert root.bound <= true + 1e-6
        assert found.bound == true
        lines.append((level, root.bound, root.prices[0]))
    for travel, other in every:  # nothing lies below any line
        assert all(travel >= y - price * (other - x) - 1e-4 for x, y, price in lines)


def test_the_lowest_level_within_a_length_is_that_of_all_placements():
    problem = _tiny(4)
    every, chain = _all(problem, "pupil"), _chain(problem, "pupil")
    asked = chain.about(0)
    least = chain.plan(asked, chain.root(asked))
    upper = int(1.3 * least.value)
    low = lowest(chain, upper, known=least, start=least.chosen)
    true = min(other for travel, other in every if travel <= upper)
    assert low.found.goals[1] == true
    assert low.bound <= true + 1e-6
    assert low.found.goals[0] <= upper


def test_an_impossible_ceiling_is_proven_impossible():
    chain = _chain(_tiny(1), "pupil")
    root = chain.root(chain.about(1))
    assert chain.root(chain.about(0, [(1, root.bound - 10_000)])).status == "infeasible"


def test_a_start_that_is_the_best_stays():
    problem = _tiny(2)
    chain = _chain(problem, "area")
    asked = chain.about(0)
    best = chain.plan(asked, chain.root(asked))
    again = chain.plan(asked, chain.root(asked), best.chosen)
    assert again.value == best.value
