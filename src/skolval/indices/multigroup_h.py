"""Theil's H of many groups (entropiindex, flera grupper): M as a share of the overall entropy.

Definition
----------
How much less mixed the units are than the municipality, as a share of how mixed it could be: 0
when every unit is as mixed as the whole, 1 when every unit holds a single group.

Formula
-------
H = M / E,  E = -sum_g P_g ln P_g

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit.

Random baseline
---------------
Exact with both margins fixed: E0[M] / E.

Source
------
Reardon, S. F. and Firebaugh, G. (2002). Measures of multigroup segregation. Sociological
Methodology 32, 33-67.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import (
    evaluate_groups,
    expected_entropy_sum,
    group_shares,
    overall_entropy,
)
from skolval.indices._kernel import xlogx

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "Hm"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    entropy = overall_entropy(n)
    inside = xlogx(n).sum(axis=(-2, -1)) - xlogx(t).sum(axis=(-2, -1))
    found: FloatArray = np.maximum((inside / total - xlogx(shares).sum(axis=(-2, -1))) / entropy, 0)
    return found


def expected(n: FloatArray) -> float:
    """Return the exact mean with both margins fixed."""
    t, shares, total = group_shares(n)
    inside = expected_entropy_sum(n) - float(xlogx(t).sum())
    return float((inside / total - xlogx(shares).sum()) / overall_entropy(n))


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, expected)
