"""Laws of the rules of travel and size, in random towns, and the solver against brute force."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities import random_placement, tiny_problem
from skolval.domain.moving import could_stay, moves
from skolval.domain.near_home import near_home
from skolval.domain.placement import Status
from skolval.domain.policy import NearHome, Step
from skolval.domain.problem import UNWISHED
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.outcome import hard_breaches, price_paid
from skolval.solver.solve import solve
from skolval.solver.system import Limits

NEAR = (None, NearHome(metres=(1500, 2500, 2500)), NearHome(nearest=(2, 1, 1)))
seeds = st.integers(0, 10**6)
few = settings(max_examples=60, deadline=None)


def town(seed):
    rng = np.random.default_rng(seed)
    problem = tiny_problem(rng)
    problem = problem.replace(policy=problem.policy.replace(near_home=NEAR[seed % 3]))
    return problem, random_placement(rng, problem)


def excess(name, problem, chosen, **params):
    rule = load("rule", name)
    return {b.where: b.excess for b in rule.breaches(problem, chosen, rule.Params(**params))}


def smaller(one, other):
    """Return whether everything broken in `one` is broken as much or more in `other`."""
    return all(much <= other.get(where, 0) for where, much in one.items())


def staying(problem, chosen):
    """The placement with everybody who can at the current unit."""
    at = problem.unit_of_option() == problem.parties.current_unit[problem.options.party]
    stays = chosen.copy()
    for row in np.flatnonzero(at)[::-1]:
        stays[problem.options.party[row]] = row
    return stays


@few
@given(seeds, st.integers(0, 200), st.integers(0, 200), st.sampled_from(["seats", "today"]))
def test_more_overfill_is_never_stricter(seed, one, other, base):
    problem, chosen = town(seed)
    low, high = sorted((one, other))
    found = excess("capacity", problem, chosen, over=high, base=base)
    assert smaller(found, excess("capacity", problem, chosen, over=low, base=base))


@few
@given(seeds, st.integers(0, 100), st.integers(0, 100))
def test_more_underfill_asked_is_never_milder(seed, one, other):
    problem, chosen = town(seed)
    low, high = sorted((one, other))
    mild = excess("capacity", problem, chosen, at_least=low, over=10**4)
    assert smaller(mild, excess("capacity", problem, chosen, at_least=high, over=10**4))
    spared = excess("capacity", problem, chosen, at_least=high)
    assert smaller(
        spared, excess("capacity", problem, chosen, at_least=high, may_stand_empty=False)
    )


@few
@given(seeds)
def test_nobody_who_stays_breaks_a_rule_about_today(seed):
    problem, chosen = town(seed)
    stays = staying(problem, chosen)
    could = could_stay(problem)
    stays[~could] = -1
    assert excess("keep_place", problem, stays, unless_wished=False) == {}
    assert excess("move_budget", problem, stays, at_most=0, unless_wished=False) == {}
    assert excess("capacity", problem, stays, base="today") == {}
    if len(set(zip(problem.options.party, problem.unit_of_option(), strict=True))) == len(
        problem.options
    ):
        assert excess("travel_change", problem, stays, percent=0) == {}
        assert excess("travel_budget", problem, stays, of="today") == {}


@few
@given(seeds, st.integers(0, 6), st.booleans())
def test_a_move_budget_is_what_keep_place_counts_less_the_budget(seed, most, unless_wished):
    problem, chosen = town(seed)
    moved = sum(excess_all("keep_place", problem, chosen, unless_wished=unless_wished))
    assert moved == moves(problem, unless_wished=unless_wished)[chosen[chosen >= 0]].sum()
    over = excess_all("move_budget", problem, chosen, at_most=most, unless_wished=unless_wished)
    assert sum(over) == max(0, moved - most)


def excess_all(name, problem, chosen, **params):
    rule = load("rule", name)
    return [b.excess for b in rule.breaches(problem, chosen, rule.Params(**params))]


@few
@given(seeds, st.integers(0, 300), st.integers(0, 3000))
def test_a_way_may_grow_more_by_the_larger_than_by_the_smaller(seed, percent, metres):
    problem, chosen = town(seed)
    both = {"percent": percent, "metres": metres}
    larger = excess("travel_change", problem, chosen, **both)
    for one in ({"percent": percent}, {"metres": metres}):
        alone = excess("travel_change", problem, chosen, **one)
        assert smaller(larger, alone)
        assert smaller(alone, excess("travel_change", problem, chosen, **both, combine="smaller"))
    exempt = excess("travel_change", problem, chosen, **both, without="exempt")
    assert smaller(exempt, larger)


@few
@given(seeds)
def test_the_nearest_options_are_within_every_budget_of_travel(seed):
    problem, _ = town(seed)
    start, metres = problem.options.start, problem.options.metres
    nearest = np.array(
        [
            start[p] + metres[start[p] : start[p + 1]].argmin() if start[p + 1] > start[p] else -1
            for p in range(len(problem.parties))
        ]
    )
    assert excess("travel_budget", problem, nearest) == {}
    assert excess("travel_budget", problem, nearest, of="today") == {}
    assert excess("travel_limit", problem, nearest, metres=0) == {}


@few
@given(seeds)
def test_a_right_that_gives_way_is_milder_and_near_or_wished_for_is_never_lost(seed):
    problem, chosen = town(seed)
    strict = excess("near_home_right", problem, chosen)
    assert smaller(excess("near_home_right", problem, chosen, unless_full=True), strict)
    good = near_home(problem) | (problem.options.rank != UNWISHED)
    kept = (
        np.where((chosen >= 0) & good[np.maximum(chosen, 0)], chosen, -1) if len(good) else chosen
    )
    assert excess("near_home_right", problem, kept) == {}


@few
@given(seeds, st.integers(0, 5), st.integers(0, 5))
def test_a_unit_is_never_too_small_and_too_large_at_once(seed, one, other):
    problem, chosen = town(seed)
    low, high = sorted((one, other))
    found = excess_all("unit_size", problem, chosen, minimum=low, maximum=high)
    small = excess_all("unit_size", problem, chosen, minimum=low)
    large = excess_all("unit_size", problem, chosen, maximum=high)
    assert sorted(found) == sorted(small + large)


def rule(name, **params):
    return Step(name, load("rule", name).Params(**params))


ASKED = [
    [rule("capacity", over=50, at_least=60)],
    [rule("capacity", at_least=100, may_stand_empty=False, price=300)],
    [rule("capacity"), rule("capacity", base="today", over=50, at_least=50)],
    [rule("capacity"), rule("unit_size", minimum=3)],
    [rule("capacity"), rule("unit_size", maximum=1, units=("u000",), price=90)],
    [rule("capacity"), rule("travel_limit", metres=2000, by_grade={"F": 1000})],
    [rule("capacity"), rule("travel_limit", minutes=20, price=50)],
    [rule("capacity"), rule("travel_change", percent=100, metres=500, combine="smaller")],
    [rule("capacity"), rule("travel_budget", percent=30)],
    [rule("capacity"), rule("travel_budget", of="today", price=2)],
    [rule("capacity"), rule("near_home_right", price=900)],
    [rule("capacity"), rule("near_home_right", unless_full=True)],
    [rule("capacity"), rule("near_home_right", unless_full=True, price=2500)],
    [rule("capacity"), rule("keep_place", grades=("F",))],
    [rule("capacity"), rule("move_budget", at_most=1, unless_wished=False)],
    [rule("capacity"), rule("move_budget", percent=50, per="unit", price=700)],
]


def least_by_force(problem, rules, goal):
    """The least of the goal and the prices over all placements, or None."""
    start = problem.options.start
    choices = [[-1, *range(start[i], start[i + 1])] for i in range(len(problem.parties))]
    values = [
        load("goal", goal.name).value(problem, chosen, goal.params)
        + price_paid(problem, chosen, rules)
        for chosen in map(np.array, product(*choices))
        if not hard_breaches(problem, chosen, rules)
    ]
    return min(values) if values else None


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: str(asked[-1].params)[:40])
def test_the_solver_finds_what_brute_force_finds(asked):
    rng = np.random.default_rng(11)
    goal = Step("travel", load("goal", "travel").Params())
    rules = [rule("everyone_placed", price=20_000), *asked]
    tried = 0
    while tried < 5:
        problem = tiny_problem(rng)
        if np.prod(np.diff(problem.options.start) + 1) > 250 or len(problem.parties) < 2:
            continue
        tried += 1
        problem = problem.replace(policy=problem.policy.replace(near_home=NEAR[tried % 3]))
        expected = least_by_force(problem, rules, goal)
        if expected is None:
            with pytest.raises(InfeasibleError):
                solve(problem, rules=rules, goals=[goal], limits=Limits(gap=0.0))
            continue
        solved = solve(problem, rules=rules, goals=[goal], limits=Limits(gap=0.0))
        assert (solved.objective, solved.status) == (expected, Status.OPTIMAL)
        assert not hard_breaches(problem, solved.chosen, rules)
