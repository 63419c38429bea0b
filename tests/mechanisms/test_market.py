"""From a problem to a market: keys that order as the criteria do, places in lists, seats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from skolval.criteria._ranking import priority_rank
from skolval.domain.policy import Bound, NonChoosers, SeatClass, Who
from skolval.mechanisms._lots import lots, seed_of
from skolval.mechanisms._market import (
    bounds_of,
    classes_of,
    market_of,
    packed,
    place_in_list,
    tied_market_of,
)
from towns import policy, random_problem

RULES = policy("deferred_acceptance", "sibling", "lottery", non_choosers=NonChoosers(nearest=1))


@given(st.integers(0, 10**9), st.integers(0, 30), st.sampled_from([2, 10**6, 2**45, 2**61]))
def test_one_number_orders_rows_as_all_keys_do(seed, rows, width):
    rng = np.random.default_rng(seed)
    keys = [rng.integers(-width, width, rows) for _ in range(3)]
    keys.append(keys[0] // 3)
    joined = packed(keys)
    order = np.lexsort([-key for key in reversed(keys)])
    assert (np.diff(joined[order]) >= 0).all()
    same = [len(set(map(tuple, np.column_stack(keys)))), len(set(joined.tolist()))]
    assert same[0] == same[1]


def test_keys_give_the_rank_among_applicants_and_ties_only_the_lottery_breaks():
    for seed in range(30):
        problem = random_problem(np.random.default_rng(seed), parties=9, of=RULES)
        market, rows = market_of(problem)
        rank = priority_rank(problem)
        tied, same_rows = tied_market_of(problem)
        assert rows.tolist() == same_rows.tolist()
        for school in range(len(problem.offerings)):
            here = np.flatnonzero(market.school == school)
            order = here[np.argsort(market.key[here])]
            assert rank[rows[order]].tolist() == list(range(len(here)))
            assert (np.diff(tied.key[order]) >= 0).all()


def test_what_no_criterion_decides_goes_to_the_lower_number():
    rules = policy("deferred_acceptance", "sibling", non_choosers=NonChoosers(nearest=0))
    problem = random_problem(np.random.default_rng(2), grades=1, density=1.0, of=rules)
    alike = replace(problem.parties, sibling_unit=np.full((len(problem.parties), 2), -1))
    wished = replace(problem.options, rank=np.ones(len(problem.options), np.int64))
    market, rows = market_of(problem.replace(parties=alike, options=wished))
    first = np.flatnonzero(market.school == market.school[0])
    party = problem.options.party[rows[first]]
    assert party[np.argsort(market.key[first])].tolist() == sorted(party)


def test_a_wish_keeps_its_number_when_an_earlier_one_does_not_count():
    problem = random_problem(np.random.default_rng(2), parties=2, grades=1, density=1.0, of=RULES)
    rank = np.zeros(len(problem.options), np.int64)
    rank[0], rank[1] = 2, 4
    problem = problem.replace(options=replace(problem.options, rank=rank))
    _market, rows = market_of(problem)
    place = place_in_list(problem, rows)
    mine = problem.options.party[rows] == 0
    assert place[mine].tolist() == [1, 3, *range(4, 2 + mine.sum())]
    assert place[~mine].tolist() == list(range((~mine).sum()))


def test_classes_and_bounds_are_those_of_the_policy():
    low = Who("low_education", basis="pupil")
    problem = random_problem(np.random.default_rng(3), of=RULES)
    assert classes_of(problem) is bounds_of(problem) is None
    asked = problem.replace(
        policy=RULES.replace(
            seat_classes=(SeatClass("low", share=0.5, who=low),), bounds=(Bound(low, ceiling=0.5),)
        )
    )
    classes, bounds = classes_of(asked), bounds_of(asked)
    assert np.array_equal(np.add.reduceat(classes.seats, classes.start[:-1]), asked.offerings.seats)
    assert classes.member[:, 0].tolist() == (bounds.kind == 0).tolist()
    assert (bounds.ceiling[:, 0] == asked.offerings.seats // 2).all()


def test_lots_follow_the_lottery_of_the_policy_or_else_its_seed():
    problem = random_problem(np.random.default_rng(3), of=RULES)
    assert seed_of(problem) == "skolval"
    own = policy("deferred_acceptance", ("lottery", {"seed": "torget"}))
    assert seed_of(problem.replace(policy=own)) == "torget"
    assert sorted(lots(problem).tolist()) == list(range(len(problem.parties)))
