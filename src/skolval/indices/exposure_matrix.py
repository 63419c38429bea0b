"""Exposure matrix (exponeringsmatris): whom a pupil of each group meets, group by group.

Definition
----------
Pick a pupil of group a at random, then a pupil of the same unit at random: the probability
that the second belongs to group b. The diagonal is isolation; every row sums to 1.

Formula
-------
aPb = sum_u (n_ua / X_a) (n_ub / t_u)

where unit u has n_ua pupils of group a among t_u, and X_a is the group's total.

Convention
----------
The pupil may meet itself. Two groups that share no unit have exposure 0, not a missing value;
the row of a group that nobody belongs to is undefined (NaN).

Random baseline
---------------
E0[aPb] = P_b (1 - (U - 1) / (T - 1)) off the diagonal, P_a + (1 - P_a)(U - 1) / (T - 1) on it.

Source
------
Bell, W. (1954). Social Forces 32, 357-364; Lieberson, S. (1981). An asymmetrical approach to
segregation.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._groups import group_shares

__all__ = ["FAMILY", "SYMBOL", "expected", "value"]

SYMBOL = "aPb"
FAMILY = "matrix"


def value(n: FloatArray) -> FloatArray:
    """Return the (..., K, K) matrix: row a meets column b; rows of empty groups are NaN."""
    t, _shares, _total = group_shares(n)
    met = np.swapaxes(n, -1, -2) @ (n / np.where(t > 0, t, 1))
    totals = n.sum(axis=-2)[..., :, None]
    matrix: FloatArray = np.where(totals > 0, met / np.where(totals > 0, totals, 1), np.nan)
    return matrix


def expected(n: FloatArray) -> FloatArray:
    """Return the exact (K, K) mean with both margins fixed."""
    _t, shares, total = group_shares(n)
    if total <= 1:
        return np.full((n.shape[1], n.shape[1]), np.nan)
    level = ((n.sum(axis=1) > 0).sum() - 1) / (total - 1)
    share = shares[0]
    matrix = np.repeat(share[None, :] * (1 - level), len(share), axis=0)
    matrix += np.eye(len(share)) * level
    filled: FloatArray = np.where((share > 0)[:, None], matrix, np.nan)
    return filled
