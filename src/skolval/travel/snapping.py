"""Snapping (anslutning till gatunätet): where a door meets the street.

Points are tied to street *edges*, not to nodes: nodes would add 19 m on average and 46 m
at the 95th percentile, and a real appeal turned on 45 m.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from skolval.travel.barriers import Barriers
from skolval.travel.network import MICRO, Network
from skolval.travel.shapes import Shapes, lines_of

__all__ = ["REACH_METRES", "Snap", "gap_to", "snap"]

REACH_METRES = 300
"""Farther than this from every street, a door is not on the network at all.

Then the straight line x detour is used for all its distances. A larger reach would tie
doors outside a partial street extract to its frame and lead them round by it.
"""

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Snap:
    """The nearest point of the network, one per door.

    Parameters
    ----------
    edge : (n,) edge number. offset : (n,) metres along the edge from its start.
    gap : (n,) metres of the straight stretch from the door to the street.
    x, y : (n,) metres, where the stretch meets the street.
    """

    edge: IntArray
    offset: FloatArray
    gap: FloatArray
    x: FloatArray
    y: FloatArray

    def part(self, rows: slice | IntArray) -> Snap:
        """Return the snaps of some rows."""
        return Snap(self.edge[rows], self.offset[rows], self.gap[rows], self.x[rows], self.y[rows])

    def gaps(self) -> FloatArray:
        """Return the straight stretches in whole micrometres."""
        return np.rint(self.gap * MICRO)

    def along(self, network: Network) -> tuple[FloatArray, FloatArray]:
        """Return whole micrometres along the street to the edge's start and to its end."""
        length = network.micrometres[self.edge]
        to_start = np.minimum(np.rint(self.offset * MICRO), length)
        return to_start, length - to_start

    def ways_out(
        self, network: Network, *, arriving: bool = False
    ) -> tuple[FloatArray, FloatArray]:
        """Return micrometres along the street between the door and the edge's start and end.

        Infinite where the one-way edge forbids it; `arriving` looks at the way in. A door
        at a node may use every street of that node.
        """
        to_start, to_end = self.along(network)
        banned = network.oneway[self.edge]
        if arriving:
            return to_start, np.where(banned & (to_end > 1.0), np.inf, to_end)
        return np.where(banned & (to_start > 1.0), np.inf, to_start), to_end


def snap(x: FloatArray, y: FloatArray, *, network: Network) -> Snap:
    """Every door meets the street at the nearest point of the nearest edge that may be used.

    The offset is taken in proportion to the edge's own length, which is longer where the
    street winds more than its bends tell. Of equally near edges the first in the table is
    used, so that the same input gives the same metres. A door is never tied to a street behind
    a closed barrier; if there is none on its own side in reach, its gap is infinite.

    Parameters
    ----------
    x, y : (n,) metres, positions of the doors.
    """
    pieces = _pieces(network)
    lines = shapely.linestrings(np.stack([pieces.origin, pieces.origin + pieces.along], axis=1))
    tree = shapely.STRtree(np.asarray(lines, object))
    door, near = tree.query_nearest(shapely.points(x, y))
    piece = np.full(len(x), len(pieces.edge), np.int64)
    np.minimum.at(piece, door, near)
    if network.barriers.closed:
        piece, lost = _this_side(network.barriers, tree, (x, y), piece)
    else:
        lost = np.zeros(len(x), bool)
    origin, along = pieces.origin[piece], pieces.along[piece]
    square = np.einsum("ij,ij->i", along, along)
    to_door = np.column_stack([x, y]) - origin
    share = np.einsum("ij,ij->i", to_door, along) / np.where(square > 0, square, 1.0)
    share = np.clip(share, 0.0, 1.0)
    foot = origin + share[:, None] * along
    gap = np.where(lost, np.inf, np.hypot(x - foot[:, 0], y - foot[:, 1]))
    edge = pieces.edge[piece]
    done = pieces.before[piece] + share * pieces.length[piece]
    total = np.where(pieces.total[edge] > 0, pieces.total[edge], 1.0)
    return Snap(edge, done / total * network.metres[edge], gap, foot[:, 0], foot[:, 1])


def _this_side(
    barriers: Barriers,
    tree: shapely.STRtree,
    doors: tuple[FloatArray, FloatArray],
    piece: IntArray,
) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Return the nearest piece on each door's own side, and the doors that have none in reach."""
    points = np.asarray(shapely.points(*doors), object)
    stretches = np.asarray(shapely.shortest_line(points, tree.geometries[piece]), object)
    beyond = np.flatnonzero(barriers.shut(stretches))
    chosen, lost = piece.copy(), np.zeros(len(piece), bool)
    for door in beyond.tolist():
        near = tree.query(points[door], predicate="dwithin", distance=REACH_METRES)
        line = np.asarray(shapely.shortest_line(points[door], tree.geometries[near]), object)
        open_line = np.flatnonzero(~barriers.shut(line))
        lost[door] = not len(open_line)
        if len(open_line):
            away = shapely.length(line[open_line]).round(6)
            chosen[door] = near[open_line[np.lexsort((near[open_line], away))[0]]]
    return chosen, lost


def gap_to(shapes: Shapes, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return (n,) metres from each point to the nearest of some streets, infinite without any."""
    gaps = np.full(len(x), np.inf)
    if not len(shapes.x):
        return gaps
    tree = shapely.STRtree(lines_of(shapes))
    (door, _street), metres = tree.query_nearest(
        shapely.points(x, y), return_distance=True, all_matches=False
    )
    gaps[door] = metres
    return gaps


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The straight pieces of all edges, in the order of the edges.

    `before` is the drawn length of the edge up to the piece, `total` that of each edge.
    """

    edge: IntArray
    origin: FloatArray
    along: FloatArray
    length: FloatArray
    before: FloatArray
    total: FloatArray


def _pieces(network: Network) -> _Pieces:
    shapes = network.shapes
    number = np.repeat(np.arange(len(network.start)), np.diff(shapes.first))
    rows = np.flatnonzero(number[1:] == number[:-1])
    points = np.column_stack([shapes.x, shapes.y])
    along = points[rows + 1] - points[rows]
    length = np.hypot(along[:, 0], along[:, 1])
    edge = number[rows]
    first = np.searchsorted(edge, np.arange(len(network.start)))
    total = np.add.reduceat(length, first)
    reached = np.cumsum(length) - length
    before = np.maximum(reached - reached[first][edge], 0.0)
    return _Pieces(edge, points[rows], along, length, before, total)
