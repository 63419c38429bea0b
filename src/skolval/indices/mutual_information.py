"""Mutual information M (ömsesidig information): what the unit tells about the group.

Definition
----------
The mean amount of information about a pupil's group that the unit's name carries (and the
reverse). Decomposes without remainder over any nesting of units or of groups.

Formula
-------
M = sum_u w_u sum_g p_ug ln(p_ug / P_g),  w_u = t_u / T  (nats)

where p_ug is the share of group g in unit u and P_g its overall share.

Convention
----------
Natural logarithm; divide by ln 2 for bits. Groups that nobody belongs to are dropped; 0 when a
single group is present, 0 with flag for a single unit. At most the lesser of ln K and ln U.

Random baseline
---------------
Exact with both margins fixed, from E[k ln k]; about (U - 1)(K - 1) / (2 T).

Source
------
Theil, H. and Finizza, A. J. (1971), Journal of Mathematical Sociology 1, 187-193; Mora, R. and
Ruiz-Castillo, J. (2011). Entropy-based segregation indices. Sociological Methodology 41, 159-194.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, expected_entropy_sum, group_shares
from skolval.indices._kernel import xlogx

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "M"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    t, shares, total = group_shares(n)
    inside = xlogx(n).sum(axis=(-2, -1)) - xlogx(t).sum(axis=(-2, -1))
    # Rounding may leave -1e-16 where every unit is alike.
    found: FloatArray = np.maximum(inside / total - xlogx(shares).sum(axis=(-2, -1)), 0)
    return found


def expected(n: FloatArray) -> float:
    """Return the exact mean with both margins fixed."""
    t, shares, total = group_shares(n)
    inside = expected_entropy_sum(n) - float(xlogx(t).sum())
    return float(inside / total - xlogx(shares).sum())


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, expected, alone=0.0)
