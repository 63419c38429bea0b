"""Corrections, intervals and tests against published numbers, brute force and coverage."""

from __future__ import annotations

import itertools
from math import comb

import numpy as np
import pytest

from skolval.indices import dissimilarity, multigroup_h, mutual_information, variance_ratio
from skolval.inference.corrections import (
    allen,
    beta_fit,
    binomial_level,
    carrington_troske,
    density_corrected,
)
from skolval.inference.inversion import Interval, dissimilarity_interval
from skolval.inference.local_null import false_discovery, local_null
from skolval.inference.mixing import LARGEST, dissimilarity_of, draw_members, precision_of
from skolval.inference.paired import difference, paired_permutation
from skolval.inference.permutation import permutation_tests, permuted_tables
from skolval.inference.standard_error import delta_standard_error

RAW = dissimilarity.KERNEL.value


def d(n):
    return RAW(n[..., 0], n.sum(axis=-1).reshape(-1, n.shape[-2])[0])


# --- the model of mixing ----------------------------------------------------------------


@pytest.mark.parametrize("share", [0.05, 0.25, 0.5])
@pytest.mark.parametrize("underlying", [0.05, 0.3, 0.8])
def test_precision_and_dissimilarity_are_inverse(share, underlying):
    assert dissimilarity_of(precision_of(underlying, share), share) == pytest.approx(underlying)


def test_the_dissimilarity_of_the_model_is_that_of_many_large_units():
    rng = np.random.default_rng(1)
    shares = rng.beta(2.0, 6.0, 400_000)
    mean = shares.mean()
    by_hand = np.abs(shares - mean).mean() / (2 * mean * (1 - mean))
    assert dissimilarity_of(8.0, 0.25) == pytest.approx(by_hand, abs=0.002)


def test_no_underlying_segregation_is_a_binomial_and_complete_one_is_cut_off():
    assert np.isinf(precision_of(0.0, 0.3))
    assert np.isinf(precision_of(1e-6, 0.3))
    assert dissimilarity_of(precision_of(1.0, 0.3), 0.3) == pytest.approx(LARGEST, abs=1e-3)
    drawn = draw_members(np.random.default_rng(1), np.array([40.0, 40]), 0.25, np.inf, 2000)
    assert drawn.mean() == pytest.approx(10, abs=0.2)


# --- corrections ------------------------------------------------------------------------


def test_winship_1977_random_levels_of_d():
    # 1,000 units by mean size and share: .387, .246, .131 are exact for these three tables.
    x, t = np.full(60, 10.0), np.full(60, 40.0)
    assert carrington_troske(0.5, 0.2) == pytest.approx(0.375)
    assert carrington_troske(0.1, 0.2) == pytest.approx(-0.5)
    assert np.isnan(carrington_troske(1.0, 1.0))
    exact = sum(comb(40, k) * 0.25**k * 0.75 ** (40 - k) * abs(k - 10) for k in range(41))
    assert binomial_level(x, t) == pytest.approx(exact / (2 * 40 * 0.25 * 0.75))


def test_allens_closed_form_is_the_bootstrap_it_stands_for():
    rng = np.random.default_rng(4)
    t = np.full(40, 300.0)
    x = draw_members(rng, t, 0.25, precision_of(0.3, 0.25), 1)[0]
    y = t - x
    ours = rng.multinomial(int(x.sum()), x / x.sum(), 4000) / x.sum()
    theirs = rng.multinomial(int(y.sum()), y / y.sum(), 4000) / y.sum()
    bootstrap = 2 * float(RAW(x, t)) - 0.5 * np.abs(ours - theirs).sum(axis=1).mean()
    assert allen(x, t) == pytest.approx(bootstrap, abs=0.002)


@pytest.mark.parametrize("correct", [allen, density_corrected])
def test_complete_segregation_is_left_alone(correct):
    x, t = np.array([40.0, 0, 40, 0]), np.full(4, 40.0)
    assert correct(x, t) == pytest.approx(1, abs=0.02)


def test_density_corrected_finds_nothing_where_chance_explains_all():
    x, t = np.array([10.0, 11, 9, 10]), np.full(4, 40.0)
    assert density_corrected(x, t) == 0
    assert allen(x, t) == 0


def test_the_beta_fit_finds_the_underlying_dissimilarity():
    rng = np.random.default_rng(9)
    t = np.full(60, 100.0)
    found = [beta_fit(x, t)[0] for x in draw_members(rng, t, 0.25, precision_of(0.3, 0.25), 30)]
    assert np.mean(found) == pytest.approx(0.3, abs=0.02)


def test_the_beta_fit_of_even_units_is_nothing_but_chance():
    assert beta_fit(np.full(30, 10.0), np.full(30, 40.0)) == (0.0, float("inf"))
    assert np.isnan(beta_fit(np.zeros(3), np.full(3, 10.0))[0])


# --- interval ---------------------------------------------------------------------------


@pytest.mark.parametrize("underlying", [0.0, 0.1, 0.3])
def test_the_interval_covers_the_truth_where_bootstraps_cover_two_per_cent(underlying):
    # 60 units of 40 pupils, 5 %: raw D of a municipality sorted by lot averages 0.28.
    rng = np.random.default_rng(11)
    t = np.full(60, 40.0)
    tables = draw_members(rng, t, 0.05, precision_of(underlying, 0.05), 20)
    found = [dissimilarity_interval(x, t) for x in tables]
    covered = [i.low <= underlying <= i.high for i in found]
    assert np.mean(covered) >= 0.9
    assert all(i.low <= i.point <= i.high for i in found)


def test_the_same_seed_gives_the_same_interval():
    x, t = np.array([3.0, 9, 5, 12]), np.full(4, 30.0)
    assert dissimilarity_interval(x, t) == dissimilarity_interval(x, t)


def test_complete_segregation_reaches_the_end_of_the_interval():
    found = dissimilarity_interval(np.array([40.0, 0, 40, 0]), np.full(4, 40.0))
    assert found.high == 1.0
    assert found.low > 0.5


@pytest.mark.parametrize(
    ("x", "t", "reason"),
    [
        ([0, 0], [0, 0], "no_pupils"),
        ([0, 0], [5, 3], "group_empty"),
        ([5, 3], [5, 3], "single_group"),
        ([5], [9], "one_unit"),
        ([1, 0, 1], [1, 1, 1], "units_of_one_pupil"),
    ],
    ids=["nobody", "empty", "single", "unit", "alone"],
)
def test_an_interval_that_means_nothing_says_why(x, t, reason):
    found = dissimilarity_interval(np.array(x, float), np.array(t, float))
    assert found.reason == reason
    assert np.isnan(found.point)


def test_an_interval_needs_whole_counts():
    with pytest.raises(ValueError, match="whole counts"):
        dissimilarity_interval(np.array([1.5, 2]), np.array([4.0, 4]))


# --- permutations -----------------------------------------------------------------------


def test_dealt_tables_keep_both_margins_of_every_stratum():
    strata = [np.array([[3, 1, 0], [2, 2, 2]], float), np.array([[0, 4, 1], [5, 0, 0]], float)]
    for block in permuted_tables(strata, 40, 7):
        assert (block.sum(axis=1) == sum(strata).sum(axis=0)).all()
        assert (block.sum(axis=2) == sum(strata).sum(axis=1)).all()


def test_dealing_has_the_exact_distribution():
    n = np.array([[2, 1], [1, 2]], float)
    counts = np.bincount(
        np.concatenate([block[:, 0, 0] for block in permuted_tables([n], 20_000, 3)]).astype(int)
    )
    exact = np.array([comb(3, k) * comb(3, 3 - k) / comb(6, 3) for k in range(4)])
    assert counts / counts.sum() == pytest.approx(exact, abs=0.012)


def test_the_test_by_lot_agrees_with_every_allocation_there_is():
    group = [1, 1, 1, 0, 0, 0]
    n = np.array([[3, 0], [0, 3]], float)
    values = []
    for chosen in itertools.permutations(range(6)):
        first = [group[i] for i in chosen[:3]]
        values.append(
            float(d(np.array([[sum(first), 3 - sum(first)], [3 - sum(first), sum(first)]], float)))
        )
    exact = np.mean(np.array(values) >= 1 - 1e-9)
    found = permutation_tests([n], {"D": d}, draws=4000, seed=2)["D"]
    assert found.p_more == pytest.approx(exact, abs=0.015)
    assert found.mean == pytest.approx(np.mean(values), abs=0.01)


def test_p_is_never_zero_and_the_blocks_do_not_matter():
    n = np.array([[40, 0], [0, 40]], float)
    found = permutation_tests([n], {"M": mutual_information.value}, draws=99)["M"]
    assert found.p_more == pytest.approx(0.01)
    assert found.draws == 99
    more = permutation_tests([n], {"M": mutual_information.value}, draws=99)["M"]
    assert found == more
    single = permutation_tests([n], {"M": mutual_information.value}, draws=1)["M"]
    assert np.isnan(single.sd)


def test_strata_take_away_what_they_explain():
    # Two areas, each with its own school: within areas there is nothing left to explain.
    strata = [np.array([[30, 10], [0, 0]], float), np.array([[0, 0], [10, 30]], float)]
    found = permutation_tests(strata, {"D": d}, draws=50)["D"]
    assert found.value == found.mean == pytest.approx(0.5)
    assert found.p_more == 1.0


def test_fractional_counts_cannot_be_dealt():
    with pytest.raises(ValueError, match="whole counts"):
        list(permuted_tables([np.array([[1.5, 2]])], 1, 1))


# --- standard errors --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("dissimilarity", d),
        ("mutual_information", mutual_information.value),
        ("theil_h", multigroup_h.value),
        ("multigroup_h", multigroup_h.value),
        ("variance_ratio", lambda n: variance_ratio.KERNEL.value(n[..., 0], n.sum(axis=-1))),
    ],
    ids=["D", "M", "H", "Hm", "V"],
)
def test_the_delta_method_agrees_with_sampling_large_units(name, index):
    rng = np.random.default_rng(6)
    n = np.array([[900, 3100], [2000, 2000], [3000, 1000], [1500, 2500]], float)
    drawn = rng.multinomial(int(n.sum()), (n / n.sum()).ravel(), 3000).reshape(-1, 4, 2)
    sampled = np.std([float(index(table.astype(float))) for table in drawn])
    assert delta_standard_error(name, n) == pytest.approx(sampled, rel=0.06)


def test_a_single_group_has_no_standard_error():
    assert np.isnan(delta_standard_error("dissimilarity", np.array([[3.0, 0], [4, 0]])))


# --- unit by unit -----------------------------------------------------------------------


def test_benjamini_and_hochbergs_own_example():
    # The fifteen p-values of the 1995 article: four are rejected at 0.05.
    p = np.array([0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
                  0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])  # fmt: skip
    q = false_discovery(p)
    assert (q <= 0.05).sum() == 4
    assert (np.diff(q) >= -1e-12).all()
    assert np.isnan(false_discovery(np.array([0.01, np.nan]))[1])


def test_units_by_lot_are_seldom_flagged_and_a_real_one_is():
    rng = np.random.default_rng(8)
    t = np.append(np.full(59, 40.0), [60.0, 0.0])
    flagged = 0
    for _draw in range(40):
        x = np.append(rng.multivariate_hypergeometric(np.full(60, 40), 600), 0).astype(float)
        flagged += local_null(np.minimum(x, t), t).flagged.any()
    assert flagged <= 6
    x = np.append(np.full(59, 8.0), [55.0, 0.0])
    found = local_null(x, t)
    assert found.flagged.tolist() == [False] * 59 + [True, False]
    assert found.low[59] < 527 / 2420 < found.high[59]
    assert np.isnan(found.p[60])


# --- two placements ---------------------------------------------------------------------


def test_a_placement_compared_with_itself_has_no_difference():
    unit, group = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    found = paired_permutation((unit, unit), group, d, draws=20)
    assert (found.value, found.p) == (0.0, 1.0)


def test_mixing_two_separate_schools_is_more_than_chance():
    group = np.repeat([0, 1], 40)
    apart, mixed = group.copy(), np.tile([0, 1], 40)
    found = paired_permutation((apart, mixed), group, d, draws=300)
    assert found.value == pytest.approx(-1)
    assert found.p == pytest.approx(1 / 301)
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("units", "group", "said"),
    [
        ((np.array([0, 1]), np.array([0])), np.array([0, 1]), "same pupils"),
        ((np.array([0, -1]), np.array([0, 1])), np.array([0, 1]), "without a unit"),
    ],
    ids=["length", "unplaced"],
)
def test_placements_of_other_pupils_are_refused(units, group, said):
    with pytest.raises(ValueError, match=said):
        paired_permutation(units, group, d, draws=1)


def test_the_difference_of_two_years_combines_their_intervals():
    found = difference(Interval(0.3, 0.2, 0.4), Interval(0.5, 0.45, 0.6))
    assert found.point == pytest.approx(0.2)
    assert found.low == pytest.approx(0.2 - np.hypot(0.05, 0.1))
    assert found.high == pytest.approx(0.2 + np.hypot(0.1, 0.1))
    assert difference(Interval(0, 0, 0, reason="one_unit"), found).reason == "one_unit"
