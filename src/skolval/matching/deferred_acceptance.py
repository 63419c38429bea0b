"""Stub: deferred acceptance on a market."""

from __future__ import annotations

from skolval.domain.problem import IntArray
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["deferred_acceptance"]


def deferred_acceptance(
    market: Market, *, classes: SeatClasses | None = None, bounds: Bounds | None = None
) -> tuple[IntArray, int]:
    """Return the entry each pupil takes (-1 none) and how many proposals were made."""
    raise NotImplementedError
