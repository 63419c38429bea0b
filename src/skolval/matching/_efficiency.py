"""Whether pupils could be better off without anybody being worse off."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray
from skolval.matching.market import Market

__all__ = ["improvable", "preferred"]


def preferred(market: Market, taken: IntArray) -> BoolArray:
    """Return (e,) which entries their pupils prefer to what they have."""
    limit = np.where(taken >= 0, taken, market.start[1:])
    wanted: BoolArray = np.arange(len(market.school)) < limit[market.pupil_of_entry()]
    return wanted


def improvable(market: Market, taken: IntArray) -> bool:
    """Say whether a wished seat is empty or a ring of pupils would gain by exchange."""
    m = len(market.seats)
    held = np.bincount(market.school[taken[taken >= 0]], minlength=m)
    wanted = np.flatnonzero(preferred(market, taken))
    if (held < market.seats)[market.school[wanted]].any():
        return True
    has = taken[market.pupil_of_entry()[wanted]]
    wanted, has = wanted[has >= 0], has[has >= 0]
    steps = np.unique(market.school[has] * m + market.school[wanted])
    return _has_ring(*np.divmod(steps, max(m, 1)), m)


def _has_ring(source: IntArray, sink: IntArray, nodes: int) -> bool:
    """Take away schools that nobody leaves or nobody enters until none or a ring is left."""
    while len(source):
        leaves = np.bincount(source, minlength=nodes) > 0
        kept = leaves[sink]
        if kept.all():
            return True
        source, sink = source[kept], sink[kept]
    return False
