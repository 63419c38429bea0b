"""Siblings, seats and wishes from what statistics tell of areas and units."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.synth.choices import Taste
from skolval.synth.from_areas import Siblings, apportion, draw_siblings, rounded_counts
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


@pytest.fixture
def town():
    """Two quarters 4 km apart; units 0 (F-2) and 2 (3 on) in the first, 1 (all) in the second."""
    metres = np.repeat(np.array([[200, 4000, 300], [4000, 200, 4100]], np.int32), 500, axis=0)
    serves = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1], [0, 0, 0, 1, 1]], bool)
    grade = np.tile([-1, -1, 1, -1, 4], 200)
    return metres, serves, grade


def siblings_of(town, seed=4):
    metres, serves, grade = town
    return draw_siblings(metres, grade=grade, serves=serves, seed=seed, taste=Taste())


def test_siblings_go_mostly_to_the_nearest_unit_with_their_grade(town):
    _metres, serves, grade = town
    siblings = siblings_of(town)
    has = siblings.unit >= 0
    assert (has == (grade >= 0)).all()
    assert serves[siblings.unit[has], siblings.grade[has]].all()
    assert (siblings.grade == grade).all()
    near = (siblings.unit == 1) == (np.arange(1000) >= 500)
    assert near[has].mean() > 0.9


def test_no_sibling_where_no_unit_can_be_reached(town):
    metres, serves, grade = town
    assert (siblings_of((np.full_like(metres, -1), serves, grade)).unit == -1).all()


def test_wishes_follow_the_real_sizes_and_name_rows_of_the_units_table(town):
    metres = town[0]
    siblings = siblings_of(town)
    school = School(np.array([0, 1]), np.array([810, 270]), np.array([0.2, 0.4]))
    wishes = draw_wishes(
        metres, own=np.zeros(1000), siblings=siblings, school=school, seed=4, taste=Taste()
    )
    assert set(wishes.unit.tolist()) == {0, 1}
    first = wishes.unit[wishes.rank == 1]
    # Half of the pupils live by each; unit 0 has three quarters of the seats.
    assert (first == 0).mean() == pytest.approx(0.75, abs=0.12)


def test_the_same_seed_draws_the_same_siblings_and_another_seed_others(town):
    one, same, other = (siblings_of(town, seed).unit for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_a_unit_without_seats_breaks_no_sum():
    metres = np.array([[100, 900], [900, 100]], np.int32)
    school = School(np.array([0, 1]), np.array([2, 0]), np.array([0.2, 0.4]))
    wishes = draw_wishes(
        metres,
        own=np.zeros(2),
        siblings=Siblings(np.array([-1, -1]), np.array([-1, -1])),
        school=school,
        seed=1,
        taste=Taste(),
    )
    assert (wishes.unit[wishes.rank == 1] == 0).all()
