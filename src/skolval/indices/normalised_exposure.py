"""Normalised exposure P (normaliserad exponering).

Definition
----------
The mean over groups of revised isolation: how much more each group meets itself than it would
in even units, weighted by group size.

Formula
-------
P = (1 / T) sum_u sum_g t_u (p_ug - P_g)^2 / (1 - P_g)

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups P = V.

Random baseline
---------------
E0[P] = (U - 1) / (T - 1), exact for any unit sizes.

Source
------
James, F. J. (1986), Sociological Methodology; Reardon, S. F. and Firebaugh, G. (2002).
Measures of multigroup segregation. Sociological Methodology 32, 33-67.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, group_shares, variance_level

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "P"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    deviation = n - t * shares
    squares = deviation * deviation / np.where(t > 0, t, 1)
    found: FloatArray = (squares / np.where(shares < 1, 1 - shares, 1)).sum(axis=(-2, -1)) / total
    return found


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, variance_level)
