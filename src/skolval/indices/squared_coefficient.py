"""Squared coefficient of variation C (kvadrerad variationskoefficient).

Definition
----------
The chi-squared statistic of units by groups, per pupil and divided by its maximum K - 1: weighs
small groups as much as large ones.

Formula
-------
C = sum_u sum_g t_u (p_ug - P_g)^2 / (P_g T (K - 1)), K groups present

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups C = V.

Random baseline
---------------
E0[C] = (U - 1) / (T - 1), exact for any unit sizes.

Source
------
Reardon, S. F. and Firebaugh, G. (2002). Measures of multigroup segregation. Sociological
Methodology 32, 33-67.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, group_shares, variance_level

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "C"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    deviation = n - t * shares
    squares = deviation * deviation / np.where(t > 0, t, 1)
    inside = (squares / np.where(shares > 0, shares, 1)).sum(axis=(-2, -1))
    groups = (shares > 0).sum(axis=(-2, -1))
    found: FloatArray = inside / (total * np.maximum(groups - 1, 1))
    return found


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, variance_level)
