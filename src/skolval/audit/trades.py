"""Who could gain by changing places (byten): a search for circles among offerings, no more.

An arrow goes from an offering to another that one of its pupils would rather be at. Pupils
along a circle of arrows could all move on to the next offering and gain. Where no seat that
anybody wants is empty, no circle means that nobody can gain without somebody losing.

Sources: Shapley & Scarf (1974); Erdil & Ergin (2008), whose circles use only the arrows of
those who go first among all that would rather be at the offering.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy.sparse import coo_array

from skolval.domain.problem import BoolArray, IntArray

__all__ = ["circle", "foremost"]


def foremost(offering: IntArray, level: IntArray, offerings: int) -> BoolArray:
    """Return who goes first, or level with the first, among those who want each offering."""
    first = np.full(offerings, np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, offering, level)
    front: BoolArray = level == first[offering]
    return front


def circle(source: IntArray, target: IntArray, offerings: int) -> tuple[IntArray, int]:
    """Return the arrows (row numbers) of one circle, and how many offerings lie on any circle.

    Parameters
    ----------
    source, target : offering of every arrow's pupil, and the one that the pupil would rather
        have.
    """
    # graphs are a third of what an audit loads, and few audits look for circles
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - see above

    graph = coo_array((np.ones(len(source), np.int8), (source, target)), (offerings, offerings))
    _count, part = connected_components(graph.tocsr(), directed=True, connection="strong")
    inside = np.flatnonzero((part[source] == part[target]) & (source != target))
    if not len(inside):
        return np.empty(0, np.int64), 0
    on_circles = len(np.unique(source[inside]))
    return _closed(source, target, inside), on_circles


def _closed(source: IntArray, target: IntArray, inside: IntArray) -> IntArray:
    """Return a shortest circle through the first arrow of those inside one part."""
    from scipy.sparse.csgraph import breadth_first_order  # noqa: PLC0415 - as in `circle`

    begin = int(inside[0])
    size = int(max(source[inside].max(), target[inside].max())) + 1
    arrows = coo_array((np.ones(len(inside), np.int8), (source[inside], target[inside])),
                       (size, size)).tocsr()  # fmt: skip
    _order, before = breadth_first_order(arrows, int(target[begin]), directed=True)
    path = [int(source[begin])]
    while path[-1] != int(target[begin]):
        path.append(int(before[path[-1]]))
    path.reverse()
    found = [begin]
    for a, b in pairwise(path):
        found.append(int(inside[(source[inside] == a) & (target[inside] == b)][0]))
    return np.array(found, np.int64)
