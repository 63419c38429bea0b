"""What each goal counts, in a town counted by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from cities import make_problem
from skolval.registry import load, names
from skolval.solver.model import ArrayModel


def town():
    """Three pupils (the last a party of two), units A at 100 m and B at 900 m; wishes differ."""
    wishes = {(0, 0): 1, (0, 1): 2, (1, 1): 1}
    return make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[4, 4],
        grade=[0] * 3,
        size=[1, 1, 2],
        area_share=[1000, 0, 500],
        current_unit=[0, 1, -1],
        options=[(i, o, 100 + 800 * o, wishes.get((i, o), 0)) for i in range(3) for o in (0, 1)],
    )


def value(name, units, problem=None, **params):
    """The value when the pupils are placed at `units` (None: no place)."""
    problem, goal = problem or town(), load("goal", name)
    chosen = placed(problem, units)
    return goal.value(problem, chosen, goal.Params(**params))


def placed(problem, units):
    at = problem.unit_of_option()
    rows = [
        -1 if unit is None else int(np.flatnonzero((problem.options.party == i) & (at == unit))[0])
        for i, unit in enumerate(units)
    ]
    return np.array(rows, np.int64)


def test_travel_adds_metres_of_every_pupil():
    assert value("travel", (0, 1, 1)) == 100 + 900 + 2 * 900
    assert value("travel", (0, None, None)) == 100


def test_choice_rank_counts_an_unwished_unit_as_one_more_than_the_longest_list():
    assert value("choice_rank", (0, 1, 0)) == 1 + 1 + 2 * 3
    assert value("choice_rank", (1, 0, None)) == 2 + 3


def test_moves_counts_only_who_could_have_stayed():
    assert value("moves", (0, 1, 0)) == 0
    assert value("moves", (1, 0, 1)) == 2
    assert value("moves", (None, 0, 0)) == 1


def test_imbalance_is_the_sum_of_deviations_in_parts_of_a_pupil():
    """P = 2000/4 permille = 0.5; A holds (1.0), B holds (0.0, 0.5, 0.5): |0.5| + |-0.5|."""
    assert value("imbalance", (0, 1, 1)) == 100_000
    assert value("imbalance", (0, 0, 1)) == 0


def test_minutes_are_added_as_metres_are():
    """80 metres a minute: 1 minute to A, 11 to B."""
    assert value("travel_minutes", (0, 1, 1)) == 1 + 11 + 2 * 11


def test_beyond_the_limit_only_the_metres_beyond_it_count():
    assert value("travel_over_limit", (0, 1, 1), metres=400) == 500 + 2 * 500
    assert value("travel_over_limit", (0, 1, 1), metres=(850, 400, 400)) == 50 + 2 * 50
    assert value("travel_over_limit", (0, 1, None)) == 0


def test_entitled_are_those_beyond_the_municipalitys_own_limit():
    problem = town().replace(transport_limits=(500, 4000, 4000))
    assert value("entitled_pupils", (0, 1, 1), problem) == 3
    assert value("entitled_pupils", (0, 0, None), problem) == 0


def test_transport_costs_what_the_policy_says_unless_the_option_has_a_cost_of_its_own():
    problem = town().replace(transport_limits=(500, 4000, 4000))
    assert value("transport_cost", (0, 1, 1), problem, kronor=9000) == 3 * 9000
    own = np.where(problem.options.party == 2, 4000, 0)
    lines = problem.replace(options=dataclasses.replace(problem.options, cost=own))
    assert value("transport_cost", (0, 1, 1), lines, kronor=9000) == 9000 + 2 * 4000


def test_the_range_of_transport_costs_is_told_and_decides_nothing():
    problem = town().replace(transport_limits=(500, 4000, 4000))
    goal, chosen = load("goal", "transport_cost"), placed(problem, (0, 1, 1))
    params = goal.Params(kronor=9000, lowest=5000, highest=30000)
    assert goal.reading(problem, chosen, params) == {"lowest": 15000.0, "highest": 90000.0}
    assert goal.reading(problem, chosen, goal.Params(kronor=9000)) == {}


def test_choice_rank_counts_what_the_policy_says_a_wish_counts():
    assert value("choice_rank", (1, 1, 0), counts=(0, 5)) == 5 + 0 + 2 * 6
    assert value("choice_rank", (1, 1, 0), counts=(3,), unwished=10) == 3 + 3 + 2 * 10


def test_first_choice_counts_those_who_chose_and_did_not_get_it():
    assert value("first_choice", (0, 1, 0)) == 0
    assert value("first_choice", (1, 1, 1)) == 1
    assert value("first_choice", (None, 0, None)) == 2


def test_the_longest_way_is_rounded_up_to_whole_steps():
    assert value("worst_travel", (0, 1, 1)) == 900
    assert value("worst_travel", (0, 0, None), step=70) == 140
    assert value("worst_travel", (None, None, None)) == 0


def test_the_worst_share_adds_the_longest_ways_of_so_many_pupils():
    """Four pupils: half of them are the two of the last party, and then one more."""
    assert value("worst_travel", (0, 0, 1), measure="share", share=0.5) == 2 * 900
    assert value("worst_travel", (0, 0, 1), measure="share", share=0.75) == 2 * 900 + 100
    assert value("worst_travel", (0, 0, 1), measure="share", share=0.01) == 900
    assert value("worst_travel", (None, None, 1), measure="share", share=1) == 2 * 900


def test_utilisation_is_pupils_by_seats_and_the_spread_is_fullest_less_emptiest():
    """Four seats each: three pupils at B and one at A; the mean is a half."""
    assert value("utilisation_spread", (0, 1, 1)) == 750_000 - 250_000
    assert value("utilisation_spread", (0, 1, 1), measure="sum") == 250_000 + 250_000
    goal, problem = load("goal", "utilisation_spread"), town()
    told = goal.reading(problem, placed(problem, (0, 1, 1)), goal.Params())
    assert told == {"fullest": 0.75, "emptiest": 0.25}


def test_a_town_without_seats_has_no_utilisation():
    goal, problem = load("goal", "utilisation_spread"), town()
    none = np.zeros_like(problem.offerings.seats)
    problem = problem.replace(offerings=dataclasses.replace(problem.offerings, seats=none))
    chosen, params = placed(problem, (0, 1, 1)), goal.Params()
    assert goal.value(problem, chosen, params) == 0
    assert goal.reading(problem, chosen, params) == {}
    assert len(goal.post(problem, ArrayModel(len(problem.options)), params).columns) == 0


def test_units_that_hold_anybody_are_counted_once():
    assert value("units_open", (0, 1, 1)) == 2
    assert value("units_open", (0, 0, None)) == 1
    assert value("units_open", (None, None, None)) == 0


def test_pupils_beyond_the_seats_are_counted_by_offering():
    problem = town()
    few = problem.replace(offerings=dataclasses.replace(problem.offerings, seats=np.array([0, 2])))
    assert value("seats_over", (0, 1, 1), few) == 1 + 1
    assert value("seats_over", (0, 1, 1)) == 0


@pytest.mark.parametrize("name", names("goal"))
def test_a_goal_tells_its_unit_and_can_be_weighed(name):
    goal = load("goal", name)
    assert goal.UNIT
    params = goal.Params(**{**goal.SAMPLES[0], "weight": 3})
    assert (params.weight, params.tolerance) == (3, 0)


@pytest.mark.parametrize("name", names("goal"))
def test_a_goal_of_nobody_is_nothing(name):
    """No pupils, no options: every goal is 0, posted and counted."""
    goal = load("goal", name)
    empty = make_problem(
        offering_unit=[0], offering_grade=[0], seats=[2], grade=[], options=np.zeros((4, 0), int)
    )
    params = goal.Params(**{k: v for k, v in goal.SAMPLES[0].items() if "group" not in k})
    assert goal.value(empty, np.zeros(0, np.int64), params) == 0
    assert goal.post(empty, ArrayModel(0), params).constant == 0
