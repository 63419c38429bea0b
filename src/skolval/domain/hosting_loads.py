"""Who goes to which group of a placement (gruppernas elever)."""

from __future__ import annotations

import numpy as np

from skolval.domain.hosting import NO_HOST, Hosting
from skolval.domain.placement import Placement
from skolval.domain.problem import IntArray, Problem

__all__ = ["host_of_party", "hosting_told", "pupils_of_host"]


def hosting_told(problem: Problem) -> Hosting:
    """Return the hosting of a problem that has one.

    Raises
    ------
    ValueError
        If it has none.
    """
    if problem.hosting is None:
        raise ValueError("the problem has no groups")
    return problem.hosting


def host_of_party(problem: Problem, placement: Placement) -> IntArray:
    """Return the host whose group each party goes to, `NO_HOST` for none."""
    hosting = hosting_told(problem)
    if not len(hosting.option_host):
        return np.full(len(placement.chosen), NO_HOST, np.int64)
    row = hosting.option_host[np.maximum(placement.chosen, 0)]
    host: IntArray = np.where(placement.placed, row, NO_HOST)
    return host


def pupils_of_host(problem: Problem, placement: Placement) -> IntArray:
    """Return (H,) pupils who are ever in the groups of each host during the plan."""
    host = host_of_party(problem, placement)
    inside = host != NO_HOST
    found = np.zeros(len(hosting_told(problem)), np.int64)
    np.add.at(found, host[inside], problem.parties.size[inside])
    return found
