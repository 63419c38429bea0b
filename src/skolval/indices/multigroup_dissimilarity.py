"""Dissimilarity of many groups (olikhetsindex, flera grupper).

Definition
----------
The share of all pupils that would have to change unit for every unit to have the
municipality's mix, relative to the same share under complete separation.

Formula
-------
D = sum_u sum_g t_u abs(p_ug - P_g) / (2 T I),  I = sum_g P_g (1 - P_g)

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups it is D.

Random baseline
---------------
Exact with both margins fixed, from E abs(k - t P) by group.

Source
------
Morgan, B. S. (1975), Environment and Planning A 7, 47-60; Sakoda, J. M. (1981). A generalized
index of dissimilarity. Demography 18, 245-250.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, expected_absolute, group_shares, interaction

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "Dm"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    found: FloatArray = np.abs(n - t * shares).sum(axis=(-2, -1)) / (2 * total * interaction(n))
    return found


def expected(n: FloatArray) -> float:
    """Return the exact mean with both margins fixed."""
    return float(expected_absolute(n) / (2 * n.sum() * interaction(n)))


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, expected)
