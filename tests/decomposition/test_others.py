"""Area against school, change over time, choice, and space."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from skolval.decomposition.crossed import chain
from skolval.decomposition.over_time import change, fitted
from skolval.decomposition.spatial import (
    KERNELS,
    environments,
    nearest_environments,
    profile,
    spatial,
)
from skolval.domain.counts import Counts
from skolval.indices import dissimilarity, multigroup_h, mutual_information


def m(n):
    used = n[n.sum(axis=1) > 0]
    return float(mutual_information.value(used))


# --- area against school ----------------------------------------------------------------


def test_the_chain_adds_up_both_ways():
    rng = np.random.default_rng(3)
    area, school, group = (rng.integers(0, k, 400) for k in (5, 4, 3))
    found = chain(area, school, group, np.ones(400))
    assert found.both == pytest.approx(found.first + found.second_given_first)
    assert found.both == pytest.approx(found.second + found.first_given_second)
    assert found.cells == len(set(zip(area.tolist(), school.tolist(), strict=True)))


def test_what_the_school_adds_is_chance_when_the_group_is_drawn_by_lot():
    rng = np.random.default_rng(5)
    added, raw = [], []
    for _draw in range(40):
        area, school = rng.integers(0, 20, 2000), rng.integers(0, 20, 2000)
        found = chain(area, school, rng.integers(0, 2, 2000), np.ones(2000))
        added.append(found.second_given_first_corrected)
        raw.append(found.second_given_first)
    assert np.mean(raw) > 0.05
    assert abs(np.mean(added)) < 0.002


def test_identical_classifications_add_nothing():
    area = np.repeat(np.arange(4), 25)
    group = np.tile([0, 1, 1, 1, 0], 20)
    found = chain(area, area, group, np.ones(100))
    assert found.second_given_first == pytest.approx(0, abs=1e-12)
    assert found.first_given_second_corrected == pytest.approx(0, abs=1e-12)


def test_fractional_weights_have_no_level_by_lot():
    codes = np.array([0, 0, 1, 1])
    found = chain(codes, codes[::-1], np.array([0, 1, 0, 1]), np.full(4, 0.5))
    assert np.isnan(found.second_given_first_level)


# --- over time --------------------------------------------------------------------------


def test_fitting_reaches_the_margins_and_keeps_zeros():
    n = np.array([[5, 0, 2], [1, 4, 3], [2, 2, 9]], float)
    table, _sweeps, reached = fitted(n, np.array([10.0, 5, 5]), np.array([4.0, 8, 8]))
    assert reached
    assert table.sum(axis=1) == pytest.approx([10, 5, 5], rel=1e-12)
    assert table.sum(axis=0) == pytest.approx([4, 8, 8], rel=1e-12)
    assert table[0, 1] == 0


def test_margins_that_cannot_be_reached_are_told():
    n = np.array([[5.0, 0], [0, 5]])
    _table, _sweeps, reached = fitted(n, np.array([8.0, 2]), np.array([5.0, 5]))
    assert not reached


def test_the_terms_of_a_change_sum_exactly_and_by_unit():
    rng = np.random.default_rng(2)
    first = rng.integers(0, 60, (30, 4)).astype(float)
    second = rng.integers(0, 60, (30, 4)).astype(float)
    first[:3], second[-4:] = 0, 0
    found = change(first, second)
    terms = (
        found.removals + found.additions + found.group_margin + found.unit_margin
        + found.structural
    )  # fmt: skip
    assert terms == pytest.approx(found.second - found.first, abs=1e-12)
    assert found.by_unit.sum() == pytest.approx(found.structural, abs=1e-12)
    assert (found.by_unit[:3] == 0).all()
    assert found.converged
    assert found.first == pytest.approx(m(first))


def test_units_twice_as_large_in_the_same_mix_change_only_the_unit_margin():
    first = np.array([[10, 30], [30, 10], [20, 20]], float)
    found = change(first, first * np.array([[2], [1], [1]]))
    assert found.structural == pytest.approx(0, abs=0.02)
    assert found.removals == found.additions == 0
    assert abs(found.unit_margin) > abs(found.structural)


def test_the_same_table_has_no_change():
    n = np.array([[10, 30], [30, 10]], float)
    found = change(n, 3 * n)
    assert (found.group_margin, found.unit_margin, found.structural) == pytest.approx((0, 0, 0))


def test_units_in_other_tables_only_are_removals_and_additions():
    first = np.array([[10, 30], [30, 10], [40, 0], [0, 0]], float)
    second = np.array([[10, 30], [30, 10], [0, 0], [0, 40]], float)
    found = change(first, second)
    assert found.removals == pytest.approx(m(first[:2]) - m(first[:3]))
    assert found.additions == pytest.approx(m(second[[0, 1, 3]]) - m(second[:2]))
    assert found.structural == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (np.ones((2, 2)), np.ones((3, 2)), "same units"),
        (np.array([[1.0, 1], [0, 0]]), np.array([[0.0, 0], [1, 1]]), "in common"),
        (np.array([[1.0, 0], [1, 0]]), np.array([[1.0, 1], [1, 1]]), "in common"),
    ],
    ids=["shape", "no_unit", "one_group"],
)
def test_tables_that_cannot_be_compared_are_refused(first, second, said):
    with pytest.raises(ValueError, match=said):
        change(first, second)


# --- space ------------------------------------------------------------------------------


def test_a_bandwidth_under_every_distance_gives_the_plain_indices():
    n = np.array([[10, 30], [30, 10], [5, 15]], float)
    apart = np.full((3, 3), 1000.0)
    np.fill_diagonal(apart, 0)
    found = spatial(n, environments(n, apart, 1.0, "uniform"), 1.0)
    assert found.h == pytest.approx(float(multigroup_h.value(n)))
    assert found.d == pytest.approx(dissimilarity.index(Counts.of(n), "0").value)
    assert found.exposure.sum(axis=1) == pytest.approx([1, 1])


def test_a_bandwidth_over_every_distance_gives_no_segregation():
    n = np.array([[10, 30], [30, 10]], float)
    found = spatial(n, environments(n, np.zeros((2, 2)), 500.0, "uniform"), 500.0)
    assert (found.h, found.r, found.d) == pytest.approx((0, 0, 0), abs=1e-12)


def test_segregation_falls_with_the_scale_of_a_checkerboard():
    side = 8
    x, y = np.divmod(np.arange(side * side), side)
    black = ((x + y) % 2).astype(float)
    n = np.stack([10 * black, 10 * (1 - black)], axis=1)
    distance = 100 * np.hypot(x[:, None] - x, y[:, None] - y)
    found = profile(n, distance, (50, 150, 400), "biweight")
    assert found[0].h == pytest.approx(1)
    assert found[0].h > found[1].h > found[2].h


@pytest.mark.parametrize("kernel", sorted(KERNELS))
def test_kernels_are_one_at_home_and_never_rise_with_distance(kernel):
    weight = KERNELS[kernel](np.linspace(0, 3, 50))
    assert weight[0] == pytest.approx(1)
    assert (np.diff(weight) <= 1e-12).all()


def test_the_nearest_pupils_count_the_last_place_in_part():
    n = np.array([[10, 0], [0, 20], [0, 100]], float)
    distance = np.array([[0, 1, 2], [1, 0, 1], [2, 1, np.inf]])
    around = nearest_environments(n, distance, 20)
    assert around[0] == pytest.approx([0.5, 0.5])
    assert around[1] == pytest.approx([0, 1])


def test_places_without_a_way_between_do_not_meet():
    n = np.array([[10, 0], [0, 10]], float)
    distance = np.array([[0, np.nan], [np.inf, 0]])
    assert environments(n, distance, 5000.0).tolist() == [[1, 0], [0, 1]]


def test_one_group_has_exposure_but_no_evenness():
    n = np.array([[10, 0], [5, 0]], float)
    found = spatial(n, environments(n, np.zeros((2, 2)), 1.0), 1.0)
    assert np.isnan(found.h)
    assert found.exposure[0, 0] == pytest.approx(1)
    assert np.isnan(found.exposure[1, 0])


@pytest.mark.parametrize(
    ("distance", "width", "kernel", "said"),
    [
        (np.zeros((2, 2)), 0.0, "uniform", "positive"),
        (np.zeros((2, 2)), 1.0, "square", "kernels are"),
        (np.zeros((3, 2)), 1.0, "uniform", "one row and one column"),
    ],
    ids=["bandwidth", "kernel", "shape"],
)
def test_impossible_environments_are_refused(distance, width, kernel, said):
    with pytest.raises(ValueError, match=said):
        environments(np.ones((2, 2)), distance, width, kernel)


def test_no_nearest_pupils_are_refused():
    with pytest.raises(ValueError, match="positive"):
        nearest_environments(np.ones((2, 2)), np.zeros((2, 2)), 0)


def test_information_of_a_complete_split_is_the_entropy():
    assert m(np.array([[10.0, 0], [0, 10]])) == pytest.approx(log(2))
