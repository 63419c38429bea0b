"""Which small counts are never told (röjandekontroll); see also the room `disclosure`.

Source: Skolverket's practice for published statistics (smallest shown count 5);
Offentlighets- och sekretesslagen 24 kap. 8 §.
"""

from __future__ import annotations

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["SMALLEST", "few"]

SMALLEST = 5


def few(counts: IntArray) -> BoolArray:
    """Return which counts are of one to four pupils; none at all tells of nobody."""
    small: BoolArray = (counts > 0) & (counts < SMALLEST)
    return small
