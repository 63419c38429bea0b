"""Isolation xPx (isolering): the mean share of the own group that a group member meets.

Definition
----------
Pick a pupil of the group at random, then a pupil of the same unit at random: the
probability that the second belongs to the group too.

Formula
-------
xPx = sum_u (x_u / X) (x_u / t_u)

where unit u has x_u pupils of the group among t_u, and X is the group's total.

Convention
----------
The pupil may meet itself (not self-excluding). xPx moves with the group's share P even when
nobody's spread changes: compare it with P and with the variance ratio. Undefined (NaN) when
the group is empty; 1 when the group is everybody.

Random baseline
---------------
E0[xPx] = P + (1 - P) (U - 1) / (T - 1), exact with fixed unit sizes; U units, T pupils.

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

SYMBOL = "xPx"
FAMILY = "two_group"
REPORTED = True


def _terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
    return x * x / t


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return total / (pupils * share)


KERNEL = Separable(_terms, _of_total, evenness=False)


def index(counts: Counts, group: str) -> IndexValue:
    """Return the isolation of `group`."""
    return evaluate(counts, group, KERNEL)
