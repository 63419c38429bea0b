"""Indices of many groups, of order and of values: identities, laws, and laws that do not hold."""

from __future__ import annotations

from itertools import permutations
from math import log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from skolval import registry
from skolval.domain.counts import Counts
from skolval.indices import (
    atkinson,
    dissimilarity,
    entropy,
    eta_squared,
    exposure,
    exposure_matrix,
    gini,
    gorard,
    hutchens,
    intraclass,
    isolation,
    isolation_excluding,
    local_segregation,
    location_quotient,
    minmax,
    multigroup_dissimilarity,
    multigroup_gini,
    multigroup_h,
    mutual_information,
    normalised_exposure,
    ordinal,
    rank_order_h,
    rank_order_r,
    relative_diversity,
    share_difference,
    simpson,
    squared_coefficient,
    symmetric_atkinson,
    theil_h,
    variance_ratio,
)
from skolval.indices._families import family
from skolval.indices._values import PupilValues

TWO = (atkinson, dissimilarity, gini, gorard, hutchens, minmax, theil_h, variance_ratio)
MANY = (
    multigroup_dissimilarity, multigroup_gini, multigroup_h, mutual_information,
    normalised_exposure, relative_diversity, squared_coefficient, symmetric_atkinson,
)  # fmt: skip
CHI = (normalised_exposure, relative_diversity, squared_coefficient)


def counts(rows):
    return Counts.of(np.array(rows, float))


def two(module, n):
    return module.index(counts(n), "0").value


def tables(groups=3, least=0):
    row = st.lists(st.integers(least, 25), min_size=groups, max_size=groups)
    return st.lists(row, min_size=2, max_size=7).map(lambda rows: np.array(rows, float))


def usable(n):
    assume((n.sum(axis=0) > 0).all())
    return n[n.sum(axis=1) > 0]


def values(y, unit, weight=None):
    weight = np.ones(len(y)) if weight is None else weight
    return PupilValues(np.array(y, float), np.array(unit), np.array(weight, float))


def test_every_file_of_the_room_belongs_to_a_family():
    known = ("two_group", "multigroup", "matrix", "local", "ordinal", "continuous")
    assert sorted(n for f in known for n in family(f)) == list(registry.names("index"))


@pytest.mark.parametrize("name", registry.names("index"))
def test_the_docstring_is_a_page_with_formula_and_source(name):
    page = registry.load("index", name).__doc__
    assert "(" in page.splitlines()[0]
    for heading in ("Definition", "Formula", "Convention", "Random baseline", "Source"):
        assert f"\n{heading}\n---" in page


# --- identities -------------------------------------------------------------------------


@given(tables(groups=2))
@settings(max_examples=50, deadline=None)
def test_two_groups_give_the_two_group_indices(n):
    n = usable(n)
    for module in CHI:
        assert float(module.value(n)) == pytest.approx(two(variance_ratio, n), abs=1e-9)
    assert float(multigroup_dissimilarity.value(n)) == pytest.approx(two(dissimilarity, n))
    assert float(multigroup_gini.value(n)) == pytest.approx(two(gini, n), abs=1e-9)
    assert float(multigroup_h.value(n)) == pytest.approx(two(theil_h, n), abs=1e-9)
    assert float(symmetric_atkinson.value(n)) == pytest.approx(two(hutchens, n), abs=1e-9)
    share = n[:, 0].sum() / n.sum()
    assert two(gorard, n) == pytest.approx(two(dissimilarity, n) * (1 - share))
    assert two(hutchens, n) == pytest.approx(1 - np.sqrt(1 - two(atkinson, n)), abs=1e-9)
    d = two(dissimilarity, n)
    assert two(minmax, n) == pytest.approx(2 * d / (1 + d))
    x, y = n[:, 0] / n[:, 0].sum(), n[:, 1] / n[:, 1].sum()
    assert two(minmax, n) == pytest.approx(1 - np.minimum(x, y).sum() / np.maximum(x, y).sum())


@given(tables())
@settings(max_examples=50, deadline=None)
def test_information_is_the_same_from_both_sides_and_the_mean_of_local(n):
    n = usable(n)
    m = float(mutual_information.value(n))
    assert m == pytest.approx(float(mutual_information.value(n.T)), abs=1e-9)
    assert m == pytest.approx(float(multigroup_h.value(n) * entropy.value(n)), abs=1e-9)
    weight = n.sum(axis=1) / n.sum()
    assert m == pytest.approx(float(weight @ local_segregation.value(n)), abs=1e-9)
    assert m <= min(log(n.shape[0]), log(n.shape[1])) + 1e-9


@given(tables())
@settings(max_examples=50, deadline=None)
def test_the_exposure_matrix_sums_to_one_and_is_symmetric_in_pairs(n):
    n = usable(n)
    matrix = exposure_matrix.value(n)
    assert matrix.sum(axis=1) == pytest.approx(np.ones(n.shape[1]))
    size = n.sum(axis=0)
    assert (size[:, None] * matrix) == pytest.approx((size[:, None] * matrix).T)
    assert matrix[0, 0] == pytest.approx(two(isolation, n))
    assert 1 - matrix[0, 0] == pytest.approx(two(exposure, n))


# --- laws that hold ---------------------------------------------------------------------


@given(tables(), st.integers(2, 5))
@settings(max_examples=40, deadline=None)
def test_size_does_not_matter_and_equal_units_may_merge(n, times):
    n = usable(n)
    halves = np.concatenate([n[:1], n[:1], 2 * n[1:]])
    for module in MANY:
        value = float(module.value(n))
        assert float(module.value(times * n)) == pytest.approx(value, abs=1e-9), module.__name__
        assert float(module.value(halves)) == pytest.approx(value, abs=1e-9), module.__name__
        shuffled = n[::-1][:, ::-1]
        assert float(module.value(shuffled)) == pytest.approx(value, abs=1e-9), module.__name__


@pytest.mark.parametrize("module", MANY, ids=lambda m: m.SYMBOL)
def test_even_units_are_zero_and_separate_groups_one(module):
    even = np.array([[2, 4, 6], [1, 2, 3]], float)
    apart = np.diag([10.0, 20, 30])
    assert float(module.value(even)) == pytest.approx(0, abs=1e-12)
    most = float(entropy.value(apart)) if module is mutual_information else 1
    assert float(module.value(apart)) == pytest.approx(most)


@given(tables(groups=2, least=1))
@settings(max_examples=40, deadline=None)
def test_a_transfer_towards_evenness_lowers_what_obeys_transfers(n):
    share = n[:, 0] / n.sum(axis=1)
    high, low = int(share.argmax()), int(share.argmin())
    moved = n.copy()
    moved[high, 0] -= 1
    moved[high, 1] += 1
    moved[low, 0] += 1
    moved[low, 1] -= 1
    assume(share[high] > share[low] and moved[low, 1] >= 0)
    after = moved[:, 0] / moved.sum(axis=1)
    assume(after[high] > after[low])
    for module in (gini, theil_h, variance_ratio, hutchens, atkinson):
        assert two(module, moved) < two(module, n) + 1e-12, module.__name__
    assert two(dissimilarity, moved) <= two(dissimilarity, n) + 1e-12


# --- laws that do not hold, so that nobody believes they do ------------------------------


def test_d_does_not_see_a_move_between_two_units_above_the_mean():
    before = np.array([[30, 10], [20, 20], [0, 60]], float)
    after = np.array([[28, 12], [22, 18], [0, 60]], float)
    assert two(dissimilarity, before) == pytest.approx(two(dissimilarity, after))
    assert two(variance_ratio, before) != pytest.approx(two(variance_ratio, after))


def test_h_and_v_change_when_a_group_only_grows_and_d_and_s_do_not():
    n = np.array([[10, 30], [30, 10]], float)
    grown = n * np.array([5, 1])
    for module in (dissimilarity, gini, hutchens):
        assert two(module, grown) == pytest.approx(two(module, n))
    for module in (theil_h, variance_ratio, isolation):
        assert two(module, grown) != pytest.approx(two(module, n), abs=0.01)


def test_gorard_and_atkinson_off_the_middle_are_not_symmetric():
    n = np.array([[10, 60], [30, 5], [3, 9]], float)
    assert two(gorard, n) != pytest.approx(two(gorard, n[:, ::-1]), abs=0.01)
    one = atkinson.index(counts(n), "0", 0.2).value
    assert one != pytest.approx(atkinson.index(counts(n), "1", 0.2).value, abs=1e-4)


def test_h_is_not_the_same_from_both_sides():
    n = np.array([[10, 60, 5], [30, 20, 1]], float)
    assert float(multigroup_h.value(n)) != pytest.approx(float(multigroup_h.value(n.T)), abs=0.01)


# --- random levels ----------------------------------------------------------------------


def _allocations(sizes, groups):
    pupils = [g for g, many in enumerate(groups) for _i in range(many)]
    unit = np.repeat(np.arange(len(sizes)), sizes)
    for order in sorted(set(permutations(pupils))):
        n = np.zeros((len(sizes), len(groups)))
        np.add.at(n, (unit, np.array(order)), 1)
        yield n


@pytest.mark.parametrize(
    "module", [m for m in MANY if m not in {symmetric_atkinson, multigroup_gini}],
    ids=lambda m: m.SYMBOL,
)  # fmt: skip
def test_the_random_level_is_the_mean_over_every_allocation(module):
    every = list(_allocations([2, 2, 3], [3, 2, 2]))
    exact = np.mean([float(module.value(n)) for n in every])
    assert module.index(counts(every[0])).expected == pytest.approx(exact, abs=1e-12)


def test_the_local_level_and_the_exposure_level_are_means_too():
    every = list(_allocations([2, 2, 3], [3, 2, 2]))
    local = np.mean([local_segregation.value(n) for n in every], axis=0)
    assert local_segregation.expected(every[0]) == pytest.approx(local, abs=1e-12)
    matrix = np.mean([exposure_matrix.value(n) for n in every], axis=0)
    assert exposure_matrix.expected(every[0]) == pytest.approx(matrix, abs=1e-12)


@pytest.mark.parametrize("module", [gorard, hutchens, isolation_excluding], ids=lambda m: m.SYMBOL)
def test_the_random_level_of_two_groups_is_the_mean_over_every_allocation(module):
    every = list(_allocations([2, 2, 3], [3, 4]))
    exact = np.mean([two(module, n) for n in every])
    assert module.index(counts(every[0]), "0").expected == pytest.approx(exact, abs=1e-12)


def test_the_random_level_of_many_group_gini_is_the_mean_over_every_allocation():
    every = list(_allocations([2, 2, 3], [3, 2, 2]))
    exact = np.mean([float(multigroup_gini.value(n)) for n in every])
    assert multigroup_gini.index(counts(every[0])).expected == pytest.approx(exact, abs=1e-12)


def test_self_excluding_isolation_does_not_depend_on_unit_sizes_by_lot():
    small, large = np.full((10, 2), 1.0), np.full((2, 2), 5.0)
    assert isolation_excluding.index(counts(small), "0").expected == pytest.approx(9 / 19)
    assert isolation_excluding.index(counts(large), "0").expected == pytest.approx(9 / 19)


# --- undefined --------------------------------------------------------------------------


@pytest.mark.parametrize("module", MANY, ids=lambda m: m.SYMBOL)
def test_one_group_is_undefined_but_holds_no_information(module):
    found = module.index(counts([[5, 0], [3, 0]]))
    assert found.reason == "single_group"
    assert found.value == 0 if module is mutual_information else np.isnan(found.value)
    assert module.index(Counts.of(np.zeros((0, 2)))).reason == "no_pupils"
    assert module.index(counts([[2, 3]])).flag == "one_unit"
    assert module.index(counts([[1.5, 2], [2, 1]])).reason == "fractional_counts"


@pytest.mark.parametrize("module", TWO, ids=lambda m: m.SYMBOL)
def test_an_empty_group_is_undefined(module):
    assert module.index(counts([[0, 5], [0, 3]]), "0").reason == "group_empty"


def test_mixes_have_no_unit_and_single_pupils_no_level():
    n = counts([[3, 1], [1, 3]])
    assert entropy.index(n).value == entropy.index(n).expected == pytest.approx(log(2))
    assert simpson.index(n).value == simpson.index(n).expected == pytest.approx(0.5)
    assert np.isnan(exposure_matrix.expected(np.array([[1.0, 0]]))).all()
    assert np.isnan(relative_diversity.index(counts([[0.5, 0.5]])).expected)


def test_an_unknown_weight_of_atkinson_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        atkinson.kernel(1.0)


# --- local ------------------------------------------------------------------------------


def test_local_values_by_hand():
    n = np.array([[30, 10], [10, 30], [0, 0]], float)
    assert location_quotient.value(n)[0] == pytest.approx([1.5, 0.5])
    assert share_difference.value(n)[0] == pytest.approx([25, -25])
    assert local_segregation.value(n)[0] == pytest.approx(0.75 * log(1.5) + 0.25 * log(0.5))
    for module in (location_quotient, share_difference, local_segregation):
        assert np.isnan(module.value(n)[2]).all()
    assert np.isnan(local_segregation.expected(n)[2])


# --- order ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ordinal.KINDS)
def test_ordinal_segregation_knows_how_far_apart_steps_are(kind):
    near = np.array([[30, 10, 0], [10, 30, 0]], float)
    far = np.array([[30, 0, 10], [10, 0, 30]], float)
    assert float(ordinal.value(np.diag([5.0, 5, 5]), kind)) == pytest.approx(1)
    assert float(ordinal.value(np.full((3, 3), 4.0), kind)) == pytest.approx(0)
    two_steps = float(ordinal.value(near[:, :2], kind))
    assert float(ordinal.value(far, kind)) == pytest.approx(two_steps)


def test_ordinal_variance_of_two_steps_is_v_and_entropy_is_h():
    n = np.array([[30, 10], [12, 28], [20, 25]], float)
    assert ordinal.index(counts(n)).value == pytest.approx(two(variance_ratio, n))
    assert ordinal.index(counts(n), "entropy").value == pytest.approx(two(theil_h, n))
    assert ordinal.index(counts(n)).expected == pytest.approx(2 / (n.sum() - 1))


def test_ordinal_segregation_says_why_it_is_undefined():
    assert ordinal.index(Counts.of(np.zeros((0, 2)))).reason == "no_pupils"
    assert ordinal.index(counts([[4, 0], [5, 0]])).reason == "single_group"
    assert ordinal.index(counts([[4, 1]])).flag == "one_unit"
    with pytest.raises(ValueError, match="kinds"):
        ordinal.index(counts([[4, 1]]), "cubic")


# --- values -----------------------------------------------------------------------------


def _pupils(rng, units=6, size=20, between=1.0):
    unit = np.repeat(np.arange(units), size)
    return values(rng.normal(size=units)[unit] * between + rng.normal(size=len(unit)), unit)


def test_rank_order_r_is_the_integral_it_stands_for():
    found = _pupils(np.random.default_rng(2))
    y, unit = found.value, found.unit
    order = np.sort(y)
    weights = ratio = 0.0
    for cut in (order[1:] + order[:-1]) / 2:
        below = y < cut
        p = below.mean()
        n = np.stack([np.bincount(unit, below), np.bincount(unit, ~below)], axis=1)
        ratio += p * (1 - p) * two(variance_ratio, n)
        weights += p * (1 - p)
    assert rank_order_r.index(found).value == pytest.approx(ratio / weights, abs=1e-9)


def test_rank_order_h_is_the_sum_over_thresholds():
    found = _pupils(np.random.default_rng(3))
    y, unit = found.value, found.unit
    cuts = np.sort(y)
    p = np.array([(y <= cut).mean() for cut in cuts])
    grid = np.concatenate([[0.0], p])
    mixed, within = np.zeros(len(grid)), np.zeros(len(grid))
    for i, cut in enumerate(cuts[:-1], start=1):
        n = np.stack([np.bincount(unit, y <= cut), np.bincount(unit, y > cut)], axis=1)
        mixed[i] = float(entropy.value(n))
        within[i] = mixed[i] * (1 - float(multigroup_h.value(n)))
    by_hand = 1 - np.trapezoid(within, grid) / np.trapezoid(mixed, grid)
    assert rank_order_h.index(found).value == pytest.approx(by_hand, abs=1e-12)


def test_only_the_order_of_the_values_matters_for_rank_order():
    found = _pupils(np.random.default_rng(4))
    other = values(np.exp(found.value), found.unit)
    for module in (rank_order_h, rank_order_r):
        assert module.index(found).value == pytest.approx(module.index(other).value, abs=1e-12)
    assert eta_squared.index(found).value != pytest.approx(eta_squared.index(other).value, abs=0.01)


@pytest.mark.parametrize("module", [eta_squared, rank_order_r], ids=lambda m: m.SYMBOL)
def test_the_random_level_of_values_is_the_mean_over_every_allocation(module):
    unit, y = [0, 0, 1, 1, 1], [1.0, 2, 4, 7, 11]
    exact = np.mean([module.index(values(order, unit)).value for order in permutations(y)])
    assert module.index(values(y, unit)).expected == pytest.approx(exact, abs=1e-9)


def test_weights_are_pupils():
    y, unit, weight = [1.0, 2, 3, 5], [0, 0, 1, 1], [1, 3, 2, 1]
    long = values(np.repeat(y, weight), np.repeat(unit, weight))
    short = values(y, unit, weight)
    for module in (eta_squared, rank_order_h, rank_order_r):
        assert module.index(short).value == pytest.approx(module.index(long).value), module.__name__


def test_the_intraclass_of_equal_units_agrees_with_searle():
    # Balanced data: REML and ANOVA give the same estimate, ML is smaller.
    found = _pupils(np.random.default_rng(5))
    value = {method: intraclass.index(found, method).value for method in intraclass.METHODS}
    assert value["reml"] == pytest.approx(value["anova"], abs=1e-6)
    assert value["ml"] < value["reml"]


def test_the_likelihood_is_cut_off_where_the_analysis_of_variance_goes_below_zero():
    found = values([1.0, 3, 1, 3, 1, 3], [0, 0, 1, 1, 2, 2])
    assert intraclass.index(found, "anova").value < 0
    assert intraclass.index(found, "reml").value == 0
    alone = values([1.0, 2, 4], [0, 1, 2])
    assert np.isnan(intraclass.index(alone, "anova").value)


def test_a_polynomial_over_fine_bins_is_close_to_the_exact_integral():
    found = _pupils(np.random.default_rng(6), units=8, size=200)
    exact = rank_order_h.index(found).value
    assert rank_order_h.polynomial_of_values(found, 40, 6) == pytest.approx(exact, abs=0.002)
    edges = np.quantile(found.value, np.linspace(0, 1, 41)[1:-1])
    n = np.zeros((8, 40))
    np.add.at(n, (found.unit, np.searchsorted(edges, found.value)), 1)
    assert rank_order_h.polynomial(counts(n), 6) == pytest.approx(exact, abs=0.002)
    with pytest.raises(ValueError, match="at least 6 bins"):
        rank_order_h.polynomial(counts(n[:, :4]), 4)


@pytest.mark.parametrize("module", [eta_squared, intraclass, rank_order_h, rank_order_r])
def test_values_without_variation_or_units_say_so(module):
    assert module.index(values([2.0, 2], [0, 1])).reason == "no_variation"
    assert module.index(values([], np.zeros(0, int))).reason == "no_pupils"
    assert module.index(values([1.0, 2], [0, 0])).flag == "one_unit"


def test_unknown_methods_and_bad_values_are_refused():
    with pytest.raises(ValueError, match="methods"):
        intraclass.index(values([1.0, 2], [0, 1]), "bayes")
    with pytest.raises(ValueError, match="missing"):
        values([1.0, np.nan], [0, 1])
    with pytest.raises(ValueError, match="not positive"):
        values([1.0, 2], [0, 1], [1, 0])


def test_the_polynomials_moments_are_integrals():
    p = np.linspace(1e-6, 1 - 1e-6, 200_001)
    mixed = -(p * np.log(p) + (1 - p) * np.log(1 - p))
    for m in range(5):
        by_hand = np.trapezoid(mixed * p**m, p) / np.trapezoid(mixed, p)
        assert rank_order_h._moment(m) == pytest.approx(by_hand, abs=1e-5)
