"""Moving (byte av skolenhet): leaving a unit where one goes today and could have stayed."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import UNWISHED, BoolArray, IntArray, Problem

__all__ = ["could_stay", "moves"]


def could_stay(problem: Problem) -> BoolArray:
    """Return (n_parties,) who has an option at the current unit."""
    stays: BoolArray = np.zeros(len(problem.parties), np.bool_)
    stays[problem.options.party[_at_current(problem)]] = True
    return stays


def moves(problem: Problem, *, unless_wished: bool = False) -> IntArray:
    """Return for every option the pupils who would leave a unit where they could have stayed.

    Parameters
    ----------
    unless_wished : leaving for a unit that was wished for is no move.
    """
    options = problem.options
    leaves = could_stay(problem)[options.party] & ~_at_current(problem)
    if unless_wished:
        leaves &= options.rank == UNWISHED
    moved: IntArray = np.where(leaves, problem.parties.size[options.party], 0)
    return moved


def _at_current(problem: Problem) -> BoolArray:
    at_current: BoolArray = (
        problem.unit_of_option() == problem.parties.current_unit[problem.options.party]
    )
    return at_current
