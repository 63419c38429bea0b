"""Composition of one or several groups per grade or unit, in a tiny town counted by hand."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from pydantic import ValidationError

from cities import make_problem
from skolval.domain.deviation import SCALE, cell_labels, cells_of, deviation, stacked
from skolval.registry import load


def town():
    """Units A and B with grades F and 4; eight pupils, one option each at both units.

    Group g lives in grade F by permille 800, 800, 200, 200 and in grade 4 by 0, 0, 400, 400;
    group h everywhere by 500 but for the last pupil, where nobody is known to belong.
    """
    share = [800, 800, 200, 200, 0, 0, 400, 400]
    problem = make_problem(
        offering_unit=[0, 0, 1, 1],
        offering_grade=[0, 4, 0, 4],
        seats=[4] * 4,
        grade=[0] * 4 + [4] * 4,
        area_share=share,
        member=[1, 1, 0, 0, 0, 0, 1, 0],
        options=[(i, o + (i > 3), 100 + 10 * o, 0) for i in range(8) for o in (0, 2)],
    )
    parties = problem.parties
    other = np.array([500] * 7 + [-1])
    parties = dataclasses.replace(
        parties,
        area_share=np.c_[parties.area_share, other],
        member=np.c_[parties.member, 1 - parties.member],
    )
    return problem.replace(parties=parties, groups=("g", "h"))


A, B = np.arange(0, 16, 2), np.arange(1, 16, 2)
PARTED = np.r_[A[:2], B[2:4], A[4:6], B[6:]]
"""The high pupils of grade F and the low ones of grade 4 at A: the unit as a whole is mixed."""
CROSSED = np.r_[A[:2], B[2:4], B[4:6], A[6:]]


def breaches(name, chosen, **params):
    rule = load("rule", name)
    return rule.breaches(town(), np.asarray(chosen, np.int64), rule.Params(**params))


def test_cells_are_units_or_grades_of_units():
    cells, cell = cells_of(town(), "grade")
    assert cell_labels(town(), cells) == [
        "u000, grade F", "u000, grade 4", "u001, grade F", "u001, grade 4"
    ]  # fmt: skip
    assert cell[:2].tolist() == [0, 2]
    cells, cell = cells_of(town(), "unit")
    assert cell_labels(town(), cells) == ["u000", "u001"]
    assert cell.tolist() == [0, 1] * 8


def test_the_deviation_of_a_unit_adds_up_that_of_its_grades():
    """P is 0.5 in grade F and 0.2 in grade 4: at A +0.6 - 0.4 pupils, at B the contrary."""
    by_grade = deviation(town(), "g", "area")
    by_unit = deviation(town(), "g", "area", per="unit")
    assert by_grade.sums(PARTED).tolist() == [60_000, -40_000, -60_000, 40_000]
    assert by_unit.sums(PARTED).tolist() == [20_000, -20_000]
    assert by_unit.pupils(PARTED).tolist() == [4, 4]
    assert by_grade.total == by_unit.total == 2 * 4 * (50_000**2 + 20_000 * 80_000)


def test_against_all_compares_with_one_share_of_the_round():
    """P is 2.8 / 8 = 0.35: at A 1.6 + 0 - 4 x 0.35."""
    found = deviation(town(), "g", "area", per="unit", against="all")
    assert set(found.share.tolist()) == {35_000}
    assert found.sums(PARTED).tolist() == [20_000, -20_000]
    assert found.sums(CROSSED).tolist() == [100_000, -100_000]
    assert found.total == 2 * 8 * 35_000 * 65_000
    by_grade = deviation(town(), "g", "area", against="all")
    assert by_grade.sums(PARTED).tolist() == [90_000, -70_000, -30_000, 10_000]


def test_several_groups_are_stacked_cell_after_cell():
    found = [deviation(town(), group, "area", per="unit") for group in ("g", "h")]
    (cell, option, weight), group = stacked(found)
    assert group.tolist() == [0, 0, 1, 1]
    assert cell[[0, 1, 16, 17]].tolist() == [0, 1, 2, 3]
    assert option[[0, 15, 16, 31]].tolist() == [0, 15, 0, 15]
    assert weight[16:].tolist() == [0] * 16  # everybody is as everybody else in h


def test_the_most_that_a_cell_can_deviate_is_the_sum_of_what_its_options_add():
    found = deviation(town(), "g", "area", per="unit")
    assert found.most().tolist() == [200_000, 200_000]


def test_balance_per_unit_sees_only_what_the_grades_leave():
    """D per grade: 2.0 / (2 x 4 x 0.41) pupils; per unit: 0.4 / 3.28 = 0.122."""
    (found,) = breaches("balance", PARTED, at_most=0.6)
    assert found.message.startswith("D of g between units is 0.610 but at most 0.6 is")
    assert breaches("balance", PARTED, at_most=0.13, per="unit") == []
    (found,) = breaches("balance", PARTED, at_most=0.1, per="unit")
    assert "0.122" in found.message
    (found,) = breaches("balance", CROSSED, at_most=0.1, per="unit", against="all")
    assert "0.549" in found.message  # 2.0 / (2 x 8 x 0.35 x 0.65)


def test_each_group_has_its_own_ceiling_and_breach():
    found = breaches("balance", PARTED, groups={"h": 0.0, "g": 0.5})
    assert [breach.where for breach in found] == ["g"]
    found = breaches("balance", PARTED, groups=("g", "h"), at_most=0.2, basis="pupil")
    assert [breach.where for breach in found] == ["g", "h"]


def test_each_group_has_its_own_band():
    found = breaches("composition_band", PARTED, groups={"g": 25, "h": 0})
    assert [breach.where for breach in found] == ["u000, grade F", "u001, grade F"]
    assert found[0].message == (
        "The share of g at u000, grade F is 30.0 points from the municipality's "
        "but at most 25 are allowed."
    )
    assert breaches("composition_band", PARTED, groups=("g", "h"), points=5, per="unit") == []
    assert len(breaches("composition_band", CROSSED, points=20, per="unit", against="all")) == 2


def test_a_ceiling_counts_pupils_beyond_a_fixed_share():
    """At A 1.6 of 2 pupils in grade F; half of them may be: 0.6 too many, in whole pupils 1."""
    (found,) = breaches("composition_ceiling", PARTED, at_most=0.5)
    assert (found.where, found.excess) == ("u000, grade F", 1)
    assert found.message == (
        "u000, grade F has 1.6 of g among 2 pupils but at most 1.0 are allowed."
    )
    assert breaches("composition_ceiling", PARTED, at_most=0.8) == []
    assert breaches("composition_ceiling", PARTED, at_most=0.5, per="unit") == []


def test_a_floor_counts_pupils_short_of_a_fixed_share():
    """In grade 4 at A nobody of g among two: 0.2 x 2 asked for."""
    (found,) = breaches("composition_floor", PARTED, at_least=0.2)
    assert (found.where, found.excess) == ("u000, grade 4", 1)
    assert found.message.endswith("has 0.0 of g among 2 pupils but at least 0.4 are asked for.")
    found = breaches("composition_floor", PARTED, groups={"g": 0.0, "h": 0.6}, basis="pupil")
    assert [breach.where for breach in found] == ["u000, grade F", "u001, grade 4"]


def test_an_empty_unit_has_no_composition():
    nobody = np.full(8, -1)
    for name, params in (
        ("balance", {"at_most": 0}),
        ("composition_band", {"points": 0}),
        ("composition_ceiling", {"at_most": 0}),
        ("composition_floor", {"at_least": 1}),
    ):
        assert breaches(name, nobody, **params) == []


def test_weights_of_groups_add_up_in_the_goal():
    goal = load("goal", "imbalance")
    g, h, both = (
        goal.value(town(), PARTED, goal.Params(basis="pupil", per="unit", **named))
        for named in ({"group": "g"}, {"group": "h"}, {"groups": {"g": 2, "h": 5}})
    )
    assert both == 2 * g + 5 * h
    assert g == 2 * SCALE * 0.5  # A has g g - -, B - - g -: one of 4 where 1.5 are expected


@pytest.mark.parametrize(
    ("room", "name", "params"),
    [
        ("rule", "balance", {}),
        ("rule", "balance", {"at_most": 0.1, "groups": {"g": 0.2}}),
        ("rule", "balance", {"at_most": 0.1, "group": "g", "groups": ("g",)}),
        ("rule", "composition_band", {"groups": ("g",)}),
        ("rule", "composition_ceiling", {"at_most": 0.1, "groups": ()}),
        ("rule", "composition_floor", {"at_least": 0.1, "groups": ("g", "g")}),
        ("goal", "imbalance", {"group": "g", "groups": ("g",)}),
        ("goal", "imbalance", {"groups": {}}),
        ("goal", "imbalance", {"groups": ("g", "g")}),
        ("goal", "imbalance", {"groups": {"g": 0}}),
    ],
)
def test_groups_told_twice_or_not_at_all_are_refused(room, name, params):
    with pytest.raises(ValidationError):
        load(room, name).Params(**params)
