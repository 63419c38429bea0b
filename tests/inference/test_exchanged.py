"""Exchanged places: the same draws as one by one, for all indices at once."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.indices import multigroup_dissimilarity, multigroup_h
from skolval.inference.exchanged import exchanged, paired_differences
from skolval.inference.paired import paired_permutation
from skolval.inference.permutation import BLOCK

INDICES = {"h": multigroup_h.value, "d": multigroup_dissimilarity.value}


@pytest.fixture
def placements():
    rng = np.random.default_rng(0)
    return (rng.integers(0, 9, 200), rng.integers(0, 9, 200)), rng.integers(0, 2, 200)


def one_by_one(units, group, index, *, draws, seed):
    """The draws made pupil by pupil, one table after the other."""
    first, second = units
    shape = (int(max(first.max(), second.max())) + 1, int(group.max()) + 1)

    def table(unit):
        found = np.zeros(shape)
        np.add.at(found, (unit, group), 1)
        return found

    moved = np.flatnonzero(first != second)
    found = []
    for draw in range(draws):
        if draw % BLOCK == 0:
            rng = np.random.default_rng([seed, draw // BLOCK])
        swapped = moved[rng.random(len(moved)) < 0.5]
        a, b = first.copy(), second.copy()
        a[swapped], b[swapped] = second[swapped], first[swapped]
        found.append(float(index(table(b)) - index(table(a))))
    return float(index(table(second)) - index(table(first))), np.array(found)


def test_it_equals_the_draws_made_one_by_one(placements):
    units, group = placements
    together = paired_differences(units, group, INDICES, draws=600, seed=3)
    for name, index in INDICES.items():
        value, drawn = one_by_one(units, group, index, draws=600, seed=3)
        found = together[name]
        alone = paired_permutation(units, group, index, draws=600, seed=3)
        assert (alone.value, alone.p) == (pytest.approx(found.value), found.p)
        assert found.value == pytest.approx(value)
        assert (found.low, found.high) == pytest.approx(tuple(np.quantile(drawn, (0.025, 0.975))))
        assert found.p == (1 + (np.abs(drawn) >= abs(value) - 1e-12).sum()) / 601


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
