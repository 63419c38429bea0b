"""Distances as priorities: the golden numbers of Swedish guides, papers and decisions."""

from __future__ import annotations

import pandas as pd
import pytest

from skolval import guarantee_schools, match, relative_proximity_scores
from skolval.errors import InputError

NANTUNA = {
    "a": {"N": 800, "U": 1500, "S": 2600},
    "b": {"N": 877, "U": 1460, "S": 2500},
    "c": {"N": 2400, "U": 1200, "S": 690},
}
WISHES = {"a": ["N", "U", "S"], "b": ["N", "U", "S"], "c": ["U", "S", "N"]}
SEATS = {"N": 1, "U": 1, "S": 1}


def ways(matching):
    return [NANTUNA[pupil][school] for pupil, school in matching.assignment.items()]


@pytest.mark.parametrize(
    ("wanted", "alternative", "scores"),
    [
        ({"Sofia": 500, "William": 700}, {"Sofia": 600, "William": 850}, {"William": 150, "Sofia": 100}),
        ({"Kalle": 1600, "Jafar": 700}, {"Kalle": 1200, "Jafar": 1200}, {"Jafar": 500, "Kalle": -400}),
        ({"NN": 558, "last": 852}, {"NN": 1146, "last": 1485}, {"last": 633, "NN": 588}),
        ({"far": 2500}, {"far": 300}, {"far": -2200}),
    ],
    ids=["Uppsala", "Huddinge", "ÖKN 2017:533", "Lidingö"],
)  # fmt: skip
def test_the_longer_extra_way_goes_first(wanted, alternative, scores):
    assert list(relative_proximity_scores(wanted, alternative).items()) == list(scores.items())


def test_nantuna_with_static_references_sends_a_child_two_and_a_half_kilometres():
    found = match(WISHES, None, SEATS, distance_m=NANTUNA, priority_rule="relative-proximity")
    assert found.assignment == {"a": "N", "c": "U", "b": "S"}
    assert (sum(ways(found)), max(ways(found))) == (4500, 2500)


def test_nantuna_with_guarantee_schools_keeps_everybody_near():
    assert guarantee_schools(NANTUNA, SEATS) == {"a": "N", "b": "U", "c": "S"}
    found = match(WISHES, None, SEATS, distance_m=NANTUNA, priority_rule="guarantee-school")
    assert found.assignment == {"a": "N", "b": "U", "c": "S"}
    assert (sum(ways(found)), max(ways(found))) == (2950, 1460)


def test_a_school_without_a_seat_is_no_reference_where_seats_count():
    """UNT 2019: schools without seats in the grade were references all the same."""
    metres = {"a": {"X": 500, "Y": 600, "Z": 2000}, "b": {"X": 400, "Y": 900, "Z": 1000}}
    town = {"a": ["X"], "b": ["X"]}, None, {"X": 1, "Y": 0, "Z": 1}
    static = match(*town, distance_m=metres, priority_rule="relative-proximity")
    aware = match(*town, distance_m=metres, priority_rule="relative-proximity-seats")
    assert static.assignment == {"a": None, "b": "X"}
    assert aware.assignment == {"a": "X", "b": None}


def test_absolute_proximity_lets_the_nearest_go_first():
    metres = {"a": {"X": 500}, "b": {"X": 400}}
    town = {"a": ["X"], "b": ["X"]}, None, {"X": 1}
    found = match(*town, distance_m=metres, priority_rule="absolute-proximity")
    assert found.assignment == {"a": None, "b": "X"}


def test_a_pupil_with_one_school_in_reach_scores_nothing():
    metres = {"a": {"X": 500}, "b": {"X": 400, "Y": 401}}
    town = {"a": ["X"], "b": ["X"]}, None, {"X": 1, "Y": 1}
    found = match(*town, distance_m=metres, priority_rule="relative-proximity")
    assert found.assignment == {"a": None, "b": "X"}


def test_priorities_decide_between_equal_scores():
    metres = {"a": {"X": 500}, "b": {"X": 500}}
    town = {"a": ["X"], "b": ["X"]}, {"X": ["b", "a"]}, {"X": 1}
    found = match(*town, distance_m=metres, priority_rule="absolute-proximity")
    assert found.assignment == {"a": None, "b": "X"}


def test_a_frame_of_distances_says_the_same():
    rows = [(school, pupil, m) for pupil, own in NANTUNA.items() for school, m in own.items()]
    table = pd.DataFrame(rows, columns=["school", "pupil", "metres"])
    assert guarantee_schools(table, pd.Series(SEATS)) == guarantee_schools(NANTUNA, SEATS)


def test_a_seed_decides_between_equally_good_guarantees():
    metres = {"a": {"X": 100, "Y": 200}, "b": {"X": 100, "Y": 200}}
    seats = {"X": 1, "Y": 1}
    assert guarantee_schools(metres, seats) == {"a": "X", "b": "Y"}
    drawn = {guarantee_schools(metres, seats, seed=str(seed))["a"] for seed in range(8)}
    assert drawn == {"X", "Y"}


def test_who_finds_no_seat_has_no_guarantee():
    assert guarantee_schools({"a": {"X": 100}, "b": {"X": 50}}, {"X": 1}) == {"a": None, "b": "X"}
    found = match(
        {"a": ["X"], "b": []}, None, {"X": 1}, mechanism="guarantee-school",
        distance_m={"a": {"X": 9}, "b": {"X": 3}}, lottery=["a", "b"],
    )  # fmt: skip
    assert found.assignment == {"a": None, "b": "X"}
    assert found.details["total_metres"] == 3
    assert found.rank_distribution() == {None: 2}


def test_faults_of_distances_are_told_at_once():
    with pytest.raises(InputError) as caught:
        relative_proximity_scores({"a": 1, "b": -1}, {"a": 2.5, "c": "far"})
    assert [fault.rule for fault in caught.value.faults] == ["number"] * 3 + ["required"]
    with pytest.raises(InputError, match="only one of the two"):
        relative_proximity_scores({"a": 1}, {})
    with pytest.raises(InputError, match="no dict"):
        guarantee_schools({"a": 3}, {"X": 1})
    with pytest.raises(InputError, match="no column metres"):
        guarantee_schools(pd.DataFrame({"pupil": ["a"], "school": ["X"]}), {"X": 1})
