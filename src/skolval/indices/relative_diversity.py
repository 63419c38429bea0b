"""Relative diversity R (relativ mångfald): the part of Simpson's interaction lost within units.

Definition
----------
Two pupils at random differ in group with probability I in the municipality; R is how much
less often two pupils of the same unit do, as a share of I.

Formula
-------
R = sum_u sum_g t_u (p_ug - P_g)^2 / (T I),  I = sum_g P_g (1 - P_g)

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups R = V.

Random baseline
---------------
E0[R] = (U - 1) / (T - 1), exact for any unit sizes.

Source
------
Goodman, L. A. and Kruskal, W. H. (1954), Journal of the American Statistical Association 49,
732-764; Carlson, S. M. (1992). Trends in race/sex occupational inequality. Social Problems 39,
268-290.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, group_shares, interaction, variance_level

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "R"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    deviation = n - t * shares
    squares = (deviation * deviation / np.where(t > 0, t, 1)).sum(axis=(-2, -1))
    found: FloatArray = squares / (total * interaction(n))
    return found


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, variance_level)
