"""Synthetic children: margins met, the same whatever else there is, modelled and said so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.synth.population import Attribute, Margins, synthesise
from skolval.synth.population_children import (
    ChildModel,
    children_by_grade,
    children_share,
    covers,
    parents_weight,
)
from skolval.synth.population_homes import place_homes
from skolval.synth.population_households import OLDER_SIBLING, households, next_older
from skolval.synth.population_ipf import fit
from skolval.synth.population_rounding import (
    controlled,
    fair_split,
    truncate_replicate_sample,
)

shapes = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(tuple)
seeds = st.integers(0, 10_000)


def sums(table, axis):
    return table.sum(axis=tuple(other for other in range(table.ndim) if other != axis))


# Proportional fitting


def test_the_fitted_table_is_that_of_the_textbook():
    # Independence is kept: rows 30 and 70, columns 40 and 60 give the products over 100.
    fitted = fit(np.ones((2, 2)), [np.array([30.0, 70.0]), np.array([40.0, 60.0])])
    np.testing.assert_allclose(fitted.table, [[12, 18], [28, 42]])
    assert fitted.converged
    assert fitted.scaled == (1.0, 1.0)


def test_fitting_keeps_the_odds_ratio_of_the_seed():
    table = fit(np.array([[2.0, 1.0], [1.0, 3.0]]), [np.array([50.0, 50]), np.array([20.0, 80])])
    (a, b), (c, d) = table.table
    assert a * d / (b * c) == pytest.approx(6)


@given(shapes, st.integers(1, 300), seeds)
def test_every_margin_is_met(shape, people, seed):
    rng = np.random.default_rng(seed)
    margins = [rng.dirichlet(np.ones(k)) * people for k in shape]
    fitted = fit(rng.random(shape) + 0.05, margins)
    assert fitted.converged
    for axis, margin in enumerate(margins):
        np.testing.assert_allclose(sums(fitted.table, axis), margin, atol=1e-6)


def test_a_structural_zero_stays_zero_and_others_take_its_persons():
    # Nobody below 25 has an education that is told: row 0 of the seed knows column 0 alone.
    seed = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]])
    fitted = fit(seed, [np.array([40.0, 60.0]), np.array([40.0, 25.0, 35.0])])
    np.testing.assert_allclose(fitted.table, [[40, 0, 0], [0, 25, 35]])
    assert fitted.lost == 0


def test_a_margin_that_only_zeros_could_hold_is_told_and_taken_over():
    seed = np.array([[1.0, 1.0, 0.0], [1.0, 1.0, 0.0]])
    fitted = fit(seed, [np.array([5.0, 5.0]), np.array([4.0, 4.0, 2.0])])
    assert fitted.lost == 2
    np.testing.assert_allclose(sums(fitted.table, 1), [5, 5, 0])


def test_zeros_that_leave_no_way_are_told_as_a_gap():
    fitted = fit(np.eye(2), [np.array([7.0, 3.0]), np.array([3.0, 7.0])])
    assert not fitted.converged
    assert fitted.gap >= 1


def test_margins_that_disagree_are_scaled_to_the_first_and_that_is_told():
    fitted = fit(np.ones((2, 2)), [np.array([60.0, 40.0]), np.array([25.0, 25.0])])
    assert fitted.scaled == (1.0, 2.0)
    assert fitted.table.sum() == pytest.approx(100)


def test_an_empty_area_is_an_empty_table():
    fitted = fit(np.ones((2, 2)), [np.zeros(2), np.zeros(2)])
    assert fitted.converged
    assert fitted.table.sum() == 0


# Whole persons


@given(shapes, st.integers(0, 120), seeds)
@settings(max_examples=60)
def test_controlled_rounding_keeps_every_whole_margin_and_no_cell_goes_far(shape, people, seed):
    rng = np.random.default_rng(seed)
    margins = [fair_split(rng.dirichlet(np.ones(k)) * people, rng) for k in shape]
    fitted = fit(rng.random(shape) + 0.05, [margin.astype(float) for margin in margins])
    whole = controlled(fitted.table, rng)
    assert (whole >= 0).all()
    for axis, margin in enumerate(margins):
        assert (sums(whole, axis) == margin).all()
    if len(shape) <= 2:
        assert (np.abs(whole - fitted.table) < 1 + 1e-6).all()


def test_rounding_of_margins_that_are_not_whole_moves_no_sum_by_a_whole_one(rng):
    table = np.array([[0.4, 0.3], [0.2, 0.7]])
    for _ in range(50):
        whole = controlled(table, rng)
        assert (np.abs(whole.sum(axis=0) - table.sum(axis=0)) < 1).all()
        assert (np.abs(whole.sum(axis=1) - table.sum(axis=1)) < 1).all()


def test_controlled_rounding_is_right_on_average(rng):
    table = np.array([[1.5, 0.25, 0.25], [0.5, 0.75, 0.75], [1.0, 2.2, 0.8]])
    mean = np.mean([controlled(table, rng) for _ in range(3000)], axis=0)
    np.testing.assert_allclose(mean, table, atol=0.05)


def test_a_fair_split_is_right_on_average_and_keeps_a_whole_sum(rng):
    drawn = np.array([fair_split(np.array([0.3, 1.2, 2.5]), rng) for _ in range(3000)])
    assert (drawn.sum(axis=1) == 4).all()
    np.testing.assert_allclose(drawn.mean(axis=0), [0.3, 1.2, 2.5], atol=0.05)


@given(st.lists(st.floats(0, 40), min_size=1, max_size=12), seeds)
def test_truncate_replicate_sample_keeps_the_total_alone(cells, seed):
    whole = truncate_replicate_sample(np.array(cells), np.random.default_rng(seed))
    assert whole.sum() == round(float(np.round(cells, 9).sum()))
    assert (whole >= np.floor(np.round(cells, 9))).all()


def test_a_broken_cell_that_noise_leaves_alone_goes_to_the_nearest_whole_number(rng):
    from skolval.synth.population_rounding import _cycle, _shift

    part = np.array([[0.7, 0.0], [0.0, 0.0]])
    cells = _cycle(part, 0)
    assert cells == [(0, 0)]
    _shift(part, cells, rng)
    assert part[0, 0] == 1


# The population


def margins_of(codes, children, foreign, low, odds=2.0):
    return Margins(
        areas=codes,
        children=np.array(children),
        attributes=(
            Attribute.of_group("low_education", np.array(low)),
            Attribute.of_group("foreign_background", np.array(foreign)),
        ),
        odds={("foreign_background", "low_education"): odds},
    )


@st.composite
def towns(draw):
    areas = draw(st.integers(1, 5))
    grades = draw(st.integers(1, 4))
    share = st.floats(0, 1)
    return margins_of(
        [f"0380C{1010 + 10 * k}" for k in range(areas)],
        draw(st.lists(st.lists(st.integers(0, 30), min_size=grades, max_size=grades),
                      min_size=areas, max_size=areas)),
        draw(st.lists(share, min_size=areas, max_size=areas)),
        draw(st.lists(share, min_size=areas, max_size=areas)),
    )  # fmt: skip


@given(towns(), seeds)
@settings(max_examples=60, deadline=None)
def test_every_area_has_its_children_by_grade_and_its_shares_to_within_one(margins, seed):
    made = synthesise(margins, seed=seed)
    found = np.zeros_like(margins.children)
    np.add.at(found, (made.area, made.grade), 1)
    assert (found == margins.children).all()
    total = margins.children.sum(axis=1)
    for attribute in margins.attributes:
        members = np.bincount(made.area, made.category[attribute.name], len(total))
        assert (np.abs(members - attribute.share[:, 1] * total) < 1 + 1e-6).all()
    assert made.report.missed == 0


def rows_of(made, margins, code):
    mine = made.area == list(margins.areas).index(code)
    return [made.grade[mine].tolist(), *(c[mine].tolist() for c in made.category.values())]


def test_another_area_and_another_order_change_nobody_elsewhere():
    codes = ["0380C1010", "0380C1020", "0380C1030"]
    children = [[9, 11], [4, 6], [20, 17]]
    foreign, low = [0.3, 0.61, 0.12], [0.4, 0.33, 0.71]
    whole = margins_of(codes, children, foreign, low)
    first = synthesise(whole, seed=3)
    turned = margins_of(codes[::-1], children[::-1], foreign[::-1], low[::-1])
    fewer = margins_of(codes[1:], children[1:], foreign[1:], low[1:])
    for code in codes[1:]:
        mine = rows_of(first, whole, code)
        assert rows_of(synthesise(turned, seed=3), turned, code) == mine
        assert rows_of(synthesise(fewer, seed=3), fewer, code) == mine
    assert rows_of(synthesise(whole, seed=4), whole, codes[0]) != rows_of(first, whole, codes[0])


def test_odds_tell_how_groups_go_together():
    def both(odds):
        margins = margins_of(["A"], [[4000]], [0.5], [0.5], odds)
        made = synthesise(margins, seed=1).category
        return int((made["low_education"] & made["foreign_background"]).sum())

    assert both(1.0) == pytest.approx(1000, abs=2)
    # Odds ratio 4 with even margins: x² = 4 (2000 - x)², x = 2000 * 2 / 3.
    assert both(4.0) == pytest.approx(1333, abs=2)


def test_where_nothing_is_known_nobody_is_said_to_belong():
    margins = margins_of(["A", "B"], [[5], [5]], [np.nan, 0.4], [0.2, 0.2])
    made = synthesise(margins, seed=1)
    assert (made.category["foreign_background"][made.area == 0] == -1).all()
    assert made.report.unknown == {"low_education": 0, "foreign_background": 5}


def test_the_plain_sample_misses_margins_and_says_by_how_many():
    margins = margins_of(["A"], [[13, 8, 21]], [0.37], [0.41])
    assert synthesise(margins, seed=1).report.missed == 0
    assert synthesise(margins, seed=1, rounding="sampled").report.missed > 0


def test_an_area_without_children_is_no_fault():
    made = synthesise(margins_of(["A", "B"], [[0, 0], [1, 0]], [0.5, 1.0], [0.5, 0.0]), seed=1)
    assert made.area.tolist() == [1]
    assert len(made) == 1
    assert len(synthesise(margins_of(["A"], [[0]], [0.5], [0.5]), seed=1)) == 0


# Children behind residents


def ages(rows):
    """Areas with the bands that matter: children, students, parents, old."""
    names = ("age_5_9", "age_10_14", "age_20_24", "age_25_29", "age_30_34", "age_35_39",
             "age_40_44", "age_45_49", "age_50_54", "age_55_59", "age_60_plus")  # fmt: skip
    frame = pd.DataFrame(rows, columns=list(names))
    return frame.assign(area_id=[f"0380C{1010 + 10 * k}" for k in range(len(frame))])


# A student quarter of many residents and few children beside two ordinary ones.
QUARTERS = ages([
    [52, 53, 2400, 700, 60, 50, 40, 40, 40, 30, 60],
    [150, 150, 120, 120, 130, 130, 130, 130, 130, 110, 300],
    [150, 150, 120, 120, 130, 130, 130, 130, 130, 110, 300],
])  # fmt: skip


def shares(model=None, target=np.nan, residents=(0.66, 0.30, 0.10)):
    children = (QUARTERS["age_5_9"] + QUARTERS["age_10_14"]).to_numpy(float)
    return children_share(
        np.array(residents),
        population=np.array([3600.0, 1900.0, 1900.0]),
        children=children,
        weight=parents_weight(QUARTERS),
        target=target,
        model=model or ChildModel(),
    )


def test_students_say_little_about_an_areas_children():
    weight = parents_weight(QUARTERS)
    assert weight[0] < 0.3
    assert weight[1:].tolist() == [1.0, 1.0]
    by_age, plain = shares(target=0.3), shares(ChildModel(by_age=False), target=0.3)
    assert by_age[0] < plain[0]
    assert by_age[2] < by_age[1] < by_age[0]


def test_all_children_together_are_as_the_units_publish():
    children = (QUARTERS["age_5_9"] + QUARTERS["age_10_14"]).to_numpy(float)
    for target in (0.05, 0.286, 0.8):
        assert np.average(shares(target=target), weights=children) == pytest.approx(target)
    # Where no unit publishes: the children-weighted mean of the residents.
    mean = np.average([0.66, 0.30, 0.10], weights=children)
    assert np.average(shares(), weights=children) == pytest.approx(mean)


def test_spread_is_how_much_areas_differ():
    narrow, wide = (shares(ChildModel(spread=s), target=0.3) for s in (0.5, 1.5))
    assert np.ptp(narrow) < np.ptp(shares(target=0.3)) < np.ptp(wide)


def test_unknown_residents_are_unknown_children_and_nobody_is_no_fault():
    found = shares(residents=(np.nan, 0.3, 0.1), target=0.2)
    assert np.isnan(found).tolist() == [True, False, False]
    assert np.isnan(shares(residents=(np.nan, np.nan, np.nan))).all()


def test_without_ages_every_area_weighs_alike():
    assert parents_weight(pd.DataFrame({"area_id": ["A"], "age_5_9": [3.0]})).tolist() == [1.0]
    empty = QUARTERS.assign(**{name: 0.0 for name in QUARTERS if name != "area_id"})
    assert parents_weight(empty).tolist() == [1.0, 1.0, 1.0]


def test_a_band_adds_up_over_its_years_whatever_its_width():
    areas = pd.DataFrame({"area_id": ["A", "B"], "age_0_5": [13, 0], "age_6_9": [9, 2],
                          "age_10_15": [20, 1]})  # fmt: skip
    grades = sum(
        children_by_grade(areas, counted=2022, starts=2028 - k, grades=1, seed=1) for k in range(16)
    )
    assert grades[:, 0].tolist() == [42, 3]
    one = children_by_grade(areas, counted=2022, starts=2022, grades=10, seed=1)
    assert one.sum(axis=1).tolist() == [29, 3]
    alone = children_by_grade(areas.iloc[1:], counted=2022, starts=2022, grades=10, seed=1)
    assert alone[0].tolist() == one[1].tolist()
    assert covers(areas, 0, 15)
    assert not covers(areas, 6, 16)


# Households


def test_households_are_of_one_area_and_kind_and_no_two_of_one_grade():
    margins = margins_of(["A", "B"], [[40] * 10, [25] * 10], [0.4, 0.7], [0.3, 0.6])
    made = synthesise(margins, seed=2)
    home = households(made, list(margins.areas), seed=2)
    frame = pd.DataFrame({"home": home, "area": made.area, "grade": made.grade, **made.category})
    kinds = frame[["home", "area", "low_education", "foreign_background"]].drop_duplicates()
    assert kinds["home"].is_unique
    assert not frame.duplicated(["home", "grade"]).any()
    older = next_older(home, made.grade)
    assert (older[older >= 0] > made.grade[older >= 0]).all()
    assert (older[made.grade == 0] >= 0).mean() == pytest.approx(OLDER_SIBLING, abs=0.12)
    assert sorted(set(home)) == list(range(home.max() + 1))


def test_households_of_an_area_do_not_depend_on_the_others():
    whole = margins_of(["A", "B"], [[9] * 10, [8] * 10], [0.4, 0.7], [0.3, 0.6])
    part = margins_of(["B"], [[8] * 10], [0.7], [0.6])
    one = households(synthesise(whole, seed=2), ["A", "B"], seed=2)[90:]
    two = households(synthesise(part, seed=2), ["B"], seed=2)
    assert (one - one.min()).tolist() == two.tolist()


# Homes

SQUARES = pd.DataFrame(
    {
        "area_id": ["A", "B", "C"],
        "geometry": [shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000), None],
    }
)
STREETS = np.array(
    [shapely.LineString([(100, 500), (900, 500)]), shapely.LineString([(990, 10), (1030, 10)])],
    object,
)


def test_homes_lie_in_their_area_and_beside_its_streets():
    area = np.repeat([0, 1, 2], [200, 100, 3])
    homes = place_homes(area, SQUARES, seed=1, streets=STREETS)
    first = area == 0
    assert (np.abs(homes.y[first] - 500).clip(8, 25) == np.abs(homes.y[first] - 500)).all()
    assert homes.x[first].min() >= 100
    assert homes.x[first].max() <= 900
    assert (homes.on_streets, homes.in_surface) == (300, 0)
    assert np.isnan(homes.x[area == 2]).all()


def test_homes_without_streets_are_anywhere_in_the_surface():
    area = np.repeat([0, 1], 100)
    homes = place_homes(area, SQUARES, seed=1)
    inside = [SQUARES["geometry"][a].buffer(1).contains(shapely.Point(x, y))
              for a, x, y in zip(area, homes.x, homes.y, strict=True)]  # fmt: skip
    assert all(inside)
    assert (homes.on_streets, homes.in_surface) == (0, 200)
    alone = place_homes(np.zeros(100, np.int64), SQUARES.iloc[[1]], seed=1)
    assert (alone.x == homes.x[100:]).all()
