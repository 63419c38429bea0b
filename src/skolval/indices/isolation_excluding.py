"""Self-excluding isolation (isolering utan eleven själv): the own group's share among the others.

Definition
----------
Pick a pupil of the group at random, then *another* pupil of the same unit: the probability
that the second belongs to the group too. In small units plain isolation is high only because
pupils meet themselves; this one is not.

Formula
-------
xPx* = sum_u (x_u / X) (x_u - 1) / (t_u - 1)

where unit u has x_u pupils of the group among t_u, and X is the group's total.

Convention
----------
A pupil alone in a unit meets nobody and counts as 0. Undefined (NaN) when the group is empty;
1 when the group is everybody (and no unit has a single pupil).

Random baseline
---------------
E0 = (X - 1) / (T - 1) when every unit has two pupils or more: the same for any unit sizes.

Source
------
Åslund, O. and Skans, O. N. (2009). How to measure segregation conditional on the distribution
of covariates. Journal of Population Economics 22, 971-981.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "xPx*"
FAMILY = "two_group"
REPORTED = False


def _terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
    return np.where(t > 1, x * (x - 1) / np.maximum(t - 1, 1), 0.0)


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return total / (pupils * share)


KERNEL = Separable(_terms, _of_total, evenness=False)


def index(counts: Counts, group: str) -> IndexValue:
    """Return the self-excluding isolation of `group`."""
    return evaluate(counts, group, KERNEL)
