"""What each rule calls a breach, in tiny towns counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from cities import make_problem
from skolval.domain.policy import LEGAL_STATUSES
from skolval.registry import load, names


def town(**more):
    """Four pupils, units A and B with two seats each; 100 m to A, 3,000 m to B.

    The first two pupils live where 800 permille belong to the group, the others where 200 do.
    """
    given = {
        "offering_unit": [0, 1],
        "offering_grade": [0, 0],
        "seats": [2, 2],
        "grade": [0] * 4,
        "area_share": [800, 800, 200, 200],
        "options": [(i, o, 100 + 2900 * o, 0) for i in range(4) for o in (0, 1)],
    }
    return make_problem(**{**given, **more})


def breaches(name, problem, chosen, **params):
    rule = load("rule", name)
    return rule.breaches(problem, np.array(chosen, np.int64), rule.Params(**params))


A, B = np.arange(0, 8, 2), np.arange(1, 8, 2)


def test_capacity_counts_pupils_beyond_the_seats():
    (breach,) = breaches("capacity", town(), [A[0], A[1], A[2], -1])
    assert breach.excess == 1
    assert breach.where == "o000"
    assert breach.parties == (0, 1, 2)
    assert breach.message == "Offering o000 has 2 seats but 3 pupils are placed there."


def test_capacity_lets_an_offering_stand_empty_but_not_run_too_small():
    problem = town(minimum=[0, 2])
    assert breaches("capacity", problem, [A[0], A[1], -1, -1]) == []
    (breach,) = breaches("capacity", problem, [A[0], A[1], B[2], -1])
    assert "a minimum size of 2 but 1 pupils" in breach.message
    assert breaches("capacity", problem, [A[0], A[1], B[2], -1], minimum=False) == []


def test_travel_limit_looks_at_the_stage_and_spares_who_has_nothing_nearer():
    assert breaches("travel_limit", town(), [A[0], B[1], A[2], -1], metres=2000)[0].excess == 1000
    far = town(options=[(i, 0, 9000 + 100 * i, 0) for i in range(4)])
    assert breaches("travel_limit", far, [0, 1, 2, 3], metres=2000) == []
    strict = breaches(
        "travel_limit", far, [0, -1, 2, -1], metres=(2000, 1, 1), unless_none_nearer=False
    )
    assert [breach.excess for breach in strict] == [7000, 7200]


def test_travel_limit_without_a_number_takes_the_limits_of_school_transport():
    (breach,) = breaches("travel_limit", town(), [B[0], -1, -1, -1])
    assert breach.message == "Pupil e00000 has 3000 m to the unit but the limit is 2000 m."


def test_balance_is_dissimilarity_of_the_home_areas_composition():
    """West to A, east to B: shares 0.8 and 0.2 around 0.5, so D = 4 * 0.3 / (2 * 4 * 0.25) = 0.6."""
    parted = [A[0], A[1], B[2], B[3]]
    assert breaches("balance", town(), parted, at_most=0.6) == []
    (breach,) = breaches("balance", town(), parted, at_most=0.59)
    assert breach.message.startswith("D of g between units is 0.600 but at most 0.59")
    mixed = [A[0], B[1], A[2], B[3]]
    assert breaches("balance", town(), mixed, at_most=0.0) == []


def test_balance_by_pupil_sees_what_the_area_hides():
    problem = town(area_share=[500] * 4, member=[1, 1, 0, 0])
    parted = [A[0], A[1], B[2], B[3]]
    assert breaches("balance", problem, parted, at_most=0.0) == []
    assert breaches("balance", problem, parted, at_most=0.5, basis="pupil")[0].excess == 1


def test_balance_takes_no_notice_of_differences_between_grades():
    problem = town(
        offering_unit=[0, 1],
        offering_grade=[0, 4],
        grade=[0, 0, 4, 4],
        options=[(0, 0, 1, 0), (1, 0, 1, 0), (2, 1, 1, 0), (3, 1, 1, 0)],
    )
    assert breaches("balance", problem, [0, 1, 2, 3], at_most=0.0) == []


def test_a_band_in_points_names_each_unit_outside():
    parted = [A[0], A[1], B[2], B[3]]
    found = breaches("composition_band", town(), parted, points=29)
    assert [breach.where for breach in found] == ["u000, grade F", "u001, grade F"]
    assert "30.0 points from the municipality's but at most 29" in found[0].message
    assert breaches("composition_band", town(), parted, points=30) == []
    assert len(breaches("composition_band", town(), parted, points=10, per="unit")) == 2


def test_siblings_who_share_a_unit_are_not_parted():
    problem = town(household=[7, 7, -1, -1])
    assert breaches("siblings_together", problem, [A[0], A[1], -1, B[3]]) == []
    (breach,) = breaches("siblings_together", problem, [A[0], B[1], -1, -1])
    assert breach.parties == (0, 1)
    assert len(breaches("siblings_together", problem, [A[0], -1, -1, -1])) == 1
    assert breaches("siblings_together", problem, [A[0], B[1], -1, -1], in_round=False) == []


def test_siblings_without_a_unit_in_common_go_their_ways():
    problem = town(household=[7, 7, -1, -1], options=[(0, 0, 1, 0), (1, 1, 1, 0)])
    assert breaches("siblings_together", problem, [0, 1, -1, -1]) == []


def test_a_pupil_follows_any_of_the_staying_siblings():
    problem = town(sibling_unit=[[1, -1], [0, 1], [-1, -1], [-1, -1]])
    (breach,) = breaches("siblings_together", problem, [A[0], A[1], A[2], B[3]])
    assert breach.parties == (0,)
    assert breaches("siblings_together", problem, [-1, B[1], A[2], B[3]]) == []
    assert breaches("siblings_together", problem, [A[0], -1, -1, -1], staying=False) == []


def test_everyone_placed_counts_the_pupils_of_a_party():
    problem = town(size=[3, 1, 1, 1])
    (breach,) = breaches("everyone_placed", problem, [-1, A[1], A[2], B[3]])
    assert breach.excess == 3


@pytest.mark.parametrize("name", names("rule"))
def test_every_rule_has_a_legal_status_and_refuses_unknown_settings(name):
    rule = load("rule", name)
    assert rule.LEGAL.status in LEGAL_STATUSES
    assert rule.LEGAL.citation
    with pytest.raises(ValidationError):
        rule.Params(**{**rule.SAMPLES[0], "colour": "red"})
    with pytest.raises(ValidationError):
        rule.Params(**{**rule.SAMPLES[0], "price": 0})
