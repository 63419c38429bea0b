"""The two searches that stand in for scipy."""

from __future__ import annotations

from math import cos, exp, pi

import pytest

from skolval.indices._least import crossing, least


@pytest.mark.parametrize(
    ("function", "low", "high", "where"),
    [
        (lambda x: (x - 2) ** 2, 0, 5, 2),
        (cos, 2, 4, pi),
        (lambda x: x, 1, 3, 1),
        (lambda x: -x, 1, 3, 3),
        (lambda x: x * x, -1, 3, 0),
    ],
    ids=["parabola", "cosine", "low_end", "high_end", "zero"],
)
def test_the_least_value_is_found(function, low, high, where):
    assert least(function, low, high) == pytest.approx(where, abs=1e-7)


def test_the_crossing_of_a_falling_function_is_found_to_rounding():
    assert crossing(lambda x: exp(-x) - 0.25, 0, 9) == pytest.approx(1.3862943611198906, abs=1e-12)
