"""Noding (knutpunkter): lines meet where their ends do, within a tolerance.

An end that lies on another line, not at its end, is a junction too and cuts that line. Lines
that only cross are left alone: they are mostly bridges and tunnels, and are counted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import KDTree

__all__ = ["Noded", "node_lines"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Lines = npt.NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Noded:
    """Lines as chains of nodes.

    Parameters
    ----------
    x, y : (N,) metres. names : (N,) of nodes. ways : node numbers of each line in order.
    moved : ends that were moved to where others end. cut : lines cut by others' ends.
    """

    x: FloatArray
    y: FloatArray
    names: npt.NDArray[np.str_]
    ways: list[IntArray]
    moved: int
    cut: int


def node_lines(lines: Lines, *, tolerance: float) -> Noded:
    """Return the lines with their ends joined.

    Parameters
    ----------
    lines : shapely lines in metres, none empty. tolerance : metres within which ends are one.
    """
    counts = shapely.get_num_coordinates(lines)
    last = np.cumsum(counts) - 1
    first = last - counts + 1
    points = shapely.get_coordinates(lines)
    ends = points[np.column_stack([first, last]).ravel()]
    cluster, places = _clusters(ends, tolerance)
    of_line = cluster.reshape(-1, 2)
    touching = _touching(lines, places, of_line.T, tolerance)
    ways: list[IntArray] = []
    inner: list[tuple[float, float]] = []
    for number in range(len(lines)):
        within = points[first[number] + 1 : last[number]]
        sequence = _sequence(lines[number], within, touching.get(number, ()), places)
        middle = []
        for node, place in sequence:
            middle.append(len(places) + len(inner) if node < 0 else node)
            if node < 0:
                inner.append(place)
        ways.append(np.array([of_line[number, 0], *middle, of_line[number, 1]], np.int64))
    every = np.concatenate([places, np.array(inner).reshape(-1, 2)])
    names = [f"n{i + 1}" for i in range(len(places))] + [f"b{i + 1}" for i in range(len(inner))]
    moved = int((np.abs(ends - places[cluster]).max(axis=1) > 0).sum())
    return Noded(every[:, 0], every[:, 1], np.array(names), ways, moved, len(touching))


def _clusters(ends: FloatArray, tolerance: float) -> tuple[IntArray, FloatArray]:
    """Return the node of every end, and the nodes' places: that of the first end in the file."""
    pairs = KDTree(ends).query_pairs(tolerance, output_type="ndarray")
    near = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ends),) * 2)
    _count, label = connected_components(near, directed=False)
    _labels, first, number = np.unique(label, return_index=True, return_inverse=True)
    return number.astype(np.int64), ends[first]


def _touching(
    lines: Lines, places: FloatArray, ends: IntArray, tolerance: float
) -> dict[int, list[int]]:
    """Return by line the nodes that lie on it but are not its own ends."""
    tree = shapely.STRtree(lines)
    node, line = tree.query(shapely.points(places), predicate="dwithin", distance=tolerance)
    other = (node != ends[0][line]) & (node != ends[1][line])
    found: dict[int, list[int]] = defaultdict(list)
    for one, at in zip(node[other].tolist(), line[other].tolist(), strict=True):
        found[at].append(one)
    return dict(found)


def _sequence(
    line: shapely.LineString,
    within: FloatArray,
    nodes: tuple[int, ...] | list[int],
    places: FloatArray,
) -> list[tuple[int, tuple[float, float]]]:
    """Return bends (-1) and nodes between a line's ends, in order along it."""
    bends = [(-1, (float(x), float(y))) for x, y in within]
    if not nodes:
        return bends
    met = [(node, (float(places[node][0]), float(places[node][1]))) for node in sorted(nodes)]
    at = shapely.line_locate_point(line, shapely.points([place for _n, place in met]))
    steps = np.hypot(*np.diff(shapely.get_coordinates(line), axis=0).T)
    gone = np.cumsum(steps)[:-1]
    order = np.argsort(np.concatenate([gone, at]), kind="stable")
    every = [*bends, *met]
    return [every[position] for position in order]
