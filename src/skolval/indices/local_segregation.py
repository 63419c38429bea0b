"""Local segregation L_u (lokal segregation): how much one unit's mix differs from the whole's.

Definition
----------
The information about a pupil's group that the name of this one unit carries. M is the mean of
L_u over pupils, so w_u L_u / M is the unit's part of the municipality's segregation.

Formula
-------
L_u = sum_g p_ug ln(p_ug / P_g),   M = sum_u w_u L_u,   w_u = t_u / T  (nats)

where p_ug is the share of group g in unit u and P_g its overall share.

Convention
----------
Natural logarithm. A unit without pupils has no L_u (NaN). L_u / E is on the scale of H.

Random baseline
---------------
E0[L_u] is exact for the unit's size, from E[k ln k] of the hypergeometric distribution. Small
units always look segregated: read L_u beside it.

Source
------
Alonso-Villar, O. and Del Río, C. (2010). Local versus overall segregation measures.
Mathematical Social Sciences 60, 30-38; Mora, R. and Ruiz-Castillo, J. (2011). Sociological
Methodology 41, 159-194.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._groups import group_shares
from skolval.indices._kernel import hypergeometric, xlogx

__all__ = ["FAMILY", "SYMBOL", "expected", "value"]

SYMBOL = "L"
FAMILY = "local"


def value(n: FloatArray) -> FloatArray:
    """Return (..., U) L_u of every unit; NaN for a unit without pupils."""
    t, shares, _total = group_shares(n)
    inside = xlogx(n / np.where(t > 0, t, 1)).sum(axis=-1)
    against = (n / np.where(t > 0, t, 1) * np.log(np.where(shares > 0, shares, 1))).sum(axis=-1)
    local: FloatArray = np.where(t[..., 0] > 0, np.maximum(inside - against, 0), np.nan)
    return local


def expected(n: FloatArray) -> FloatArray:
    """Return (U,) the exact mean of L_u when pupils are drawn by lot, by unit size."""
    t, shares, total = group_shares(n)
    sizes, which = np.unique(np.rint(t[:, 0]), return_inverse=True)
    members = np.rint(n.sum(axis=0))
    own = -float(xlogx(shares).sum())
    level = np.full(len(sizes), np.nan)
    for i in np.flatnonzero(sizes > 0):
        size, inside = float(sizes[i]), 0.0
        for group in members[members > 0]:
            k, probability = hypergeometric(float(group), float(np.rint(total)), size)
            inside += float(xlogx(k) @ probability)
        # E[p ln P_g] is P_g ln P_g for every group: the overall entropy.
        level[i] = inside / size - np.log(size) + own
    by_unit: FloatArray = level[which]
    return by_unit
