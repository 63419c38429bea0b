"""Goals that are a sum over placed parties: each option row counts a whole number."""

from __future__ import annotations

import numpy as np

from skolval.domain.expected_rows import expected_each
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear

__all__ = ["by_pupil", "linear", "summed"]


def by_pupil(problem: Problem, number: IntArray) -> IntArray:
    """Return `number`, one per option row and pupil, times the pupils of the row's party.

    Who is offered a seat outwards and may decline it counts as expected, see
    `domain.expected_rows`.
    """
    times: IntArray = expected_each(problem, number) * problem.parties.size[problem.options.party]
    return times


def summed(worth: IntArray, chosen: IntArray) -> int:
    """Return what the chosen rows count together; a party without a place counts nothing."""
    return int(worth[chosen[chosen >= 0]].sum())


def linear(worth: IntArray, constant: int = 0) -> Linear:
    """Return the expression whose value is `summed` and the constant."""
    columns = np.flatnonzero(worth).astype(np.int64)
    return Linear(columns, worth[columns], constant)
