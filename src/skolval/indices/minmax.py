"""MinMax index MM (minmaxindex): one minus the overlap of two distributions, by their larger.

Definition
----------
The group's and the rest's distributions over units are laid on each other: what both cover,
divided by what either covers, is their likeness; the index is one minus that.

Formula
-------
MM = 1 - sum_u min(x_u / X, y_u / Y) / sum_u max(x_u / X, y_u / Y) = 2 D / (1 + D)

where unit u has x_u pupils of the group and y_u others; X and Y are the totals.

Convention
----------
A rescaled D. Undefined (NaN) when either group is empty; 0 with flag for a single unit.

Random baseline
---------------
The transform of the exact E0[D], which lies a little above the mean of MM.

Source
------
Described in the documentation of the Python package `segregation` (PySAL).
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "MM"
FAMILY = "two_group"
REPORTED = False


def _terms(x: FloatArray, t: FloatArray, share: FloatArray) -> FloatArray:
    return np.abs(x - t * share)


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    dissimilarity = total / (2 * pupils * share * (1 - share))
    return 2 * dissimilarity / (1 + dissimilarity)


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return MM of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
