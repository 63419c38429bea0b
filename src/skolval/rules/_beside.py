"""Which parties live beside each other: pairs in neighbouring areas, of one grade."""

from __future__ import annotations

import numpy as np

from skolval.domain.ground import neighbours
from skolval.domain.problem import IntArray, Problem

__all__ = ["beside"]


def beside(problem: Problem) -> tuple[IntArray, IntArray]:
    """Return (party, other) for parties of one grade in neighbouring areas, both ways, sorted."""
    none = np.zeros(0, np.int64)
    if problem.ground is None:
        return none, none
    parties, n = problem.parties, len(problem.area_ids)
    start, neighbour = neighbours(problem.ground.pairs, n)
    by = np.flatnonzero(parties.area >= 0)
    by = by[np.argsort(parties.area[by], kind="stable")]
    first = np.searchsorted(parties.area[by], np.arange(n + 1))
    mine = np.flatnonzero(parties.area >= 0)
    party, area = _spread(mine, start, neighbour, parties.area[mine])
    party, other = _spread(party, first, by, area)
    same = parties.grade[party] == parties.grade[other]
    party, other = party[same], other[same]
    order = np.lexsort((other, party))
    return party[order], other[order]


def _spread(
    name: IntArray, start: IntArray, values: IntArray, key: IntArray
) -> tuple[IntArray, IntArray]:
    """Return each name once for every value that its key has in the CSR (start, values)."""
    width = start[key + 1] - start[key]
    ahead = np.repeat(start[key] - np.r_[0, np.cumsum(width)[:-1]], width)
    return np.repeat(name, width), values[ahead + np.arange(width.sum())]
