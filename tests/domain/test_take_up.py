"""How many accept a seat: by hand, and as laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skolval.domain.services import TakeUp
from skolval.domain.take_up import SENSITIVITY, accepting, expected

RULE = TakeUp(share=500, per_minute=5, per_point=4, least=20, most=600)


@pytest.mark.parametrize(
    ("minutes", "points", "permille"),
    [
        (0, 0, 500),
        (30, 0, 350),  # 500 - 5 x 30
        (30, 10, 310),  # ... - 4 x 10 points less of the group than at home
        (30, -10, 390),
        (0, -50, 600),  # 700, but never more than `most`
        (200, 0, 20),  # below nothing, but never less than `least`
    ],
)
def test_minutes_and_unlikeness_take_from_those_who_accept(minutes, points, permille):
    assert accepting(RULE, np.array([minutes]), np.array([points])).tolist() == [permille]


def test_the_sensitivity_turns_all_of_it():
    minutes, points = np.array([30]), np.array([0])
    told = {
        name: accepting(RULE, minutes, points, factor=factor)[0] for name, factor in SENSITIVITY
    }
    assert told == {"low": 175, "middle": 350, "high": 525}


def test_those_expected_are_rounded_half_upwards():
    assert expected(np.array([500]), np.array([1])) == 1
    assert expected(np.array([499]), np.array([1])) == 0
    assert expected(np.array([250, 250]), np.array([1, 2])) == 1


@given(st.integers(0, 300), st.integers(0, 300), st.integers(-100, 100))
def test_a_longer_ride_is_never_accepted_by_more(short, further, points):
    both = accepting(RULE, np.array([short, short + further]), np.array([points, points]))
    assert RULE.least <= both[1] <= both[0] <= RULE.most
