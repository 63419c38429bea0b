"""Splits without remainder, at any depth, for every additive index."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.decomposition.nested import ADDITIVE, NOT_ADDITIVE, levels, split


def tables(groups=3):
    row = st.lists(st.integers(0, 30), min_size=groups, max_size=groups)
    return st.lists(row, min_size=2, max_size=8).map(lambda rows: np.array(rows, float))


@given(tables(), st.data())
@settings(max_examples=60, deadline=None)
def test_between_and_within_add_up(n, data):
    if (n.sum(axis=0) > 0).sum() < 2 or (n.sum(axis=1) == 0).any():
        return
    part = np.array(data.draw(st.lists(st.integers(0, 2), min_size=len(n), max_size=len(n))))
    part = np.unique(part, return_inverse=True)[1]
    for index in ADDITIVE:
        found = split(n, part, index)
        assert found.total == pytest.approx(found.between + found.within, abs=1e-9), index
        assert found.within == pytest.approx(sum(p.contribution for p in found.parts), abs=1e-12)


@pytest.mark.parametrize("index", sorted(NOT_ADDITIVE))
def test_d_and_gini_leave_a_remainder_that_is_not_called_within(index):
    n = np.array([[10, 30], [30, 10], [20, 20], [5, 35]], float)
    found = split(n, np.array([0, 0, 1, 1]), index)
    assert not found.additive
    assert found.parts == ()
    assert found.total == pytest.approx(found.between + found.within)


def test_providers_units_and_grades_are_levels_that_add_up():
    rng = np.random.default_rng(1)
    n = rng.integers(1, 40, (24, 3)).astype(float)
    provider, unit = np.repeat([0, 1], 12), np.repeat(np.arange(6), 4)
    found = levels(
        n, [("provider", provider), ("unit", unit), ("grade", np.arange(24))], "mutual_information"
    )
    assert [level.name for level in found] == ["provider", "unit", "grade"]
    whole = float(ADDITIVE["mutual_information"](n))
    assert sum(level.value for level in found) == pytest.approx(whole, abs=1e-12)
    assert found[-1].cumulative == pytest.approx(whole)
    assert found[0].value == pytest.approx(split(n, provider, "mutual_information").between)


def test_a_level_that_cuts_across_the_one_before_is_refused():
    n = np.ones((4, 2))
    with pytest.raises(ValueError, match="does not lie within"):
        levels(n, [("a", np.array([0, 0, 1, 1])), ("b", np.array([0, 1, 1, 2]))], "multigroup_h")


def test_a_part_with_a_single_group_adds_nothing_within():
    n = np.array([[10, 0], [20, 0], [5, 15], [15, 5]], float)
    found = split(n, np.array([0, 0, 1, 1]), "mutual_information")
    assert found.parts[0].value == 0
    assert found.total == pytest.approx(found.between + found.within)


def test_an_empty_part_has_no_value_and_no_weight():
    n = np.array([[10, 5], [0, 0], [5, 10]], float)
    found = split(n, np.array([0, 1, 2]), "multigroup_h")
    assert np.isnan(found.parts[1].value)
    assert found.parts[1].contribution == 0
    assert found.total == pytest.approx(found.between + found.within)
