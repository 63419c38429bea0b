"""Facets that whole counts of pupils obey and fractions do not (heltalshölje av avvikelsen).

A unit of 40 seats cannot be exactly 28.6 % of anything: |up a - down b| over whole numbers a of
members and b of others is 0 only where up a = down b. The linear relaxation does not know
that. The lower facets of the convex hull of the points (a, b, |up a - down b|) say it; a few
rows for each unit and group, and the root bound of a cohort rises by about one per cent.

The function is linear on either side of the line up a = down b, so the vertices of its hull
are lattice points next to that line or on the border of the region: a few hundred, however
large the unit. Facets are found in floating point and proven in whole numbers.
"""

from __future__ import annotations

import numpy as np
from scipy.spatial import ConvexHull, QhullError

from skolval.domain.problem import IntArray

__all__ = ["hull_facets"]

_EXACT = 1 << 62
"""Products beyond this would not be exact in 64 bits."""


def hull_facets(up: int, down: int, most: tuple[int, int, int]) -> IntArray:
    """Return rows (alpha, beta, tau, gamma): alpha a + beta b - tau t <= gamma for whole a and b.

    t is any number of at least |up a - down b|; the two rows that say just this are left out.

    Parameters
    ----------
    up : what one member adds to the deviation, down : what one of the others takes away;
        both positive, in 1/100,000 pupil.
    most : members, others, and pupils in all that the unit can take, whole.

    Returns
    -------
    (F, 4) whole numbers, tau > 0, sorted; empty where no facet is stronger than the two rows.

    Source
    ------
    Conforti, Cornuéjols & Zambelli (2014), Integer Programming, ch. 1.4 (the integer hull);
    the lattice points beside a line are Klein's polygon (1895).
    """
    points = _points(up, down, most)
    if len(points) < 4 or _too_large(points):
        return np.zeros((0, 4), np.int64)
    found = _facets(points)
    a, b, t = points.T
    holds = [
        row
        for row in found.tolist()
        if row[2] > 0
        and not _is_side(row, up, down)
        and (row[0] * a + row[1] * b - row[2] * t <= row[3]).all()
    ]
    return np.array(sorted(holds), np.int64).reshape(-1, 4)


def _points(up: int, down: int, most: tuple[int, int, int]) -> IntArray:
    """Return (P, 3) whole points (a, b, t) among which all vertices of the hull are."""
    members, others, pupils = most
    a = np.arange(min(members, pupils) + 1, dtype=np.int64)
    highest = np.minimum(others, pupils - a)
    below = np.minimum(up * a // down, highest)
    above = np.minimum(-(-up * a // down), highest)
    b = np.stack([np.zeros_like(a), below, above, highest])
    pairs = np.unique(np.c_[np.broadcast_to(a, b.shape).ravel(), b.ravel()], axis=0)
    points: IntArray = np.c_[pairs, np.abs(up * pairs[:, 0] - down * pairs[:, 1])]
    return points


def _too_large(points: IntArray) -> bool:
    a, b, t = (int(column.max()) for column in points.T)
    # A facet's coefficients are products of two differences; checked rows multiply once more.
    return 12 * a * b * t >= _EXACT


def _facets(points: IntArray) -> IntArray:
    """Return the planes through the triangles of the hull, divided by common factors."""
    scaled = points / np.maximum(points.max(axis=0), 1)
    try:
        triangles = points[ConvexHull(scaled).simplices]
    except QhullError:
        # All points lie in one plane or on one line: there is nothing to add.
        return np.zeros((0, 4), np.int64)
    one, two = triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    normal = np.cross(one, two)
    # The lower side: t >= (alpha a + beta b - gamma) / tau with tau positive.
    normal = np.where(normal[:, 2:] > 0, -normal, normal)
    gamma = (normal * triangles[:, 0]).sum(axis=1)
    rows = np.c_[normal[:, 0], normal[:, 1], -normal[:, 2], gamma]
    common = np.maximum(np.gcd.reduce(rows, axis=1), 1)
    facets: IntArray = np.unique(rows // common[:, None], axis=0)
    return facets


def _is_side(row: list[int], up: int, down: int) -> bool:
    alpha, beta, tau, gamma = row
    return gamma == 0 and {alpha * down + beta * up, abs(alpha) - tau * up} == {0}
