"""School-proposing deferred acceptance (skolorna väljer först), for comparison.

Every school asks its first pupils, up to its seats; each pupil keeps the best school on the own
list and refuses the rest, whose schools ask on. Of all stable placements it is the best for
every school and the worst for every pupil.

Source: Gale & Shapley (1962); Roth & Sotomayor (1990).
"""

from __future__ import annotations

import numpy as np
from numba import njit

from skolval.domain.problem import IntArray
from skolval.matching._entries import sorted_by_school
from skolval.matching.market import Market

__all__ = ["school_proposing"]


@njit(cache=True)
def _run(order, low, school, pupil, seats):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202 - numba infers
    taken = np.full(pupil[-1] + 1 if len(pupil) else 0, -1, np.int64)
    turn, held = low[:-1].copy(), np.zeros(len(seats), np.int64)
    # A school is on the stack at most once: it is put back only by the school that is asking.
    stack = np.arange(len(seats))[::-1].copy()
    waiting = len(stack)
    listed = np.ones(len(seats), np.bool_)
    while waiting > 0:
        waiting -= 1
        s = stack[waiting]
        listed[s] = False
        while held[s] < seats[s] and turn[s] < low[s + 1]:
            entry = order[turn[s]]
            turn[s] += 1
            before = taken[pupil[entry]]
            if before != -1 and before < entry:
                continue
            taken[pupil[entry]] = entry
            held[s] += 1
            if before != -1:
                other = school[before]
                held[other] -= 1
                if not listed[other]:
                    listed[other] = True
                    stack[waiting] = other
                    waiting += 1
    return taken


def school_proposing(market: Market) -> IntArray:
    """Each school gets the best pupils who have no better school that asks them.

    Parameters
    ----------
    market : keys of one school differ; where they do not, the pupil of the smaller number goes
        first.

    Returns
    -------
    taken : (n,) entry of each pupil, -1 without a place.
    """
    order, low = sorted_by_school(market)
    found = _run(order, low, market.school, market.pupil_of_entry(), market.seats)
    taken = np.full(market.pupils, -1, np.int64)
    taken[: len(found)] = found
    return taken
