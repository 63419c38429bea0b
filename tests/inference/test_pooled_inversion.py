"""The interval within grades: it covers the truth, and one grade alone is the plain interval."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.inference.inversion import dissimilarity_interval
from skolval.inference.mixing import draw_members, precision_of
from skolval.inference.pooled_inversion import pooled_interval


def grades(rng, truth, *, units=40, size=20, shares=(0.2, 0.4)):
    t = np.full(units, float(size))
    return [(draw_members(rng, t, share, precision_of(truth, share), 1)[0], t) for share in shares]


@pytest.mark.parametrize("truth", [0.0, 0.2, 0.4])
def test_it_covers_the_truth_nine_times_in_ten(truth):
    rng = np.random.default_rng(5)
    found = [pooled_interval(grades(rng, truth, units=12)) for _each in range(40)]
    assert np.mean([one.low <= truth <= one.high for one in found]) >= 0.9
    assert all(one.low <= one.point <= one.high for one in found)


def test_one_grade_is_close_to_the_plain_interval():
    x, t = grades(np.random.default_rng(2), 0.3)[0]
    pooled, plain = pooled_interval([(x, t)]), dissimilarity_interval(x, t)
    assert pooled.point == pytest.approx(plain.point, abs=0.03)
    assert pooled.high == pytest.approx(plain.high, abs=0.04)


def test_the_same_seed_gives_the_same_interval():
    tables = grades(np.random.default_rng(3), 0.2)
    assert pooled_interval(tables) == pooled_interval(tables)


def test_grades_without_both_kinds_and_empty_units_say_nothing():
    x, t = grades(np.random.default_rng(3), 0.2)[0]
    more = [(np.append(x, 0.0), np.append(t, 0.0)), (np.zeros(5), np.full(5, 9.0))]
    assert pooled_interval(more) == pooled_interval([(x, t)])


def test_complete_separation_is_at_the_top():
    tables = [(np.array([20.0, 0, 20, 0]), np.full(4, 20.0))] * 2
    assert pooled_interval(tables).high == 1.0


@pytest.mark.parametrize(
    ("tables", "reason"),
    [([], "group_empty"), ([(np.array([2.0]), np.array([5.0]))], "one_unit")],
)
def test_where_there_is_none_the_reason_is_told(tables, reason):
    found = pooled_interval(tables)
    assert np.isnan([found.point, found.low, found.high]).all()
    assert found.reason == reason
