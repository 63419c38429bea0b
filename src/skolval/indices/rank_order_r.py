"""Rank-order R (rangordnad varianskvot): segregation by a continuous value, by variances.

Definition
----------
As rank-order H with the variance ratio at every threshold. It equals how much less two pupils
of the same unit differ in rank than two pupils of the municipality.

Formula
-------
R^R = 6 int p (1 - p) R(p) dp = 1 - sum_u w_u GMD_u / GMD

where GMD is the mean absolute difference between the percentile ranks of two pupils drawn
with replacement, in the municipality and in unit u; w_u = t_u / T.

Convention
----------
Only the order of the values counts; ties share their mean rank. Undefined (NaN) when the value
does not vary; 0 with flag for a single unit.

Random baseline
---------------
E0[R^R] = (U - 1) / (T - 1), exact for any unit sizes.

Source
------
Reardon, S. F. (2011). Measures of income segregation, section on the rank-order variance ratio.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._values import PupilValues, evaluate_values

__all__ = ["FAMILY", "SYMBOL", "index"]

SYMBOL = "RR"
FAMILY = "continuous"


def _sum_of_differences(value: FloatArray, weight: FloatArray, start: IntArray) -> FloatArray:
    """Return, per block of sorted values, the weighted sum of abs(a - b) over all pairs.

    Parameters
    ----------
    start : first row of every block; values rise within a block.
    """
    total = np.add.reduceat(weight, start)
    block = np.repeat(np.arange(len(start)), np.diff(np.append(start, len(value))))
    before = np.concatenate([[0.0], np.cumsum(total)])[block]
    below = np.cumsum(weight) - before - weight
    lead = weight * value * (2 * below + weight - total[block])
    sums: FloatArray = 2 * np.add.reduceat(lead, start)
    return sums


def _value(values: PupilValues) -> float:
    _levels, level = np.unique(values.value, return_inverse=True)
    count = np.bincount(level, values.weight)
    rank = ((np.cumsum(count) - count / 2) / count.sum())[level]
    order = np.lexsort((rank, values.unit))
    start = np.asarray(np.searchsorted(values.unit[order], np.arange(values.units)), np.int64)
    inside = _sum_of_differences(rank[order], values.weight[order], start)
    whole = np.argsort(rank, kind="stable")
    overall = _sum_of_differences(rank[whole], values.weight[whole], np.zeros(1, np.int64))[0]
    sizes = values.sizes()
    within = float((inside / sizes).sum()) / float(sizes.sum())
    return max(1.0 - within / (float(overall) / float(sizes.sum()) ** 2), 0.0)


def index(values: PupilValues) -> IndexValue:
    """Return R^R from pupil data."""
    pupils = float(values.weight.sum())
    level = (values.units - 1) / (pupils - 1) if pupils > 1 else float("nan")
    return evaluate_values(values, _value, level)
