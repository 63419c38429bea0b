"""Two placements or years are compared in pairs (parvis jämförelse), with the part of chance.

Same pupils, two placements: were it all the same which placement a pupil follows, exchanging
each pupil's two units at random would change nothing; `paired_permutation` does that. Other
pupils (two years): the intervals of the two underlying values are combined (`difference`).

Source: Zou, G. Y. and Donner, A. (2008). Construction of confidence limits about effect
measures: a general approach. Statistics in Medicine 27, 1693-1702, for the combination.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.inference.exchanged import Difference, paired_differences
from skolval.inference.inversion import Interval

__all__ = ["difference", "paired_permutation"]


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
    group : (n,) group codes. index : a function of one table (U, K).

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

    def each(tables: FloatArray) -> FloatArray:
        return np.array([float(index(table)) for table in tables])

    return paired_differences(units, group, {"index": each}, draws=draws, seed=seed)["index"]


def difference(first: Interval, second: Interval) -> Interval:
    """Return the interval of the difference of two independent underlying values."""
    point = second.point - first.point
    down = np.hypot(second.point - second.low, first.high - first.point)
    up = np.hypot(second.high - second.point, first.point - first.low)
    reason = first.reason or second.reason
    return Interval(point, float(point - down), float(point + up), first.confidence, reason)
