"""Pupils choose one after the other among the seats that are left (turordning).

Serial dictatorship: the order is the same at every school, such as one lottery for all. No
pupil can be made better off without another becoming worse off, and to list one's true
wishes is the best one can do; priorities of schools play no part beyond acceptability.

Source: Abdulkadiroğlu & Sönmez (1998), random serial dictatorship.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["serial_dictatorship"]


@njit(cache=True)
def _run(start, school, seats, order):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    left = seats.copy()
    taken = np.full(len(start) - 1, -1, np.int64)
    for i in order:
        for entry in range(start[i], start[i + 1]):
            if left[school[entry]] > 0:
                left[school[entry]] -= 1
                taken[i] = entry
                break
    return taken


def serial_dictatorship(market: Market, order: IntArray) -> IntArray:
    """Return the placement when pupils choose in `order`.

    Parameters
    ----------
    order : (n,) the pupils, the one who chooses first at the front.

    Returns
    -------
    (n,) the entry each pupil takes, -1 none.

    Source: Abdulkadiroğlu & Sönmez (1998).
    """
    taken: IntArray = _run(market.start, market.school, market.seats, order)
    return taken
