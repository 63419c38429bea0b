"""Pairs of pupil and school are drawn one by one, whatever the wishes (slumpvis placering).

A baseline to hold other mechanisms against: every acceptable pair is drawn in the order of
its lot and kept when the pupil has no place yet and the school has a seat left. Neither the
order of the wishes nor any priority plays a part. No seat that somebody without a place
could have is left empty.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching.market import Market

__all__ = ["random_placement"]


@njit(cache=True)
def _run(pupil, school, seats, order, taken):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    left = seats.copy()
    for entry in order:
        if taken[pupil[entry]] < 0 and left[school[entry]] > 0:
            left[school[entry]] -= 1
            taken[pupil[entry]] = entry


def random_placement(market: Market, lot: IntArray) -> IntArray:
    """Return the placement when pairs are drawn in the order of their lots.

    Parameters
    ----------
    lot : (e,) one number per entry, the smallest drawn first.

    Returns
    -------
    (n,) the entry each pupil takes, -1 none.
    """
    taken = np.full(market.pupils, -1, np.int64)
    order = np.argsort(lot, kind="stable")
    _run(market.pupil_of_entry(), market.school, market.seats, order, taken)
    return taken
