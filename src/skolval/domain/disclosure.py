"""Which small counts must be hidden (röjandekontroll), so that totals do not give them away.

Source: Skolverket's practice for published statistics (smallest shown count 5);
Offentlighets- och sekretesslagen 24 kap. 8 §; Hundepool et al. (2012), Statistical Disclosure
Control, on secondary suppression.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["SMALLEST", "few", "suppressed"]

SMALLEST = 5


def few(counts: IntArray) -> BoolArray:
    """Return which counts are of one to four pupils; none at all tells of nobody."""
    small: BoolArray = (counts > 0) & (counts < SMALLEST)
    return small


def suppressed(counts: IntArray) -> BoolArray:
    """Return which cells of a table with known row and column totals must be hidden.

    A few pupils are hidden; where a single cell of a row or column would be hidden, the least
    of the others goes with it, since the total would give it away.

    Parameters
    ----------
    counts : (rows, columns) whole, rows and columns that exclude each other.
    """
    hidden = few(counts)
    while True:
        extra = _companions(counts, hidden) | _companions(counts.T, hidden.T).T
        if not (extra & ~hidden).any():
            return hidden
        hidden = hidden | extra


def _companions(counts: IntArray, hidden: BoolArray) -> BoolArray:
    """Return for every row with one hidden cell the least of its shown ones, nonzero first."""
    extra = np.zeros_like(hidden)
    for row in np.flatnonzero(hidden.sum(axis=1) == 1):
        shown = np.flatnonzero(~hidden[row])
        if len(shown):
            order = np.lexsort((shown, counts[row, shown], counts[row, shown] == 0))
            extra[row, shown[order[0]]] = True
    return extra
