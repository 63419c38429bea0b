"""The straight lines of the evenness goals: never above the index, and as near as they say."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cities import city, make_problem, random_placement, tiny_problem
from skolval.domain.counts import Counts
from skolval.goals._support import MEASURES, SCALE, largest_error, lines
from skolval.registry import load

evenness = load("goal", "evenness")
SHARES = st.floats(0.01, 0.99)


def highest(found, p):
    slope, height = found
    return (slope * 1000 * p + height).max() / SCALE


@pytest.mark.parametrize("name", MEASURES)
@settings(deadline=None)
@given(share=SHARES, p=st.floats(0, 1), pieces=st.integers(4, 60))
def test_lines_lie_below_the_measure_and_within_the_largest_error(name, share, p, pieces):
    measure = MEASURES[name]
    found = lines(measure, share, pieces)
    true = float(measure.distance(np.array(p), share))
    assert -1e-9 <= true - highest(found, p) <= largest_error(measure, share, found) + 1e-9


@pytest.mark.parametrize("name", MEASURES)
@settings(deadline=None)
@given(share=SHARES)
def test_a_cell_of_the_common_composition_counts_nothing_and_more_lines_are_nearer(name, share):
    measure = MEASURES[name]
    assert 0 <= highest(lines(measure, share, 8), share) <= 1e-12
    errors = [largest_error(measure, share, lines(measure, share, n)) for n in (8, 32, 128)]
    assert errors == sorted(errors, reverse=True)


@pytest.mark.parametrize(
    ("name", "most"), [("variance_ratio", 0.0012), ("theil_h", 0.0014), ("hutchens", 0.0035)]
)
def test_the_errors_that_the_page_tells_are_true(name, most):
    measure = MEASURES[name]
    error = largest_error(measure, 0.3, lines(measure, 0.3, 40)) / measure.complete(0.3)
    assert 0.9 * most < error <= most
    assert f"{most}" in evenness.__doc__


@pytest.mark.parametrize("name", MEASURES)
def test_the_slope_is_the_derivative_and_touch_its_inverse(name):
    measure, p, share = MEASURES[name], np.linspace(0.03, 0.97, 40), 0.35
    step = 1e-6
    told = (measure.distance(p + step, share) - measure.distance(p - step, share)) / (2 * step)
    assert measure.slope(p, share) == pytest.approx(told, abs=1e-6)
    assert measure.touch(measure.slope(p, share), share) == pytest.approx(p, abs=1e-9)


def placed_town(seed):
    """A city in which everybody is placed somewhere at random, the group known by pupil."""
    rng = np.random.default_rng(seed)
    problem = city(pupils=90, units=5, areas=12, seed=seed)
    start = problem.options.start
    return problem, start[:-1] + rng.integers(0, np.diff(start))


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("seed", range(4))
def test_what_is_told_is_the_index_of_the_library_within_the_told_error(measure, seed):
    problem, chosen = placed_town(seed)
    params = evenness.Params(measure=measure, basis="pupil")
    told = evenness.reading(problem, chosen, params)
    unit = problem.unit_of_option()[chosen]
    member = problem.parties.member[:, 0]
    matrix = [[((unit == u) & (member == m)).sum() for m in (1, 0)] for u in range(5)]
    counts = Counts.of(np.array(matrix, float), groups=("g", "rest"))
    index = load("index", measure).index(counts, "g").value
    assert told["index"] == pytest.approx(index, abs=1e-9)
    assert 0 <= told["index"] - told["lines"] <= told["error"]
    drawn = evenness.value(problem, chosen, params)
    assert told["lines"] <= told["index"] + 1e-12
    assert drawn > 0


def test_isolation_and_atkinson_follow_from_the_measures_as_the_page_says():
    problem, chosen = placed_town(7)
    unit = problem.unit_of_option()[chosen]
    member = problem.parties.member[:, 0]
    matrix = [[((unit == u) & (member == m)).sum() for m in (1, 0)] for u in range(5)]
    counts = Counts.of(np.array(matrix, float), groups=("g", "rest"))
    value = {n: load("index", n).index(counts, "g").value
             for n in ("variance_ratio", "isolation", "hutchens", "atkinson")}  # fmt: skip
    share = member.mean()
    assert value["isolation"] == pytest.approx(share + (1 - share) * value["variance_ratio"])
    assert value["atkinson"] == pytest.approx(1 - (1 - value["hutchens"]) ** 2)


def test_one_unit_for_each_group_is_complete_segregation_and_a_mixed_pair_is_none():
    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[4, 4],
        grade=[0] * 4,
        member=[1, 1, 0, 0],
        options=[(i, o, 100, 0) for i in range(4) for o in (0, 1)],
    )
    start = problem.options.start[:-1]
    apart, mixed = (start + np.array(units) for units in ([0, 0, 1, 1], [0, 1, 0, 1]))
    for measure in MEASURES:
        params = evenness.Params(measure=measure, basis="pupil", pieces=200)
        assert evenness.value(problem, mixed, params) == 0
        told = evenness.reading(problem, apart, params)
        assert told["index"] == pytest.approx(1)
        assert told["lines"] == pytest.approx(1, abs=0.005)


def test_a_group_of_nobody_is_even_and_has_no_reading():
    problem = tiny_problem(np.random.default_rng(4))
    nobody = np.zeros_like(problem.parties.area_share)
    problem = problem.replace(parties=dataclasses.replace(problem.parties, area_share=nobody))
    chosen = random_placement(np.random.default_rng(1), problem)
    assert evenness.value(problem, chosen, evenness.Params()) == 0
    assert evenness.reading(problem, chosen, evenness.Params()) == {}


def test_by_unit_grades_may_even_each_other_out():
    """A is all of the group in one grade and nobody in the other: even over its grades."""
    problem = make_problem(
        offering_unit=[0, 0, 1, 1],
        offering_grade=[0, 1, 0, 1],
        seats=[4] * 4,
        grade=[0, 0, 1, 1],
        area_share=[1000, 0, 1000, 0],
        options=[(0, 0, 1, 0), (1, 2, 1, 0), (2, 3, 1, 0), (3, 1, 1, 0)],
    )
    chosen = problem.options.start[:-1]
    by_grade, by_unit = (
        evenness.value(problem, chosen, evenness.Params(per=per)) for per in ("grade", "unit")
    )
    assert by_unit == 0
    assert by_grade == pytest.approx(4 * 0.25 * SCALE, rel=0.01)
    assert not math.isnan(by_grade)
