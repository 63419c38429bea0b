"""Snapping (anslutning till gatunätet): where a door meets the street.

Points are tied to street *edges*, not to nodes: nodes would add 19 m on average and 46 m
at the 95th percentile, and a real appeal turned on 45 m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from skolval.travel.network import Network

__all__ = ["Snap", "snap"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_AT_NODE_M = 1e-6
"""Closer to an end of the edge than this (metres) is at the node itself."""


@dataclass(frozen=True, slots=True)
class Snap:
    """The nearest point of the network, one per door.

    Parameters
    ----------
    edge : (n,) edge number. offset : (n,) metres along the edge from its start.
    gap : (n,) metres of the straight stretch from the door to the street.
    """

    edge: IntArray
    offset: FloatArray
    gap: FloatArray

    def part(self, rows: slice | IntArray) -> Snap:
        """Return the snaps of some rows."""
        return Snap(self.edge[rows], self.offset[rows], self.gap[rows])

    def ways_out(
        self, network: Network, *, arriving: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """Return metres along the street between the door and the edge's start and end.

        Infinite where the one-way edge forbids it; `arriving` looks at the way in. A door
        at a node may use every street of that node.
        """
        length = network.metres[self.edge]
        to_start, to_end = self.offset, length - self.offset
        banned = network.oneway[self.edge]
        if arriving:
            return to_start, np.where(banned & (to_end > _AT_NODE_M), np.inf, to_end)
        return np.where(banned & (to_start > _AT_NODE_M), np.inf, to_start), to_end


def snap(x: FloatArray, y: FloatArray, *, network: Network) -> Snap:
    """Every door meets the street at the nearest point of the nearest edge.

    Edges are straight between their nodes; the offset is taken in proportion to the
    edge's own length, which is longer where the street winds. Of equally near edges the
    first in the table is used, so that the same input gives the same metres.

    Parameters
    ----------
    x, y : (n,) metres, positions of the doors.
    """
    ends = np.stack(
        [
            np.column_stack([network.x[network.start], network.y[network.start]]),
            np.column_stack([network.x[network.end], network.y[network.end]]),
        ],
        axis=1,
    )
    tree = shapely.STRtree(np.asarray(shapely.linestrings(ends), object))
    door, near = tree.query_nearest(shapely.points(x, y))
    edge = np.full(len(x), len(network.start), np.int64)
    np.minimum.at(edge, door, near)
    origin, along = ends[edge, 0], ends[edge, 1] - ends[edge, 0]
    square = np.einsum("ij,ij->i", along, along)
    to_door = np.column_stack([x, y]) - origin
    share = np.einsum("ij,ij->i", to_door, along) / np.where(square > 0, square, 1.0)
    share = np.clip(share, 0.0, 1.0)
    foot = origin + share[:, None] * along
    gap = np.hypot(x - foot[:, 0], y - foot[:, 1])
    return Snap(edge, share * network.metres[edge], gap)
