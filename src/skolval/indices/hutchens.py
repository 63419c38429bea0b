"""Hutchens' S (Hutchens kvadratrotsindex): additive over parts of the municipality.

Definition
----------
One minus the overlap of the group's and the rest's distributions over units. 0 when they are
the same, 1 when no unit holds both. Splits without remainder into between and within parts.

Formula
-------
S = 1 - sum_u sqrt((x_u / X) (y_u / Y)) = 1 - sqrt(1 - A(1/2))

where unit u has x_u pupils of the group and y_u others; X and Y are the totals.

Convention
----------
Symmetric in the two groups. Undefined (NaN) when either is empty; 0 with flag for one unit.

Random baseline
---------------
Exact with both margins fixed, from E[sqrt(k (t - k))] of the hypergeometric distribution.

Source
------
Hutchens, R. (2004). One measure of segregation. International Economic Review 45, 555-578.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "S"
FAMILY = "two_group"
REPORTED = False


def _terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
    return -np.sqrt(x * np.maximum(t - x, 0))


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    # Rounding may leave -1e-16 where every unit is alike.
    return np.maximum(1 + total / (pupils * np.sqrt(share * (1 - share))), 0)


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return S of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
