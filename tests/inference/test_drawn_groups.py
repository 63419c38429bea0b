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
from skolval.inference.patterns import Patterns


def gini(values):
    """Mean absolute difference between two units, by the mean twice."""
    values = np.asarray(values, float)
    return np.abs(values[:, None] - values[None]).mean() / (2 * values.mean())


def all_outcomes(rooms, groups):
    """Groups by unit of every way to choose rooms, each as likely."""
    owner = np.repeat(np.arange(len(rooms)), rooms)
    for chosen in combinations(range(len(owner)), groups):
        yield np.bincount(owner[list(chosen)], minlength=len(rooms))


def listed(held, rooms, top):
    """The same tests by listing."""
    found = {name: [] for name in STATISTICS}
    for one in all_outcomes(rooms, int(sum(held))):
        ordered = np.sort(one)[::-1]
        found["top_share"].append(ordered[:top].sum() / ordered.sum())
        found["gini"].append(gini(one))
        found["hosting"].append((one > 0).sum())
    return {name: np.array(values, float) for name, values in found.items()}


@pytest.mark.parametrize(
    ("held", "rooms", "top"),
    [([2, 0, 0], [2, 2, 2], 1), ([1, 1, 1, 0], [1, 2, 3, 1], 2), ([3, 1, 0, 0, 1], [3, 2, 1, 4, 2], 2),
     ([0, 4], [4, 5], 1), ([1, 0, 2, 2], [2, 2, 2, 2], 3)],
)  # fmt: skip
def test_chances_are_those_of_listing_every_choice_of_rooms(held, rooms, top):
    found = drawn_groups(np.array(held), np.array(rooms), top=top)
    assert found.exact
    outcomes = listed(held, rooms, top)
    observed = {
        "top_share": np.sort(held)[::-1][:top].sum() / sum(held),
        "gini": gini(held),
        "hosting": float(np.count_nonzero(held)),
    }
    for name, test in found.tests.items():
        assert test.value == pytest.approx(observed[name])
        assert test.mean == pytest.approx(outcomes[name].mean())
        assert test.p_more == pytest.approx((outcomes[name] >= observed[name] - 1e-9).mean())
        assert test.p_less == pytest.approx((outcomes[name] <= observed[name] + 1e-9).mean())
        assert test.error == 0


def test_groups_all_at_different_units_is_the_occupancy_formula():
    # 5 groups, 8 units of 3 rooms: choose the units, then a room at each
    held = np.array([1] * 5 + [0] * 3)
    test = drawn_groups(held, np.full(8, 3), top=2).tests["hosting"]
    assert test.p_more == pytest.approx(comb(8, 5) * 3**5 / comb(24, 5))


def test_one_unit_holding_all_is_a_hypergeometric_tail():
    test = drawn_groups(np.array([3, 0]), np.array([3, 5]), top=1).tests["top_share"]
    # all three at one unit, whichever: the top unit then holds everything
    assert test.p_more == pytest.approx((comb(3, 3) + comb(5, 3)) / comb(8, 3))


def test_draws_agree_with_the_count_within_their_error(monkeypatch):
    held, rooms = np.array([3, 2, 1, 0, 0, 0, 0, 0]), np.full(8, 3)
    exact = drawn_groups(held, rooms, top=2)
    monkeypatch.setattr(module, "_MOST_PATTERNS", 1)
    drawn = drawn_groups(held, rooms, top=2, draws=20_000, seed=3)
    assert not drawn.exact
    assert drawn.draws == 20_000
    for name in STATISTICS:
        one, other = drawn.tests[name], exact.tests[name]
        assert one.mean == pytest.approx(other.mean, abs=0.02)
        assert one.p_more == pytest.approx(other.p_more, abs=5 * one.error + 1e-4)
        assert one.p_less == pytest.approx(other.p_less, abs=5 * one.error + 1e-4)
    again = drawn_groups(held, rooms, top=2, draws=20_000, seed=3)
    assert again.tests == drawn.tests


def test_a_chance_is_never_nought_in_draws(monkeypatch):
    monkeypatch.setattr(module, "_LARGEST_CODE", 1)
    held = np.zeros(30, np.int64)
    held[0] = 10
    test = drawn_groups(held, np.full(30, 10), top=1, draws=100).tests["top_share"]
    assert test.p_more == pytest.approx(1 / 101)


def test_nothing_is_drawn_where_there_is_nothing_to_draw():
    assert drawn_groups(np.zeros(3, np.int64), np.array([1, 2, 3]), top=1) is None
    assert drawn_groups(np.array([2, 0]), np.array([2, 0]), top=1) is None


def test_a_unit_with_more_groups_than_rooms_is_taken_to_have_had_them():
    found = drawn_groups(np.array([4, 0]), np.array([2, 2]), top=1)
    assert found.rooms == 6
    assert found.tests["top_share"].value == 1.0


def test_forty_five_groups_at_seventy_four_units_are_counted():
    held = np.zeros(74, np.int64)
    held[:20], held[20:25] = 2, 1
    found = drawn_groups(held, np.full(74, 3), top=20)
    assert found.exact
    assert found.tests["top_share"].p_more < 1e-6
    even = np.array([1] * 45 + [0] * 29)
    test = drawn_groups(even, np.full(74, 3), top=20).tests["top_share"]
    # no more than 20 in the 20 with most: all at different units
    assert test.p_less == pytest.approx(comb(74, 45) * 3**45 / comb(222, 45))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 3), min_size=2, max_size=6), st.integers(1, 3), st.integers(0, 4)
)  # fmt: skip
def test_chances_are_shares_and_do_not_depend_on_the_order_of_units(held, top, more):
    if not sum(held):
        return
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


def test_patterns_are_all_of_them_each_once():
    found = Patterns.of(6, 3)
    assert len(found) == Patterns.many(6, 3) == len({tuple(row) for row in found.counts.tolist()})
    assert (found.counts @ np.array([1, 2, 3]) == found.totals).all()
    before, after = found.moves[1]
    assert (found.counts[after] - found.counts[before] == [0, 1, 0]).all()
