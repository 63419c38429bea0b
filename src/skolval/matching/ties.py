"""Stub: ties in priorities."""

from __future__ import annotations

from skolval.domain.problem import BoolArray, IntArray
from skolval.matching.market import Market

__all__ = ["admit_tied", "break_ties", "reject_tied", "tied"]


def tied(market: Market) -> BoolArray:
    """Return (e,) which entries share their key with another entry of the same school."""
    raise NotImplementedError


def break_ties(market: Market, lot: IntArray) -> Market:
    """Return the market with strict keys; lot (n,) by pupil or (e,) by entry."""
    raise NotImplementedError


def reject_tied(market: Market) -> IntArray:
    """Return the pupil-best placement where a group that does not fit is refused whole."""
    raise NotImplementedError


def admit_tied(market: Market) -> IntArray:
    """Return the pupil-best placement where the last group is admitted whole."""
    raise NotImplementedError
