"""How long do two areas run along each other? By equal corners, or within a tolerance."""

from __future__ import annotations

import numpy as np
import shapely

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray, IntArray
from skolval.sources.crs import ShapeArray

__all__ = ["Pairs", "along", "beside", "matching", "mismatched", "overlapping", "shared_metres"]

Pairs = tuple[IntArray, IntArray]
_CENTIMETRE = 0.01


def matching(shapes: ShapeArray) -> tuple[Pairs, FloatArray]:
    """Return the pairs of shapes that share stretches corner by corner, and the metres shared.

    Corners are compared in whole centimetres; a stretch counts where both ends are the same.
    """
    rings = shapely.get_rings(shapes, return_index=True)
    corner, ring = shapely.get_coordinates(rings[0], return_index=True)
    same_ring = ring[1:] == ring[:-1]
    owner = rings[1][ring[:-1]][same_ring]
    grid = np.rint(corner / _CENTIMETRE).astype(np.int64)
    ends = np.c_[grid[:-1], grid[1:]][same_ring]
    back = (ends[:, 0] > ends[:, 2]) | ((ends[:, 0] == ends[:, 2]) & (ends[:, 1] > ends[:, 3]))
    ends[back] = ends[back][:, [2, 3, 0, 1]]
    order = np.lexsort((owner, *ends.T))
    ends, owner = ends[order], owner[order]
    twin = (ends[1:] == ends[:-1]).all(axis=1) & (owner[1:] != owner[:-1])
    at = np.flatnonzero(twin)
    metres = np.hypot(*(ends[at, :2] - ends[at, 2:]).T) * _CENTIMETRE
    pairs, which = np.unique(np.c_[owner[at], owner[at + 1]], axis=0, return_inverse=True)
    total = np.bincount(which.reshape(-1), metres, minlength=len(pairs)).astype(np.float64)
    return (pairs[:, 0], pairs[:, 1]), total


def beside(shapes: ShapeArray, within: float) -> Pairs:
    """Return the pairs of shapes at most `within` metres apart, the smaller index first."""
    tree = shapely.STRtree(shapes)
    west, south, east, north = shapely.bounds(shapes).T
    wide = shapely.box(west - within, south - within, east + within, north + within)
    one, other = tree.query(wide)
    later = one < other
    one, other = one[later].astype(np.int64), other[later].astype(np.int64)
    shapely.prepare(shapes)
    near = shapely.dwithin(shapes[one], shapes[other], within)
    return one[near], other[near]


def along(shapes: ShapeArray, pairs: Pairs, within: float) -> ShapeArray:
    """Return the parts of the first areas' borders that lie within a distance of the second."""
    one, other = pairs
    first, second = shapely.bounds(shapes[one]), shapely.bounds(shapes[other])
    low = np.maximum(first[:, :2], second[:, :2]) - 2 * within
    high = np.minimum(first[:, 2:], second[:, 2:]) + 2 * within
    # Only the part where the two boxes meet matters: what lies farther away is not drawn round.
    frame = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    near = shapely.buffer(shapely.intersection(shapes[other], frame), within, quad_segs=4)
    border = shapely.intersection(shapely.boundary(shapes[one]), frame)
    found: ShapeArray = shapely.intersection(border, near)
    return found


def mismatched(shapes: ShapeArray, gap: float) -> FloatArray:
    """Return the metres of each area's border that do not match its neighbours' (a coverage)."""
    # Numbers that differ in the tenth decimal are the same place.
    rounded = shapely.set_precision(shapes, _CENTIMETRE, mode="pointwise")
    edges = shapely.coverage_invalid_edges(rounded, gap_width=gap)
    metres: FloatArray = shapely.length(edges)
    return metres


def overlapping(shapes: ShapeArray, pairs: Pairs, most: float) -> BoolArray:
    """Return which pairs overlap by more than the part `most` of the smaller area."""
    one, other = shapes[pairs[0]], shapes[pairs[1]]
    common = shapely.area(shapely.intersection(one, other))
    over: BoolArray = common > most * np.minimum(shapely.area(one), shapely.area(other))
    return over


def shared_metres(shapes: ShapeArray, pairs: Pairs, tolerance: float) -> FloatArray:
    """Return how many metres of border each pair shares within the tolerance, ends taken away.

    A corner that touches, and either end of a shared stretch, run within a distance of the
    other area too, for a length in proportion to that distance: twice the length within it
    less the length within its double leaves what is shared in truth. A border that is near in
    parts and a little farther in others counts by its near parts once they outweigh corners.
    """
    near = shapely.length(along(shapes, pairs, tolerance))
    wide = shapely.length(along(shapes, pairs, 2 * tolerance))
    shared: FloatArray = np.maximum(2 * near - wide, near - _SHARPEST * tolerance)
    return shared


_SHARPEST = 12
"""Tolerances of border that a corner of 10 degrees, the sharpest looked for, lies near."""
