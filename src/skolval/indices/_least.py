"""Where a function of one number is least or passes zero, without loading scipy.

Loading scipy takes longer than computing every index of a table.
"""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt

__all__ = ["crossing", "least"]

_GOLDEN = (sqrt(5) - 1) / 2


def least(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where `function`, with one dip between `low` and `high`, is least (golden section)."""
    a, b = low, high
    c, d = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
    at_c, at_d = function(c), function(d)
    while b - a > 1e-12 * max(abs(a), abs(b), 1e-3):
        if at_c < at_d:
            b, d, at_d = d, c, at_c
            c = b - _GOLDEN * (b - a)
            at_c = function(c)
        else:
            a, c, at_c = c, d, at_d
            d = a + _GOLDEN * (b - a)
            at_d = function(d)
    return (a + b) / 2


def crossing(function: Callable[[float], float], low: float, high: float) -> float:
    """Return where the falling `function` passes zero between `low` and `high` (bisection)."""
    a, b = low, high
    while b - a > 1e-13 * max(abs(a), abs(b), 1.0):
        middle = (a + b) / 2
        if function(middle) > 0:
            a = middle
        else:
            b = middle
    return (a + b) / 2
