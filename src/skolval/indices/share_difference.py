"""Difference in percentage points (skillnad i procentenheter): a unit's share minus the whole's.

Definition
----------
How many percentage points the group's share in a unit lies above (plus) or below (minus) the
municipality's: what Swedish media and boards use, often with a limit of 20 points.

Formula
-------
d_ug = 100 (p_ug - P_g)

where p_ug is the share of group g in unit u and P_g its overall share.

Convention
----------
NaN for a unit without pupils.

Random baseline
---------------
E0[d] = 0 for every unit; by lot it spreads with standard deviation
100 sqrt(P (1 - P) / t * (T - t) / (T - 1)).

Source
------
Used by Sveriges Radio (2020) and in municipal follow-ups.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._groups import group_shares

__all__ = ["FAMILY", "SYMBOL", "value"]

SYMBOL = "d"
FAMILY = "local"


def value(n: FloatArray) -> FloatArray:
    """Return (..., U, K) the difference of every unit and group, in percentage points."""
    t, shares, _total = group_shares(n)
    share = n / np.where(t > 0, t, 1)
    difference: FloatArray = np.where(t > 0, 100 * (share - shares), np.nan)
    return difference
