"""Street network (gatunät): a connected planar net over the nodes, with a river to cross."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import minimum_spanning_tree
from scipy.spatial import Delaunay

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.geography import Geography
    from skolval.synth.profiles import Profile

__all__ = ["streets"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_KEPT = 0.70
_LONG = 1.32
_PENALTY = 1e7


def streets(
    profile: Profile, ground: Geography, *, seed: int
) -> tuple[pd.DataFrame, pd.DataFrame, IntArray]:
    """Join the nodes into streets: grid-like in towns, winding between them.

    The net is a thinned Gabriel graph plus its shortest spanning tree, so it is planar
    and every home can be reached; only some streets cross the river.

    Returns
    -------
    tuple
        Frames `nodes` and `edges`, and the edges as node rows (e, 2).

    Source: Gabriel and Sokal (1969), A new statistical approach to geographic variation
    analysis; relative neighbourhood graphs are a usual model of street nets.
    """
    rng = stream(seed, "streets")
    points = ground.points
    pairs, gabriel = _candidates(points)
    length = np.hypot(*(points[pairs[:, 0]] - points[pairs[:, 1]]).T)
    wet = _crosses_river(profile, ground, pairs)
    bridge = _bridges(ground, pairs, wet & gabriel)
    blocked = wet & ~bridge
    tree = _spanning(pairs, length + _PENALTY * blocked, len(points))
    local = np.minimum(ground.spacing[pairs[:, 0]], ground.spacing[pairs[:, 1]])
    diagonal = (length > _LONG * local) & (ground.town[pairs] >= 0).all(axis=1)
    chance = np.where(diagonal, 0.08, _KEPT)
    kept = tree | bridge | (gabriel & ~blocked & (rng.random(len(pairs)) < chance))
    pairs, length = pairs[kept], length[kept]
    winding = np.where((ground.town[pairs] >= 0).all(axis=1), 1.01, 1.08)
    metres = np.ceil(length * (winding + rng.exponential(0.03, len(pairs))))
    return *_frames(points, pairs, metres), pairs


def _candidates(points: FloatArray) -> tuple[IntArray, BoolArray]:
    """Return all Delaunay edges and whether each is a Gabriel edge."""
    corners = Delaunay(points).simplices.astype(np.int64)
    sides, opposite = [], []
    for a, b, c in ((0, 1, 2), (1, 2, 0), (2, 0, 1)):
        sides.append(np.sort(corners[:, [a, b]], axis=1))
        opposite.append(corners[:, c])
    every, apex = np.concatenate(sides), np.concatenate(opposite)
    to_first = points[every[:, 0]] - points[apex]
    to_second = points[every[:, 1]] - points[apex]
    acute = (to_first * to_second).sum(axis=1) > 0
    pairs, where = np.unique(every, axis=0, return_inverse=True)
    blunt = np.bincount(where.ravel(), ~acute, minlength=len(pairs))
    return pairs, blunt == 0


def _crosses_river(profile: Profile, ground: Geography, pairs: IntArray) -> BoolArray:
    """Return whether an edge joins the two banks of a river that winds from south to north."""
    if not profile.river:
        return np.zeros(len(pairs), np.bool_)
    centre, size = ground.towns[0], ground.radius[0]
    bend = 0.18 * size * np.sin((ground.points[:, 1] - centre[1]) / size * 1.7)
    bank = ground.points[:, 0] - centre[0] > bend + 0.12 * size
    return np.asarray(bank[pairs[:, 0]] != bank[pairs[:, 1]], np.bool_)


def _bridges(ground: Geography, pairs: IntArray, crossing: BoolArray) -> BoolArray:
    """Choose one crossing in every stretch of the river: short stretches in the main town."""
    bridge = np.zeros(len(pairs), np.bool_)
    rows = np.flatnonzero(crossing)
    if not len(rows):
        return bridge
    north = ground.points[pairs[rows, 0], 1] - ground.towns[0, 1]
    inside = np.abs(north) < ground.radius[0]
    stretch = np.where(
        inside, np.floor(north / (ground.radius[0] / 6)), np.floor(north / 5000) + 99
    )
    bridge[rows[np.unique(stretch, return_index=True)[1]]] = True
    return bridge


def _spanning(pairs: IntArray, weight: FloatArray, count: int) -> BoolArray:
    """Return which edges form a shortest spanning tree."""
    net = coo_matrix((weight, (pairs[:, 0], pairs[:, 1])), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(net).tocoo()
    low, high = np.minimum(tree.row, tree.col), np.maximum(tree.row, tree.col)
    key = low.astype(np.int64) * count + high
    return np.isin(pairs[:, 0] * count + pairs[:, 1], key)


def _frames(
    points: FloatArray, pairs: IntArray, metres: FloatArray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = np.array([f"n{number}" for number in range(1, len(points) + 1)])
    nodes = pd.DataFrame(
        {"node_id": ids, "x": points[:, 0].astype(np.int64), "y": points[:, 1].astype(np.int64)}
    )
    edges = pd.DataFrame(
        {
            "from_node": ids[pairs[:, 0]],
            "to_node": ids[pairs[:, 1]],
            "metres": metres.astype(np.int64),
            "oneway": np.zeros(len(pairs), np.bool_),
        }
    )
    return nodes, edges
