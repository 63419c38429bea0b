"""Several numbers in a row for every row: a join without a loop."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray

__all__ = ["spread"]


def spread(first: IntArray, width: IntArray) -> tuple[IntArray, IntArray]:
    """Return row number and position of `width` positions from `first` on, for every row."""
    rows = np.repeat(np.arange(len(first)), width)
    ahead = np.repeat(np.cumsum(width) - width, width)
    return rows, np.repeat(first, width) + np.arange(len(rows)) - ahead
