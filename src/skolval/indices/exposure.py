"""Exposure xPy (exponering): the mean share of all others that a group member meets.

Definition
----------
Pick a pupil of the group at random, then a pupil of the same unit at random: the
probability that the second does *not* belong to the group.

Formula
-------
xPy = sum_u (x_u / X) (y_u / t_u) = 1 - xPx

where unit u has x_u pupils of the group and y_u others among t_u, and X is the group's total.

Convention
----------
Others are everybody outside the group. Higher means more mixed, unlike the other indices.
Undefined (NaN) when the group is empty; 0 when the group is everybody.

Random baseline
---------------
E0[xPy] = (1 - P) (1 - (U - 1) / (T - 1)), exact with fixed unit sizes.

Source
------
Bell, W. (1954). A probability model for the measurement of ecological segregation. Social
Forces 32, 357-364; Lieberson, S. (1981). An asymmetrical approach to segregation.
"""

from __future__ import annotations

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "xPy"
FAMILY = "two_group"
REPORTED = True


def _terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
    return x * x / t


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return 1 - total / (pupils * share)


KERNEL = Separable(_terms, _of_total, evenness=False)


def index(counts: Counts, group: str) -> IndexValue:
    """Return the exposure of `group` to everybody else."""
    return evaluate(counts, group, KERNEL)
