"""Stub: schools propose."""

from __future__ import annotations

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["school_proposing"]


def school_proposing(market: Market) -> IntArray:
    """Return the school-optimal stable placement."""
    raise NotImplementedError
