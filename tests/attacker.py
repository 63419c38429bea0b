"""What a reader of a published table can reckon of its hidden cells."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog


def ranges(cells, hidden):
    """The least and the most of each cell to a reader of the shown cells and every sum."""
    low, high = (cells.values.astype(np.float64) for _ in range(2))
    secret = np.flatnonzero(hidden)
    right = -(cells.sums @ np.where(hidden, 0, cells.values))
    for k, cell in enumerate(secret):
        for sign, bound in ((1.0, low), (-1.0, high)):
            cost = sign * (np.arange(len(secret)) == k)
            found = linprog(
                cost, A_eq=cells.sums[:, secret], b_eq=right, bounds=(0, 1e6), method="highs"
            )
            bound[cell] = sign * found.fun
    return low, high
