"""Pupils, siblings, seats and wishes from what statistics tell of areas and units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.synth.choices import Taste
from skolval.synth.from_areas import (
    SIBLING_SHARE,
    apportion,
    draw_members,
    draw_siblings,
    homes_by_area,
    rounded_counts,
)
from skolval.synth.from_units import School, assumed_seats, draw_wishes

amounts = st.lists(st.floats(0, 300), min_size=1, max_size=40).map(np.array)


def test_the_largest_remainders_go_up():
    assert rounded_counts(np.array([1.2, 2.7, 0.1])).tolist() == [1, 3, 0]
    assert rounded_counts(np.array([1.5, 1.5, 1.0])).tolist() == [2, 1, 1]


@given(amounts)
def test_rounding_keeps_the_sum_and_moves_nobody_by_a_whole_one(expected):
    counts = rounded_counts(expected)
    assert counts.sum() == round(float(expected.sum()))
    assert (np.abs(counts - expected) < 1 + 1e-6).all()


@given(amounts, st.integers(0, 5))
def test_seats_are_shared_out_to_the_last_one_and_nobody_gets_too_few(weight, least):
    weight = weight + 0.1
    total = least * len(weight) + 17
    seats = apportion(weight, total, least=least)
    assert seats.sum() == total
    assert seats.min() >= least


def test_seats_follow_the_real_sizes_except_where_a_class_would_be_too_small():
    seats = assumed_seats(np.array([90.0, 45.0, 2.0]), children=100, spare=8)
    assert seats.tolist() == [65, 33, 10]


def test_seats_are_at_least_the_children_even_in_a_tiny_place():
    assert assumed_seats(np.array([1.0, 1.0]), children=3, spare=0).tolist() == [2, 1]


def test_pupils_live_where_the_children_are():
    assert homes_by_area(np.array([2, 0, 3])).tolist() == [0, 0, 2, 2, 2]


def test_every_area_keeps_its_share_to_within_one_child(rng):
    children = np.array([17, 40, 0, 23])
    share = np.array([0.1, 0.55, 0.3, 0.9])
    home = homes_by_area(children)
    members = draw_members(home, share, rng=rng).to_numpy(int)
    by_area = np.bincount(home, members, minlength=4)
    assert (np.abs(by_area - children * share) < 1).all()
    assert by_area.sum() == round(float((children * share).sum()))


def test_members_are_unknown_where_the_share_is(rng):
    members = draw_members(np.array([0, 0, 1]), np.array([np.nan, 1.0]), rng=rng)
    assert members.isna().tolist() == [True, True, False]
    assert members[2] == 1


@pytest.fixture
def town():
    """Two quarters 4 km apart; units 0 (F-2) and 2 (3 on) in the first, 1 (all) in the second."""
    metres = np.repeat(np.array([[200, 4000, 300], [4000, 200, 4100]], np.int32), 500, axis=0)
    serves = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 1, 1]], bool)
    return metres, serves


def test_siblings_go_mostly_to_the_nearest_unit_with_their_grade(town):
    metres, serves = town
    siblings = draw_siblings(metres, serves=serves, seed=4, taste=Taste())
    has = siblings.unit >= 0
    assert has.mean() == pytest.approx(SIBLING_SHARE, abs=0.05)
    assert serves[siblings.unit[has], siblings.grade[has]].all()
    assert (siblings.grade[has] >= 1).all()
    assert (siblings.grade[~has] == -1).all()
    near = (siblings.unit == 1) == (np.arange(1000) >= 500)
    assert near[has].mean() > 0.9


def test_no_sibling_where_no_unit_can_be_reached(town):
    metres, serves = town
    unknown = np.full_like(metres, -1)
    assert (draw_siblings(unknown, serves=serves, seed=4, taste=Taste()).unit == -1).all()


def test_wishes_follow_the_real_sizes_and_name_rows_of_the_units_table(town):
    metres, serves = town
    siblings = draw_siblings(metres, serves=serves, seed=4, taste=Taste())
    school = School(np.array([0, 1]), np.array([810, 270]), np.array([0.2, 0.4]))
    wishes = draw_wishes(
        metres, own=np.zeros(1000), siblings=siblings, school=school, seed=4, taste=Taste()
    )
    assert set(wishes.unit.tolist()) == {0, 1}
    first = wishes.unit[wishes.rank == 1]
    # Half of the pupils live by each; unit 0 has three quarters of the seats.
    assert (first == 0).mean() == pytest.approx(0.75, abs=0.12)


def test_the_same_seed_draws_the_same_siblings_and_another_seed_others(town):
    metres, serves = town
    one, same, other = (
        draw_siblings(metres, serves=serves, seed=seed, taste=Taste()).unit for seed in (1, 1, 2)
    )
    assert (one == same).all()
    assert (one != other).any()
