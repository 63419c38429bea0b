"""Concentration: published figures and hand calculations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.measure.concentration import concentration, lorenz, top_units

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(sum)


def test_twenty_of_seventy_four_schools_hold_85_per_cent():
    # Uppsala 2017: 20 of 74 schools took 85 per cent of the newly arrived
    held = np.array([17] * 20 + [1] * 54)
    held = held * 1.0
    held[20:] = 0.15 / 0.85 * 17 * 20 / 54
    found = concentration(held, top=20)
    assert found.top_share == pytest.approx(0.85)
    assert (found.enough, found.units) == (20, 74)


@pytest.mark.parametrize(
    ("held", "gini", "uneven"),
    [([1, 1, 1, 1], 0.0, 0.0), ([4, 0, 0, 0], 0.75, 0.75), ([1, 3], 0.25, 0.25),
     ([0, 1, 2, 3, 4], 0.4, 0.3)],
)  # fmt: skip
def test_gini_and_unevenness_by_hand(held, gini, uneven):
    found = concentration(np.array(held), top=1)
    assert found.gini == pytest.approx(gini)
    assert found.uneven == pytest.approx(uneven)


def test_an_even_spread_may_be_in_proportion_to_the_size_of_units():
    found = concentration(np.array([10, 30]), top=1, weights=np.array([100, 300]))
    assert found.uneven == pytest.approx(0.0)
    alike = concentration(np.array([10, 30]), top=1, weights=np.zeros(2))
    assert alike.uneven == pytest.approx(0.25)


def test_nothing_held_is_no_concentration():
    found = concentration(np.zeros(3), top=2)
    assert np.isnan([found.top_share, found.gini, found.uneven]).all()
    assert (found.enough, found.holding) == (0, 0)
    assert np.isnan(lorenz(np.zeros(2))).all()


def test_top_units_are_twenty_of_many_and_a_quarter_of_few():
    assert [top_units(units) for units in (74, 40, 39, 20, 3, 1)] == [20, 20, 10, 5, 1, 1]


@given(COUNTS)
def test_the_curve_rises_ever_slower_to_all(held):
    curve = lorenz(np.array(held))
    steps = np.diff(curve)
    assert curve[0] == 0
    assert curve[-1] == pytest.approx(1)
    assert (np.diff(steps) <= 1e-12).all()


@given(COUNTS, st.integers(2, 5))
def test_concentration_does_not_change_with_order_or_scale(held, times):
    values = np.array(held)
    one, other = (concentration(v, top=2) for v in (values, times * values[::-1]))
    assert (one.gini, one.uneven, one.top_share) == pytest.approx(
        (other.gini, other.uneven, other.top_share)
    )
    assert 0 <= one.gini <= 1 - 1 / len(held) + 1e-9
    assert one.uneven <= one.gini + 1e-9
