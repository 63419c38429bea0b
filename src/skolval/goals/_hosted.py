"""Goals about pupils in groups: which options take a seat in one, and where they are."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray, Problem

__all__ = ["in_groups", "pupils_in_groups"]


def in_groups(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return the option rows that take a seat in a group, and the pupils of each."""
    hosting = problem.hosting
    if hosting is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = np.flatnonzero(hosting.option_host >= 0)
    return rows, problem.parties.size[problem.options.party[rows]]


def pupils_in_groups(problem: Problem, chosen: IntArray) -> IntArray:
    """Return (n_units,) the pupils whom a placement puts in groups at each unit."""
    rows, size = in_groups(problem)
    mine = np.isin(rows, chosen[chosen >= 0])
    pupils = np.zeros(len(problem.unit_ids), np.int64)
    np.add.at(pupils, problem.unit_of_option()[rows[mine]], size[mine])
    return pupils
