"""Groups drawn to rooms by lot: every outcome counted, held against listing all of them."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.inference import drawn_groups as module
from skolval.inference.drawn_groups import STATISTICS, drawn_groups


def gini(values):
    """Mean absolute difference between two units, by the mean twice."""
    values = np.asarray(values, float)
    return np.abs(values[:, None] - values[None]).mean() / (2 * values.mean())


def all_outcomes(rooms, groups):
    """Groups by unit of every way to choose rooms, each as likely."""
    owner = np.repeat(np.arange(len(rooms)), rooms)
    for chosen in combinations(range(len(owner)), groups):
        yield np.bincount(owner[list(chosen)], minlength=len(rooms))


def pairs(values):
    return sum(comb(int(value), 2) for value in values)


@pytest.mark.parametrize(
    ("held", "rooms", "top"),
    [([2, 0, 0], [2, 2, 2], 1), ([1, 1, 1, 0], [1, 2, 3, 1], 2), ([3, 1, 0, 0, 1], [3, 2, 1, 4, 2], 2),
     ([0, 4], [4, 5], 1), ([1, 0, 2, 2], [2, 2, 2, 2], 3), ([1, 0], [1, 1], 1)],
)  # fmt: skip
def test_chances_are_those_of_listing_every_choice_of_rooms(held, rooms, top):
    found = drawn_groups(np.array(held), np.array(rooms), top=top)
    assert found.exact
    outcomes = list(all_outcomes(rooms, sum(held)))
    kinds = {"together": pairs, "hosting": np.count_nonzero}
    for name in STATISTICS:
        of = np.array([kinds[name](one) for one in outcomes])
        per = max(comb(sum(held), 2), 1) if name == "together" else 1
        value, test = kinds[name](held), found.tests[name]
        assert test.value == pytest.approx(value / per)
        assert test.mean == pytest.approx(of.mean() / per)
        assert test.p_more == pytest.approx((of >= value).mean())
        assert test.p_less == pytest.approx((of <= value).mean())
        assert (of / per < test.low - 1e-9).mean() <= 0.025
        assert (of / per > test.high + 1e-9).mean() <= 0.025 + 1e-9
        assert test.error == 0
    tops = [np.sort(one)[::-1][:top].sum() / sum(held) for one in outcomes]
    assert found.top_mean == pytest.approx(np.mean(tops))
    assert found.gini_mean == pytest.approx(np.mean([gini(one) for one in outcomes]))
    assert found.top_share == pytest.approx(np.sort(held)[::-1][:top].sum() / sum(held))
    assert found.gini == pytest.approx(gini(held))


def test_groups_all_at_different_units_is_the_occupancy_formula():
    # 5 groups, 8 units of 3 rooms: choose the units, then a room at each
    held = np.array([1] * 5 + [0] * 3)
    found = drawn_groups(held, np.full(8, 3), top=2).tests
    assert found["hosting"].p_more == pytest.approx(comb(8, 5) * 3**5 / comb(24, 5))
    assert found["together"].p_less == pytest.approx(comb(8, 5) * 3**5 / comb(24, 5))


def test_one_unit_holding_all_is_a_hypergeometric_tail():
    test = drawn_groups(np.array([3, 0]), np.array([3, 5]), top=1).tests["together"]
    # all three at one unit, whichever: every pair is together
    assert test.value == 1
    assert test.p_more == pytest.approx((comb(3, 3) + comb(5, 3)) / comb(8, 3))


def test_two_groups_are_together_as_often_as_rooms_tell():
    # Simpson: the chance that the second is drawn to a room of the first's unit
    test = drawn_groups(np.array([2, 0, 0]), np.array([4, 3, 1]), top=1).tests["together"]
    assert test.mean == pytest.approx((comb(4, 2) + comb(3, 2)) / comb(8, 2))


def test_draws_agree_with_the_count_within_their_error(monkeypatch):
    held, rooms = np.array([3, 2, 1, 0, 0, 0, 0, 0]), np.full(8, 3)
    exact = drawn_groups(held, rooms, top=2)
    monkeypatch.setattr(module, "_MOST_WORK", 1)
    drawn = drawn_groups(held, rooms, top=2, draws=20_000, seed=3)
    assert not drawn.exact
    assert drawn.draws == 20_000
    assert (drawn.top_mean, drawn.gini_mean) == (exact.top_mean, exact.gini_mean)
    for name in STATISTICS:
        one, other = drawn.tests[name], exact.tests[name]
        assert one.mean == pytest.approx(other.mean, rel=0.03)
        assert one.p_more == pytest.approx(other.p_more, abs=5 * one.error + 1e-4)
        assert one.p_less == pytest.approx(other.p_less, abs=5 * one.error + 1e-4)
    again = drawn_groups(held, rooms, top=2, draws=20_000, seed=3)
    assert again.tests == drawn.tests


def test_a_chance_is_never_nought_in_draws(monkeypatch):
    monkeypatch.setattr(module, "_MOST_WORK", 1)
    held = np.zeros(30, np.int64)
    held[0] = 10
    test = drawn_groups(held, np.full(30, 10), top=1, draws=100).tests["together"]
    assert test.p_more == pytest.approx(1 / 101)


def test_nothing_is_drawn_where_there_is_nothing_to_draw():
    assert drawn_groups(np.zeros(3, np.int64), np.array([1, 2, 3]), top=1) is None
    assert drawn_groups(np.array([2, 0]), np.array([2, 0]), top=1) is None


def test_a_unit_with_more_groups_than_rooms_is_taken_to_have_had_them():
    found = drawn_groups(np.array([4, 0]), np.array([2, 2]), top=1)
    assert found.rooms == 6
    assert found.top_share == 1.0


def test_forty_five_groups_at_seventy_four_units_are_counted():
    held = np.zeros(74, np.int64)
    held[:20], held[20:25] = 2, 1
    found = drawn_groups(held, np.full(74, 3), top=20)
    assert found.exact
    assert found.tests["hosting"].p_less < 1e-6
    assert found.top_share == pytest.approx(40 / 45)
    even = np.array([1] * 45 + [0] * 29)
    test = drawn_groups(even, np.full(74, 3), top=20).tests["together"]
    assert test.p_less == pytest.approx(comb(74, 45) * 3**45 / comb(222, 45))


def test_a_few_units_with_many_rooms_are_counted_too():
    rooms = np.array([2] * 50 + [18] * 6)
    held = np.array([1] * 50 + [2] * 6)
    found = drawn_groups(held, rooms, top=20)
    assert found.exact
    assert found.tests["together"].p_less < 0.01


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=2, max_size=6), st.integers(1, 3), st.integers(0, 4))
def test_chances_are_shares_and_do_not_depend_on_the_order_of_units(held, top, more):
    held = np.array(held)
    rooms = held + more
    found = drawn_groups(held, rooms, top=top)
    if found is None:
        return
    turned = drawn_groups(held[::-1], rooms[::-1], top=top)
    for name in STATISTICS:
        test = found.tests[name]
        assert 0 < test.p_more <= 1
        assert 0 < test.p_less <= 1
        assert test.p_more + test.p_less >= 1 - 1e-9
        assert test.low <= test.high
        assert turned.tests[name].p_more == pytest.approx(test.p_more)
    assert turned.gini_mean == pytest.approx(found.gini_mean)
