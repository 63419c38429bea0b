"""Selection criteria: published numbers and their exact meaning."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from skolval.criteria import absolute_proximity, lottery, relative_proximity, sibling
from skolval.criteria._lots import lot_places
from skolval.criteria._ranking import priority_keys, priority_rank
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from towns import nantuna, policy, random_problem, town


def two_units(**metres):
    """Units W (wanted) and A (alternative), one seat each; pupils by (to W, to A)."""
    instance = town(
        [{"unit_id": u, "name": u, "x": 0.0, "y": 0.0} for u in "WA"],
        [{"offering_id": u, "unit_id": u, "grade": "F", "seats": 1} for u in "WA"],
        [{"pupil_id": p, "grade": "F", "x": 0.0, "y": 0.0, "low_education": 0} for p in metres],
        [{"pupil_id": p, "rank": 1, "unit_id": "W"} for p in metres],
    )
    table = np.array(list(metres.values()), np.int32)
    travel = TravelTable(table, table // 80, np.arange(len(metres)), "table")
    return build_problem(instance, policy("deferred_acceptance", "relative_proximity"), travel)


def score(problem, pupil, unit, params=None):
    keys = relative_proximity.keys(problem, params or relative_proximity.Params())
    party = problem.parties.ids.tolist().index(pupil)
    row = np.flatnonzero(
        (problem.options.party == party) & (problem.unit_ids[problem.unit_of_option()] == unit)
    )[0]
    return int(keys[row])


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ((200, 350), (100, 200), (150, 100)),  # Upsala Nya Tidning
        ((700, 850), (500, 600), (150, 100)),  # Malmö, Lidingö, Uppsala's page
        ((1600, 1200), (700, 1200), (-400, 500)),  # Huddinge
        ((800, 1300), (600, 1000), (500, 400)),  # skolval.nu
        ((558, 1146), (852, 1485), (588, 633)),  # ÖKN 2017:533
    ],
)
def test_relative_proximity_scores_published_pairs(first, second, expected):
    problem = two_units(first=first, second=second)
    assert (score(problem, "first", "W"), score(problem, "second", "W")) == expected


def test_relative_proximity_without_an_alternative_scores_zero():
    problem = two_units(only=(400, -1))
    assert score(problem, "only", "W") == 0


def test_relative_proximity_by_seats_looks_past_a_full_unit():
    problem = two_units(pupil=(300, 500))
    seats = np.array([1, 0])
    problem = problem.replace(offerings=replace(problem.offerings, seats=seats))
    by_seats = relative_proximity.Params(reference="seats")
    assert score(problem, "pupil", "W") == 200
    assert score(problem, "pupil", "A") == -200
    assert score(problem, "pupil", "A", by_seats) == -200
    assert score(problem, "pupil", "W", by_seats) == 0


def test_relative_proximity_is_zero_sum_between_the_two_nearest():
    instance = nantuna()
    metres = instance.travel.pivot(index="origin_id", columns="unit_id", values="metres")
    table = metres.loc[list("abc"), list("NUS")].to_numpy(np.int32)
    travel = TravelTable(table, table, np.arange(3), "table")
    problem = build_problem(instance, policy(), travel)
    assert score(problem, "a", "N") == 1500 - 800
    assert score(problem, "a", "U") == 800 - 1500
    assert score(problem, "b", "S") == 877 - 2500


def test_absolute_proximity_is_minus_the_metres():
    problem = two_units(first=(200, 350))
    keys = absolute_proximity.keys(problem, absolute_proximity.Params())
    assert sorted(keys.tolist()) == [-350, -200]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, 1),
        ({"grades": ["F", "1"]}, 1),
        ({"grades": ["4"]}, 0),
        ({"sibling_grades": ["3"]}, 1),
        ({"sibling_grades": ["5"]}, 0),
        ({"radius_metres": 2000}, 1),
        ({"radius_metres": 1000}, 0),
    ],
)
def test_sibling_priority_counts_grades_and_radius(params, expected):
    problem = two_units(p=(1500, 500))
    parties = replace(
        problem.parties, sibling_unit=np.array([[-1, 0]]), sibling_grade=np.array([[-1, 3]])
    )
    problem = problem.replace(parties=parties)
    keys = sibling.keys(problem, sibling.Params(**params))
    units = problem.unit_ids[problem.unit_of_option()]
    by_unit = dict(zip(units, keys, strict=True))
    assert by_unit == {"W": expected, "A": 0}


@pytest.mark.shared
def test_lottery_numbers_follow_the_published_vector(shared):
    path = shared / "cases" / "matching" / "lottery-sha256-vector.json"
    case = json.loads(path.read_text(encoding="utf-8"))
    pupils = [pupil["id"] for pupil in case["pupils"]]
    single, many = case["runs"]
    places = lot_places(single["params"]["seed"], pupils)
    assert [pupils[i] for i in np.argsort(places)] == single["expected"]["order"]
    school = many["params"]["school"]
    places = lot_places(many["params"]["seed"], [f"{school}|{p}" for p in pupils])
    assert [pupils[i] for i in np.argsort(places)] == many["expected"]["order"]


def test_a_lottery_of_nobody_is_empty():
    assert lot_places("seed", []).tolist() == []


def test_the_single_lottery_gives_a_pupil_the_same_number_everywhere(rng):
    problem = random_problem(rng, parties=6)
    keys = lottery.keys(problem, lottery.Params())
    for party in range(6):
        assert len(set(keys[problem.options.party == party])) <= 1


def test_one_lottery_per_unit_gives_different_orders(rng):
    problem = random_problem(rng, parties=8, offerings=4, density=1.0)
    keys = lottery.keys(problem, lottery.Params(each_unit=True, seed="x"))
    assert len(set(keys.tolist())) == len(keys)


def test_the_ranking_is_a_strict_order_for_every_offering(rng):
    problem = random_problem(rng, parties=9, of=policy("deferred_acceptance", "sibling", "lottery"))
    rank = priority_rank(problem)
    for offering in range(len(problem.offerings)):
        here = np.sort(rank[problem.options.offering == offering])
        assert here.tolist() == list(range(len(here)))


def test_protected_pupils_go_first_and_then_those_with_a_claim(rng):
    problem = random_problem(rng, parties=9, density=1.0)
    protected = np.zeros(9, bool)
    protected[4] = True
    problem = problem.replace(parties=replace(problem.parties, protected=protected))
    rank = priority_rank(problem)
    claim = priority_keys(problem)[2]
    mine = problem.options.party == 4
    assert (rank[mine] == 0).all()
    for offering in range(len(problem.offerings)):
        here = (problem.options.offering == offering) & ~mine
        if claim[here].any() and not claim[here].all():
            assert rank[here & (claim == 1)].max() < rank[here & (claim == 0)].min()
