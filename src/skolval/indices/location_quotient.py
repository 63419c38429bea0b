"""Location quotient (lokaliseringskvot): a group's share in a unit over its overall share.

Definition
----------
2 means that the unit has twice the municipality's share of the group, 0 that it has none.

Formula
-------
LQ_ug = p_ug / P_g

where p_ug is the share of group g in unit u and P_g its overall share.

Convention
----------
NaN for a unit without pupils and for a group that nobody belongs to.

Random baseline
---------------
E0[LQ] = 1 for every unit and group; its spread grows as units shrink.

Source
------
Isard, W. (1960). Methods of regional analysis.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._groups import group_shares

__all__ = ["FAMILY", "SYMBOL", "value"]

SYMBOL = "LQ"
FAMILY = "local"


def value(n: FloatArray) -> FloatArray:
    """Return (..., U, K) the quotient of every unit and group."""
    t, shares, _total = group_shares(n)
    known = (t > 0) & (shares > 0)
    safe = np.where(known, t * shares, 1)
    quotient: FloatArray = np.where(known, n / safe, np.nan)
    return quotient
