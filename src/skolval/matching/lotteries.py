"""Stub: many lotteries."""

from __future__ import annotations

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["draw_lots", "lottery_counts"]


def draw_lots(pupils: int, lotteries: int, *, seed: str) -> IntArray:
    """Return (lotteries, pupils) seeded lots, each row an order of the pupils."""
    raise NotImplementedError


def lottery_counts(market: Market, lots: IntArray) -> IntArray:
    """Return (e,) how often each entry was taken over the lotteries (rows of lots)."""
    raise NotImplementedError
