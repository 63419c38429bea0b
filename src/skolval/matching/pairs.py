"""Stub: blocking entries."""

from __future__ import annotations

from skolval.domain.problem import IntArray
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["blocking_entries"]


def blocking_entries(
    market: Market,
    taken: IntArray,
    *,
    classes: SeatClasses | None = None,
    bounds: Bounds | None = None,
) -> IntArray:
    """Return the entries that block `taken`, ascending."""
    raise NotImplementedError
