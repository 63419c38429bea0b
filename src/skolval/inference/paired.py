"""Two placements or years are compared in pairs (parvis jämförelse), with the part of chance.

Same pupils, two placements: were it all the same which placement a pupil follows, exchanging
each pupil's two units at random would change nothing; `paired_permutation` does that. Other
pupils (two years): the intervals of the two underlying values are combined (`difference`).

Source: Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect
measures: a general approach. Statistics in Medicine 27, 1693-1702, for the combination.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.inference.inversion import Interval
from skolval.inference.permutation import BLOCK

__all__ = ["Difference", "difference", "paired_permutation"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Second minus first. `p` two-sided, (1 + b) / (1 + B); `low`, `high` of the draws by lot."""

    value: float
    low: float
    high: float
    p: float
    draws: int


def paired_permutation(
    units: tuple[IntArray, IntArray],
    group: IntArray,
    index: Callable[[FloatArray], FloatArray],
    *,
    draws: int = 1000,
    seed: int = 1,
) -> Difference:
    """Return the difference of `index` between two placements of the same pupils.

    Parameters
    ----------
    units : (n,) unit codes of every pupil under the first and the second placement.
    group : (n,) group codes. index : a function of tables (..., U, K).

    Raises
    ------
    ValueError
        If the three arrays differ in length or hold a pupil without a unit.
    """
    first, second = units
    if not len(first) == len(second) == len(group):
        raise ValueError("both placements need the same pupils")
    if len(group) and min(int(first.min()), int(second.min()), int(group.min())) < 0:
        raise ValueError("a pupil without a unit or group cannot be compared")
    shape = (int(max(first.max(), second.max())) + 1, int(group.max()) + 1)

    def table(unit: IntArray) -> FloatArray:
        cells = np.bincount(unit * shape[1] + group, minlength=shape[0] * shape[1])
        return np.asarray(cells, np.float64).reshape(shape)

    value = float(index(table(second)) - index(table(first)))
    moved = np.flatnonzero(first != second)
    found = np.empty(draws)
    for start in range(0, draws, BLOCK):
        rng = np.random.default_rng([seed, start // BLOCK])
        for draw in range(start, min(start + BLOCK, draws)):
            swapped = moved[rng.random(len(moved)) < 0.5]
            a, b = first.copy(), second.copy()
            a[swapped], b[swapped] = second[swapped], first[swapped]
            found[draw] = float(index(table(b)) - index(table(a)))
    beyond = int((np.abs(found) >= abs(value) - 1e-12).sum())
    low, high = (float(q) for q in np.quantile(found, (0.025, 0.975)))
    return Difference(value, low, high, (1 + beyond) / (1 + draws), draws)


def difference(first: Interval, second: Interval) -> Interval:
    """Return the interval of the difference of two independent underlying values."""
    point = second.point - first.point
    down = np.hypot(second.point - second.low, first.high - first.point)
    up = np.hypot(second.high - second.point, first.point - first.low)
    reason = first.reason or second.reason
    return Interval(point, float(point - down), float(point + up), first.confidence, reason)
