"""What an option row counts where a seat may be declined (förväntat värde av ett erbjudande)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["expected_each", "on_own_way"]

_SURE = 1000


def expected_each(problem: Problem, number: IntArray) -> IntArray:
    """Return `number`, one per option row, as it is expected to be.

    Who is offered a seat outwards counts in part there, as far as the seat is likely to be
    accepted, and in part at the guarantee school; rounded down. Without such seats: `number`.
    """
    if problem.services is None or problem.services.rides is None:
        return number
    rides = problem.services.rides
    rows = np.flatnonzero(rides.fallback >= 0)
    each = np.asarray(number, np.int64).copy()
    accept, elsewhere = rides.take_up[rows], each[rides.fallback[rows]]
    each[rows] = (each[rows] * accept + elsewhere * (_SURE - accept)) // _SURE
    return each


def on_own_way(problem: Problem) -> BoolArray | None:
    """Return (n_options,) which rows are no rides; None where none is a ride."""
    if problem.services is None:
        return None
    found: BoolArray = problem.options.mode == 0
    return found
