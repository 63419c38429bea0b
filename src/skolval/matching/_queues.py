"""Every school's entries in the order the school admits them."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["entry_lot", "queues"]


def queues(market: Market, lot: IntArray | None = None) -> tuple[IntArray, IntArray]:
    """Return where each school's queue starts, (m + 1,), and the entries in it, (e,).

    Parameters
    ----------
    lot : (e,) who goes first among equal keys; without it, the first pupil.
    """
    keys = (market.key, market.school) if lot is None else (lot, market.key, market.school)
    entries = np.lexsort(keys).astype(np.int64)
    count = np.bincount(market.school, minlength=len(market.seats))
    start = np.concatenate([[0], np.cumsum(count)]).astype(np.int64)
    return start, entries


def entry_lot(market: Market, lot: IntArray) -> IntArray:
    """Return the lot of every entry; `lot` is one number per pupil or one per entry."""
    if len(lot) == len(market.school):
        return lot
    per_entry: IntArray = lot[market.pupil_of_entry()]
    return per_entry
