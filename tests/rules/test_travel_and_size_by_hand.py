"""What the rules of travel and size call a breach, in a tiny town counted by hand.

Four pupils of grade F and units A, B and C on a road; the metres are

    pupil   A      B      C     goes today to
    0       100    1000   4000  A
    1       200    900    3000  A
    2       1500   400    2000  B
    3       2500   600    800   nowhere

with two seats each.
"""

from __future__ import annotations

import numpy as np
import pytest

from cities import make_problem
from skolval.domain.policy import NearHome
from skolval.errors import InputError
from skolval.registry import load

METRES = ((100, 1000, 4000), (200, 900, 3000), (1500, 400, 2000), (2500, 600, 800))


def town(*, wished=(), near_home=None, **more):
    """The town above; `wished` are pairs of pupil and unit."""
    options = [
        (i, o, METRES[i][o], 1 if (i, o) in wished else 0) for i in range(4) for o in range(3)
    ]
    given = {
        "offering_unit": [0, 1, 2],
        "offering_grade": [0, 0, 0],
        "seats": [2, 2, 2],
        "grade": [0] * 4,
        "current_unit": [0, 0, 1, -1],
        "options": options,
    }
    problem = make_problem(**{**given, **more})
    return problem.replace(policy=problem.policy.replace(near_home=near_home))


def placed(problem, units):
    """The option rows of a placement in words, e.g. ``AABB``; a dot is nowhere."""
    options, unit = problem.options, problem.unit_of_option()
    rows = []
    for party, letter in enumerate(units):
        mine = np.flatnonzero((options.party == party) & (unit == "ABC".find(letter)))
        rows.append(mine[0] if len(mine) else -1)
    return np.array(rows, np.int64)


def breaches(name, problem, where, **params):
    rule = load("rule", name)
    return rule.breaches(problem, placed(problem, where), rule.Params(**params))


def excess(name, problem, where, **params):
    return sum(breach.excess for breach in breaches(name, problem, where, **params))


@pytest.mark.parametrize(
    ("units", "params", "most"),
    [
        ("AAAB", {}, 1),
        ("AAAB", {"over": 49}, 1),
        ("AAAB", {"over": 50}, 0),
        ("AAAA", {"over": 1, "over_in": "seats"}, 1),
        ("AAAA", {"over": 2, "over_in": "seats"}, 0),
    ],
)
def test_an_offering_may_be_overfilled_by_whole_seats_or_per_cent_rounded_down(units, params, most):
    assert excess("capacity", town(), units, **params) == most


def test_an_overfilled_offering_is_told_what_it_takes_at_most():
    (breach,) = breaches("capacity", town(), "AAAA", over=50)
    assert breach.message == (
        "Offering o000 takes at most 3 pupils, more than it has seats, but 4 are placed there."
    )


def test_underfill_is_rounded_up_and_spares_the_empty_unless_told():
    (breach,) = breaches("capacity", town(), "AAB.", at_least=51)
    assert breach.message == "Offering o001 needs at least 2 pupils but 1 are placed there."
    found = breaches("capacity", town(), "AAB.", at_least=51, may_stand_empty=False)
    assert [(breach.where, breach.excess) for breach in found] == [("o001", 1), ("o002", 2)]
    assert excess("capacity", town(), "AAB.", at_least=50) == 0


def test_underfill_is_per_cent_of_the_seats():
    assert excess("capacity", town(seats=[200, 2, 2]), "AAAA", at_least=51) == 98


def test_the_larger_of_minimum_size_and_underfill_counts():
    problem = town(minimum=[0, 2, 0])
    assert excess("capacity", problem, "AAB.", at_least=50) == 1
    assert excess("capacity", problem, "AAB.", at_least=50, minimum=False) == 0
    assert excess("capacity", problem, "AAB.", at_least=100) == 1


def test_a_unit_grows_from_todays_number_and_one_without_a_today_is_left_alone():
    problem = town()
    (breach,) = breaches("capacity", problem, "AAAC", base="today", over=49)
    assert (breach.where, breach.excess) == ("u000", 1)
    assert breach.message == (
        "u000 takes at most 2 pupils, reckoned from those it has today, but 3 are placed there."
    )
    assert breaches("capacity", problem, "AAAC", base="today", over=50) == []
    assert breaches("capacity", problem, "CCCC", base="today") == []
    (full,) = breaches("capacity", problem, "ABBB", base="today")
    assert (full.where, full.excess, full.parties) == ("u001", 2, (1, 2, 3))
    (small,) = breaches("capacity", problem, "ACC.", base="today", at_least=75)
    assert "u000 needs at least 2 pupils, reckoned from those it has today" in small.message
    (gone,) = breaches("capacity", problem, "AACC", base="today", at_least=1, may_stand_empty=False)
    assert (gone.where, gone.excess) == ("u001", 1)


def test_a_unit_is_as_large_as_all_its_grades_together():
    problem = town(
        offering_unit=[0, 0, 1],
        offering_grade=[0, 4, 0],
        grade=[0, 0, 4, 4],
        options=[(0, 0, 1, 0), (1, 0, 1, 0), (1, 2, 1, 0), (2, 1, 1, 0), (3, 1, 1, 0)],
    )
    everybody = np.array([0, 1, 3, 4])
    rule = load("rule", "unit_size")
    (large,) = rule.breaches(problem, everybody, rule.Params(maximum=3))
    assert large.message == "u000 may have at most 3 pupils but 4 are placed there."
    assert large.parties == (0, 1, 2, 3)
    (small,) = rule.breaches(problem, np.array([0, 2, 3, 4]), rule.Params(minimum=3))
    assert (small.where, small.message) == (
        "u001",
        "u001 needs at least 3 pupils but 1 are placed there.",
    )
    assert rule.breaches(problem, everybody, rule.Params(minimum=3)) == []
    (empty,) = rule.breaches(problem, everybody, rule.Params(minimum=3, may_stand_empty=False))
    assert (empty.where, empty.excess) == ("u001", 3)


def test_a_unit_without_a_minimum_may_stand_empty_whatever_is_said():
    assert breaches("unit_size", town(), "AABB", maximum=2, may_stand_empty=False) == []


def test_a_unit_can_be_closed():
    assert excess("unit_size", town(), "AABB", maximum=0, units=("u000",)) == 2
    assert excess("unit_size", town(), "BBCC", maximum=0, units=("u000",)) == 0


def test_a_grade_can_have_a_limit_of_its_own():
    problem = town()
    assert excess("travel_limit", problem, "AABA", metres=2500, by_grade={"4": 100}) == 0
    (breach,) = breaches("travel_limit", problem, "AABA", by_grade={"F": 2400})
    assert breach.message == "Pupil e00003 has 2500 m to the unit but the limit is 2400 m."


def test_a_limit_can_be_in_minutes():
    """80 metres take a minute here, rounded down: 2,500 m are 31 minutes."""
    (breach,) = breaches("travel_limit", town(), "AABA", minutes=30)
    assert (breach.excess, breach.unit) == (1, "minutes")
    assert breach.message == "Pupil e00003 has 31 minutes to the unit but the limit is 30 minutes."
    assert breaches("travel_limit", town(), "AABA", minutes=(31, 1, 1)) == []
    assert excess("travel_limit", town(), "AABA", minutes=1, minutes_by_grade={"F": 21}) == 10


def test_a_limit_in_minutes_needs_minutes():
    problem = town()
    unknown = problem.replace(
        options=type(problem.options)(
            **{
                name: getattr(problem.options, name)
                for name in problem.options.__slots__
                if name != "minutes"
            },
            minutes=np.zeros(len(problem.options), np.int64),
        )
    )
    with pytest.raises(InputError, match="no travel times are known"):
        breaches("travel_limit", unknown, "AABA", minutes=30)


@pytest.mark.parametrize(
    ("params", "most"),
    [
        ({"percent": 0}, (100, 200, 400, 600)),
        ({"metres": 0}, (100, 200, 400, 600)),
        ({"percent": 899}, (999, 1998, 3996, 5994)),
        ({"metres": 800}, (900, 1000, 1200, 1400)),
        ({"percent": 100, "metres": 300}, (400, 500, 800, 1200)),
        ({"percent": 100, "metres": 300, "combine": "smaller"}, (200, 400, 700, 900)),
        ({"percent": 100, "without": "exempt"}, (200, 400, 800, None)),
    ],
)
def test_a_way_may_grow_by_so_much_of_todays(params, most):
    """Pupil 3 goes nowhere today and is measured from the nearest unit, B at 600 m."""
    for pupil, limit in enumerate(most):
        for letter, metres in zip("ABC", METRES[pupil], strict=True):
            units = "." * pupil + letter + "." * (3 - pupil)
            over = 0 if limit is None else max(0, metres - limit)
            assert excess("travel_change", town(), units, **params) == over


def test_a_way_that_grows_too_much_is_told_with_todays():
    (breach,) = breaches("travel_change", town(), "B...", percent=50)
    assert breach.message == (
        "Pupil e00000 has 1000 m to the unit but at most 150 m are allowed, since the way today "
        "is 100 m."
    )


def test_who_cannot_stay_is_measured_from_the_nearest_unit():
    problem = town(current_unit=[0, 0, 1, 3])
    assert excess("travel_change", problem, "...C", metres=100) == 100
    assert excess("travel_change", problem, "...C", metres=100, without="exempt") == 0


@pytest.mark.parametrize(
    ("params", "budget"),
    [
        ({}, 1300),
        ({"percent": 10}, 1430),
        ({"percent": 0.07}, 1300),
        ({"percent": 0.08}, 1301),
        ({"of": "today", "percent": 50}, 1950),
        ({"of": "metres", "metres": 1234}, 1234),
        ({"of": "metres", "metres": 500, "mean": True}, 2000),
    ],
)
def test_the_travel_budget_is_reckoned_from_nearest_today_or_metres(params, budget):
    """Nearest: 100 + 200 + 400 + 600 = 1,300 m; AABB is that, CCCC is 9,800 m."""
    (breach,) = breaches("travel_budget", town(), "CCCC", **params)
    assert breach.excess == 9800 - budget
    assert breach.message == (
        f"All pupils together have 9800 m to school but the budget is {budget} m."
    )
    assert excess("travel_budget", town(), "AABB", **params) == max(0, 1300 - budget)


def test_today_is_another_budget_than_the_nearest():
    problem = town(current_unit=[1, 0, 1, -1])
    assert excess("travel_budget", problem, "BABB", of="today") == 0
    assert excess("travel_budget", problem, "BABB") == 900


def test_who_can_go_nowhere_adds_nothing_to_the_budget():
    problem = town(options=[(0, 0, 100, 0), (1, 0, 200, 0), (1, 1, 900, 0)])
    assert excess("travel_budget", problem, "AA..") == 0
    assert excess("travel_budget", problem, "AB..") == 700


def test_near_is_the_nearest_unit_when_the_policy_says_nothing():
    assert [b.parties for b in breaches("near_home_right", town(), "ABBB")] == [(1,)]
    assert breaches("near_home_right", town(wished=[(1, 1)]), "ABBB") == []


def test_near_is_what_the_policy_says():
    within = NearHome(metres=(1000, 1000, 1000))
    assert breaches("near_home_right", town(near_home=within), "BBBC") == []
    (breach,) = breaches("near_home_right", town(near_home=within), "BBBA")
    assert breach.message == (
        "Pupil e00003 has a unit near home, and is placed at one that is neither near nor "
        "wished for."
    )
    nothing = NearHome(metres=(50, 50, 50), always=False)
    assert breaches("near_home_right", town(near_home=nothing), "CCCC") == []


def test_the_right_gives_way_to_others_who_live_near_but_not_to_wishes():
    """Two seats each; near is within 1,000 m, so three pupils have A or B near, two only B."""
    near = NearHome(metres=(450, 950, 950), always=True)
    within = town(near_home=near, wished=[(2, 0)], current_unit=[-1] * 4)
    # pupil 1 is sent to C, while pupil 2, who has it far, holds a seat at A by wish
    assert excess("near_home_right", within, "ACAB", unless_full=True) == 1
    # at A are 0 and 1 who live there; nobody else has A near: pupil 2 is near B, which has room
    assert excess("near_home_right", within, "AACB", unless_full=True) == 1
    # B is full of pupils 2 and 3, for whom it is the nearest
    crowd = town(seats=[0, 2, 2], near_home=NearHome(metres=(1000, 1000, 1000)))
    assert excess("near_home_right", crowd, "CBBB") == 1
    full = town(seats=[0, 2, 4], near_home=NearHome(metres=(1000, 1000, 1000)))
    assert excess("near_home_right", full, "CCBB") == 2
    assert excess("near_home_right", full, "CCBB", unless_full=True) == 0
    assert excess("near_home_right", full, "CCBC", unless_full=True) == 2


def test_everybody_who_lives_near_counts_when_a_unit_is_full():
    full = town(seats=[1, 2, 2])
    assert excess("near_home_right", full, "ACBB") == 1
    assert excess("near_home_right", full, "ACBB", unless_full=True) == 0
    assert excess("near_home_right", full, ".CBB", unless_full=True) == 1


def test_a_place_is_kept_unless_the_pupil_wished_to_leave():
    (breach,) = breaches("keep_place", town(), "BABC")
    assert breach.message == "Pupil e00000 is moved from u000, which offers the grade."
    leaving = town(wished=[(0, 1)])
    assert breaches("keep_place", leaving, "BABC") == []
    assert excess("keep_place", leaving, "BABC", unless_wished=False) == 1
    assert excess("keep_place", town(), "BABC", grades=("4",)) == 0
    assert excess("keep_place", town(size=[3, 1, 1, 1]), "BABC", grades=("F",)) == 3


def test_a_unit_that_lacks_the_grade_cannot_be_kept():
    assert breaches("keep_place", town(current_unit=[3, 3, 3, 3]), "CCCC") == []


@pytest.mark.parametrize(
    ("params", "told"),
    [
        ({"at_most": 1}, [("", 2)]),
        ({"at_most": 3}, []),
        ({"percent": 67}, [("", 1)]),
        ({"percent": 100}, []),
        ({"at_most": 1, "per": "unit"}, [("u000", 1)]),
        ({"percent": 50, "per": "unit"}, [("u000", 1), ("u001", 1)]),
        ({"at_most": 0, "per": "unit"}, [("u000", 2), ("u001", 1)]),
    ],
)
def test_a_move_budget_counts_those_who_could_have_stayed(params, told):
    found = breaches("move_budget", town(), "BBCC", **params)
    assert [(breach.where, breach.excess) for breach in found] == told


def test_a_move_budget_names_those_who_are_moved():
    (breach,) = breaches("move_budget", town(), "BACC", at_most=1)
    assert breach.parties == (0, 2)


def test_a_move_that_was_wished_for_is_free_unless_told():
    problem = town(wished=[(0, 1), (1, 1)])
    assert breaches("move_budget", problem, "BBBB", at_most=0) == []
    (breach,) = breaches("move_budget", problem, "BBBB", at_most=0, unless_wished=False)
    assert breach.parties == (0, 1)
    assert breach.message == "2 pupils are moved from their units but at most 0 may be."
