"""How far pupils have: to the nearest option, and to the unit where they go today."""

from __future__ import annotations

import numpy as np

from skolval.domain.expected_rows import on_own_way
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["NO_WAY", "least_way", "today_way"]

NO_WAY = np.int64(np.iinfo(np.int64).max)
"""Way of a party that has none of the options asked about."""


def least_way(problem: Problem, way: IntArray, among: BoolArray | None = None) -> IntArray:
    """Return (n_parties,) the least `way` of the party's options, `NO_WAY` without any.

    Parameters
    ----------
    way : (n_options,) metres or minutes. among : (n_options,) options that count, None for all
        on foot or own way: how near a unit lies is not told by a bus.
    """
    party = problem.options.party
    among = on_own_way(problem) if among is None else among
    least = np.full(len(problem.parties), NO_WAY)
    rows = np.arange(len(party)) if among is None else np.flatnonzero(among)
    np.minimum.at(least, party[rows], way[rows])
    return least


def today_way(problem: Problem) -> IntArray:
    """Return (n_parties,) metres to the current unit, `NO_WAY` where none is an option."""
    at_current = problem.unit_of_option() == problem.parties.current_unit[problem.options.party]
    at_current &= problem.options.mode == 0
    return least_way(problem, problem.options.metres, at_current)
