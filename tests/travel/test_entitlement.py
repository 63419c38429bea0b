"""Entitlement to school transport by distance."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.travel import LIMITS, entitled


@pytest.mark.parametrize(
    ("place", "kilometres"),
    [
        ("uppsala", (2, 4, 4)),
        ("norrkoping", (2, 3, 5)),
        ("boden", (2, 3, 5)),
        ("skovde", (2, 3, 4)),
        ("harnosand", (2, 3, 4)),
    ],
)
def test_the_published_limits_by_stage(place, kilometres):
    assert LIMITS[place].metres == tuple(km * 1000 for km in kilometres)
    assert LIMITS[place].source


def test_exactly_the_limit_is_not_above_it():
    metres = np.array([2000, 2001, 4000, 4001, 4001])
    stage = np.array([0, 0, 1, 1, 2])
    found = entitled(metres, stage, LIMITS["uppsala"].metres)
    assert found.tolist() == [False, True, False, True, True]


def test_an_unknown_distance_entitles_to_nothing():
    assert not entitled(np.array([-1]), np.array([0]), (2000, 4000, 4000))[0]


def test_a_whole_table_of_distances_is_judged_at_once():
    metres = np.array([[1000, 3000], [1000, 5000]])
    stage = np.array([[0], [1]])
    assert entitled(metres, stage, (2000, 4000, 4000)).tolist() == [[False, True], [False, True]]
