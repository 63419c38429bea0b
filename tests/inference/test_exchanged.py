"""Exchanged places: the same draws as one by one, for all indices at once."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.indices import multigroup_dissimilarity, multigroup_h
from skolval.inference.exchanged import exchanged, paired_differences
from skolval.inference.paired import paired_permutation

INDICES = {"h": multigroup_h.value, "d": multigroup_dissimilarity.value}


@pytest.fixture
def placements():
    rng = np.random.default_rng(0)
    return (rng.integers(0, 9, 200), rng.integers(0, 9, 200)), rng.integers(0, 2, 200)


def test_it_equals_the_permutation_of_one_index(placements):
    units, group = placements
    found = paired_differences(units, group, INDICES, draws=600, seed=3)
    for name, index in INDICES.items():
        one = paired_permutation(units, group, index, draws=600, seed=3)
        assert found[name].p == one.p
        assert (found[name].value, found[name].low, found[name].high) == (
            pytest.approx(one.value), pytest.approx(one.low), pytest.approx(one.high)
        )  # fmt: skip


def test_every_draw_keeps_the_pupils_of_each_pair(placements):
    units, group = placements
    blocks = list(exchanged(units, group, draws=10, seed=1))
    both = blocks[0][0] + blocks[0][1]
    for a, b in blocks:
        assert (a + b == both).all()
        assert (a >= 0).all()
        assert (b >= 0).all()


def test_a_placement_against_itself_never_differs(placements):
    (first, _second), group = placements
    found = paired_differences((first, first), group, INDICES, draws=20)["h"]
    assert (found.value, found.low, found.high, found.p) == (0.0, 0.0, 0.0, 1.0)
