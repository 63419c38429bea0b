"""The indices against published numbers, reference cases, hand calculation and laws."""

from __future__ import annotations

import itertools
import json
from math import comb, isnan, log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.domain.counts import Counts
from skolval.indices import (
    _gini,
    dissimilarity,
    exposure,
    gini,
    isolation,
    theil_h,
    variance_ratio,
)
from skolval.indices._families import reported
from skolval.indices._kernel import all_tables, hypergeometric

EVENNESS = (dissimilarity, gini, theil_h, variance_ratio)
ALL = (*EVENNESS, isolation, exposure)
BY_CASE_KEY = {
    "D": dissimilarity,
    "gini": gini,
    "H": theil_h,
    "V": variance_ratio,
    "isolation_0": isolation,
    "exposure_01": exposure,
}


def counts(*rows):
    groups = tuple("ab"[: len(rows[0])]) if len(rows[0]) <= 2 else tuple("abcdef"[: len(rows[0])])
    return Counts.of(np.array(rows, float), groups=groups)


def test_every_index_of_the_room_is_tested_here():
    assert {f"skolval.indices.{name}" for name in reported()} == {module.__name__ for module in ALL}


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.__name__)
def test_the_docstring_is_a_page_with_swedish_formula_and_source(module):
    page = module.__doc__
    assert "(" in page.splitlines()[0]
    for heading in ("Definition", "Formula", "Convention", "Random baseline", "Source"):
        assert f"\n{heading}\n---" in page
    assert module.SYMBOL


# --- hand calculation -------------------------------------------------------------------


def test_two_schools_by_hand():
    # x = (10, 30), t = (40, 40), P = 1/2
    table = counts((10, 30), (30, 10))
    assert dissimilarity.index(table, "a").value == pytest.approx(0.5)
    assert gini.index(table, "a").value == pytest.approx(0.5)
    assert isolation.index(table, "a").value == pytest.approx(0.25 * 0.25 + 0.75 * 0.75)
    assert exposure.index(table, "a").value == pytest.approx(0.375)
    assert variance_ratio.index(table, "a").value == pytest.approx(0.25)
    entropy = -(0.25 * log(0.25) + 0.75 * log(0.75))
    assert theil_h.index(table, "a").value == pytest.approx(1 - entropy / log(2))


def test_dissimilarity_is_the_share_that_must_move():
    # 4 of the 10 members must leave the first unit for both units to hold one fifth.
    table = counts((9, 16), (1, 24))
    assert dissimilarity.index(table, "a").value == pytest.approx(
        0.5 * (9 / 10 - 16 / 40 + 24 / 40 - 1 / 10)
    )


# --- reference cases of the shared folder -----------------------------------------------


def _edge_cases(shared):
    cases = json.loads((shared / "cases/indices/12_edge_cases.json").read_text())["cases"]
    return [case for case in cases if len(case["table"][0]) == 2]


@pytest.mark.shared
def test_edge_cases_agree_with_the_reference(shared):
    checked = 0
    for case in _edge_cases(shared):
        expected = case["expected"]
        if "error" in expected:
            continue
        table = counts(*case["table"])
        for key in BY_CASE_KEY.keys() & expected.keys():
            found = BY_CASE_KEY[key].index(table, "a")
            wanted = np.nan if expected[key] is None else expected[key]
            assert found.value == pytest.approx(wanted, abs=1e-10, nan_ok=True), case["name"]
            assert found.flag == expected.get("flag", found.flag)
            assert wanted == wanted or found.reason == expected["reason"]  # noqa: PLR0124 - NaN
            checked += 1
        assert len(table.units) == expected.get("units_used", len(table.units))
    assert checked > 30


@pytest.mark.shared
def test_faulty_edge_cases_are_errors(shared):
    faulty = [case for case in _edge_cases(shared) if "error" in case["expected"]]
    assert faulty
    for case in faulty:
        rows = [[np.nan if v is None else v for v in row] for row in case["table"]]
        with pytest.raises(ValueError, match="count is"):
            counts(*rows)


@pytest.mark.shared
def test_kommun60_agrees_with_the_reference_to_ten_digits(shared):
    folder = shared / "cases/indices"
    cases = {
        c["name"]: c["expected"]
        for c in json.loads((folder / "09_kommun60.json").read_text())["cases"]
    }
    pupils = pd.read_csv(folder / "kommun60_pupils.csv")
    for unit in ("school", "area", "nearest", "huvudman"):
        table = pd.crosstab(pupils[unit], pupils["background"])
        found = Counts.of(table.to_numpy(float), groups=tuple(table.columns))
        near = pytest.approx(cases[f"background {unit}:H"], abs=1e-10)
        assert theil_h.index(found, "utl").value == near
        if f"D background {unit}" in cases:
            near = pytest.approx(cases[f"D background {unit}"], abs=1e-10)
            assert dissimilarity.index(found, "utl").value == near
        if unit == "school":
            for group in ("sv", "utl"):
                near = pytest.approx(cases[f"isolation {group}"], abs=1e-10)
                assert isolation.index(found, group).value == near
            v = variance_ratio.index(found, "utl")
            assert v.value == pytest.approx(cases["background eta2 (= V)"], abs=1e-10)
            adjusted = (v.value - v.expected) / (1 - v.expected)
            assert adjusted == pytest.approx(cases["background eta2 adjusted"], abs=1e-10)
    table = pd.crosstab(pupils["school"], pupils["edu"])
    found = Counts.of(table.to_numpy(float), groups=tuple(table.columns))
    for group in table.columns:
        near = pytest.approx(cases[f"exposure {group}->{group}"], abs=1e-10)
        assert isolation.index(found, group).value == near
        assert exposure.index(found, group).value == pytest.approx(
            1 - isolation.index(found, group).value
        )


# --- random baselines -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "share", "published"), [(10, 0.1, 0.387), (10, 0.5, 0.246), (100, 0.1, 0.131)]
)
def test_winship_1977_random_dissimilarity(size, share, published):
    # Winship's numbers are binomial: the limit of many units. 0.1318 is printed as .131.
    units = 4000
    table = np.tile([size * share, size * (1 - share)], (units, 1))
    found = dissimilarity.index(Counts.of(table, groups=("a", "b")), "a").expected
    assert found == pytest.approx(published, abs=1e-3)


@pytest.mark.parametrize(
    ("size", "row"),
    [
        (10, (0.83, 0.63, 0.38, 0.30, 0.27)),
        (25, (0.61, 0.37, 0.27, 0.19, 0.18)),
        (50, (0.37, 0.26, 0.18, 0.14, 0.12)),
        (100, (0.27, 0.18, 0.13, 0.10, 0.09)),
        (350, (0.15, 0.10, 0.07, 0.05, 0.05)),
    ],
)
def test_random_dissimilarity_of_sixty_equal_schools(size, row):
    for share, expected in zip((0.02, 0.05, 0.1, 0.2, 0.3), row, strict=True):
        members = round(60 * size * share)
        found = dissimilarity.KERNEL.expected(members, np.full(60, float(size)))
        # The table rounds the binomial limit, up to 0.003 above the exact fixed margins.
        assert found == pytest.approx(expected, abs=0.006)


def test_random_theil_h_of_sixty_schools_of_fifty():
    for share, expected in zip(
        (0.02, 0.05, 0.1, 0.2, 0.3), (0.116, 0.055, 0.032, 0.020, 0.016), strict=True
    ):
        found = theil_h.KERNEL.expected(3000 * share, np.full(60, 50.0))
        assert found == pytest.approx(expected, abs=6e-4)


def test_the_baseline_of_units_of_one_pupil_is_complete_segregation():
    table = counts((1, 0), (0, 1), (1, 0), (0, 1))
    found = dissimilarity.index(table, "a")
    assert (found.value, found.expected) == (pytest.approx(1), pytest.approx(1))


def _all_allocations(sizes, members):
    """Every table with its probability under random allocation, by brute force."""
    pupils = sum(sizes)
    for row in itertools.product(*(range(size + 1) for size in sizes)):
        if sum(row) == members:
            ways = np.prod([comb(size, x) for size, x in zip(sizes, row, strict=True)])
            yield np.array(row, float), ways / comb(pupils, members)


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SYMBOL)
@pytest.mark.parametrize(("sizes", "members"), [((2, 3, 4), 4), ((1, 5, 5), 2), ((3, 3, 3), 6)])
def test_the_baseline_is_the_mean_over_every_allocation(module, sizes, members):
    t = np.array(sizes, float)
    brute = sum(p * float(module.KERNEL.value(x, t)) for x, p in _all_allocations(sizes, members))
    assert module.KERNEL.expected(members, t) == pytest.approx(brute, abs=1e-12)


def test_the_baseline_of_the_variance_ratio_has_its_closed_form():
    t = np.array([10.0, 30, 25, 7])
    assert variance_ratio.KERNEL.expected(20, t) == pytest.approx(3 / 71, abs=1e-12)
    share = 20 / 72
    assert isolation.KERNEL.expected(20, t) == pytest.approx(share + (1 - share) * 3 / 71)


def test_the_exact_gini_baseline_agrees_with_draws_at_school_sizes():
    t = np.arange(80.0, 140.0)
    for members in (330, 1650, 3300):
        drawn = _gini._drawn(members, t.astype(np.int64))
        assert gini.KERNEL.expected(members, t) == pytest.approx(drawn, abs=1e-3)


def test_the_gini_baseline_of_very_many_sizes_is_drawn_the_same_every_time(monkeypatch):
    t = np.array([10.0, 30, 25, 7, 7])
    exact = gini.KERNEL.expected(20, t)
    monkeypatch.setattr(_gini, "CELLS", 10)
    _gini._expected.cache_clear()
    drawn = gini.KERNEL.expected(20, t)
    _gini._expected.cache_clear()
    assert gini.KERNEL.expected(20, t) == drawn == pytest.approx(exact, abs=0.01)
    _gini._expected.cache_clear()


def test_the_distributions_that_indices_share_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        hypergeometric(5, 12, 4)[1][0] = 0.0


def test_hypergeometric_probabilities_match_binomial_coefficients():
    k, probability = hypergeometric(5, 12, 4)
    exact = [comb(5, int(i)) * comb(7, 4 - int(i)) / comb(12, 4) for i in k]
    assert probability == pytest.approx(exact, abs=1e-14)


def test_hypergeometric_with_a_forced_count():
    k, probability = hypergeometric(12, 12, 4)
    assert (list(k), list(probability)) == ([4.0], [1.0])


# --- undefined and odd cases ------------------------------------------------------------


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SYMBOL)
def test_an_empty_group_is_undefined_never_zero(module):
    found = module.index(counts((0, 5), (0, 3)), "a")
    assert isnan(found.value)
    assert found.reason == "group_empty"


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SYMBOL)
def test_no_pupils_is_undefined(module):
    found = module.index(counts((0, 0), (0, 0)), "a")
    assert isnan(found.value)
    assert found.reason == "no_pupils"


@pytest.mark.parametrize("module", EVENNESS, ids=lambda m: m.SYMBOL)
def test_evenness_of_one_group_is_undefined(module):
    found = module.index(counts((5, 0), (3, 0)), "a")
    assert isnan(found.value)
    assert found.reason == "single_group"


def test_isolation_and_exposure_of_everybody_are_one_and_zero():
    table = counts((5, 0), (3, 0))
    assert isolation.index(table, "a") == type(isolation.index(table, "a"))(
        1.0, 1.0, "single_group"
    )
    assert exposure.index(table, "a").value == 0.0


@pytest.mark.parametrize("module", ALL, ids=lambda m: m.SYMBOL)
def test_a_single_unit_is_flagged(module):
    found = module.index(counts((2, 3)), "a")
    assert found.flag == "one_unit"
    assert found.value == pytest.approx({isolation: 0.4, exposure: 0.6}.get(module, 0.0))
    assert found.expected == pytest.approx(found.value)


def test_expected_counts_have_a_value_but_no_random_baseline():
    found = dissimilarity.index(counts((1.5, 2.5), (3.0, 1.0)), "a")
    assert found.value == pytest.approx(0.38095238095238093)
    assert isnan(found.expected)
    assert found.reason == "fractional_counts"


def test_everybody_in_fractional_counts_keeps_the_graver_reason():
    assert isolation.index(counts((1.5, 0), (2.5, 0)), "a").reason == "single_group"


# --- laws -------------------------------------------------------------------------------

tables = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=2, max_size=8).filter(
    lambda rows: sum(a for a, _ in rows) > 0 and sum(b for _, b in rows) > 0
)


@settings(deadline=None)
@given(tables)
def test_evenness_lies_between_zero_and_one_and_ignores_labels(rows):
    for module in EVENNESS:
        value = module.index(counts(*rows), "a").value
        assert -1e-12 <= value <= 1 + 1e-12
        assert module.index(counts(*rows[::-1]), "a").value == pytest.approx(value, abs=1e-12)
        assert module.index(counts(*rows), "b").value == pytest.approx(value, abs=1e-12)


@settings(deadline=None)
@given(tables, st.integers(2, 5))
def test_multiplying_all_counts_changes_no_index(rows, factor):
    larger = [(a * factor, b * factor) for a, b in rows]
    for module in ALL:
        value = module.index(counts(*rows), "a").value
        assert module.index(counts(*larger), "a").value == pytest.approx(value, abs=1e-11)


@settings(deadline=None)
@given(tables)
def test_splitting_a_unit_into_equal_halves_changes_no_index(rows):
    even = [(2 * a, 2 * b) for a, b in rows]
    split = [*even[1:], rows[0], rows[0]]
    for module in ALL:
        value = module.index(counts(*even), "a").value
        assert module.index(counts(*split), "a").value == pytest.approx(value, abs=1e-11)


@settings(deadline=None)
@given(tables)
def test_the_indices_agree_where_they_must(rows):
    table = counts(*rows)
    x, t = table.two_groups("a")
    share = x.sum() / t.sum()
    own, other = isolation.index(table, "a").value, exposure.index(table, "a").value
    assert own + other == pytest.approx(1)
    assert variance_ratio.index(table, "a").value == pytest.approx(
        (own - share) / (1 - share), abs=1e-9
    )
    pairs = np.abs(np.subtract.outer(x / t, x / t)) * np.outer(t, t)
    direct = pairs.sum() / (2 * t.sum() ** 2 * share * (1 - share))
    assert gini.index(table, "a").value == pytest.approx(direct, abs=1e-9)
    assert dissimilarity.index(table, "a").value <= gini.index(table, "a").value + 1e-12
    others = exposure.index(table, "b").value
    assert other * x.sum() == pytest.approx(others * (t - x).sum())


@settings(deadline=None)
@given(st.integers(20, 40), st.integers(0, 10), st.integers(1, 8))
def test_a_swap_towards_evenness_never_raises_an_index(high, low, moved):
    # Two units of 50: `moved` members change place with others from the richer unit.
    moved = min(moved, (high - low) // 2)
    before = counts((high, 50 - high), (low, 50 - low))
    after = counts((high - moved, 50 - high + moved), (low + moved, 50 - low - moved))
    for module in (*EVENNESS, isolation):
        assert module.index(after, "a").value <= module.index(before, "a").value + 1e-12
    for module in (gini, theil_h, variance_ratio):
        assert module.index(after, "a").value < module.index(before, "a").value


# --- bounds over suppressed cells -------------------------------------------------------


def _box(rows):
    low = np.array([r[0] for r in rows], float)
    high = np.array([r[0] + r[1] for r in rows], float)
    return low, high, np.array([r[0] + r[1] + r[2] for r in rows], float)


boxes = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(1, 9)), min_size=2, max_size=5
).filter(lambda rows: sum(r[0] for r in rows) > 0)


@settings(max_examples=60, deadline=None)
@given(boxes)
def test_bounds_hold_every_feasible_table_and_are_reached(rows):
    low, high, t = _box(rows)
    every = all_tables(low, high, t)
    for module in ALL:
        values = np.array([float(module.KERNEL.value(x, t)) for x in every])
        if not len(values):
            continue
        bounds = module.KERNEL.bounds(low, high, t)
        assert bounds == (pytest.approx(values.min()), pytest.approx(values.max()))


@settings(max_examples=60, deadline=None)
@given(boxes)
def test_bounds_by_totals_contain_the_exact_ones_and_reach_the_lower(rows):
    low, high, t = _box(rows)
    for module in (dissimilarity, isolation, theil_h, variance_ratio):
        exact = module.KERNEL.bounds(low, high, t)
        if isnan(exact[0]):
            continue
        by_total = module.KERNEL._by_total(low, high, t)
        assert by_total.min() == pytest.approx(exact[0], abs=1e-9)
        assert by_total.max() >= exact[1] - 1e-9


def test_many_suppressed_cells_get_proven_outer_bounds():
    t = np.full(40, 50.0)
    low, high = np.full(40, 1.0), np.full(40, 4.0)
    low[:10] = high[:10] = np.arange(10) * 5.0
    least, most = dissimilarity.KERNEL.bounds(low, high, t)
    rng = np.random.default_rng(1)
    draws = rng.integers(low, high + 1, size=(500, 40)).astype(float)
    values = dissimilarity.KERNEL.value(draws, t)
    assert least <= values.min() <= values.max() <= most
    assert all(isnan(bound) for bound in gini.KERNEL.bounds(low, high, t))


def test_too_many_suppressed_pupils_leave_the_bounds_unknown():
    t = np.full(40, 500.0)
    assert all(isnan(b) for b in dissimilarity.KERNEL.bounds(t * 0, t, t))


def test_bounds_without_any_defined_table_are_unknown():
    t = np.array([3.0, 4.0])
    zero = np.zeros(2)
    assert all(isnan(b) for b in gini.KERNEL.bounds(zero, zero, t))
    assert all(isnan(b) for b in theil_h.KERNEL.bounds(zero, zero, t))


def test_bounds_by_totals_skip_totals_without_an_index():
    t = np.array([1.0, 1.0])
    assert not len(dissimilarity.KERNEL._by_total(np.zeros(2), np.zeros(2), t))
