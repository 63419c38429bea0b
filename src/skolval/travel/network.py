"""Street network (gatunät): nodes and edges as arrays, as one mode may use them.

Only the largest connected part is used for distances, and others as large as a town's (an
island, a place whose link lies outside the extract), because a home on a cut-off stub would
otherwise be unreachable from everywhere. Lengths are whole micrometres, so that
sums are exact in any order and the same way has the same metres from both its ends.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skolval.domain.instance import Instance
from skolval.travel.barriers import Barriers, barriers_of
from skolval.travel.edges import Edges, edges_of
from skolval.travel.shapes import Shapes, lines_of, no_shapes

__all__ = ["MICRO", "Network", "network_of"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

MICRO = 1e6
"""Micrometres in a metre; whole ones up to 2**53 are exact as floats."""


_LEAST_NODES = 100
_LEAST_SHARE = 0.05
"""A part besides the largest is used if it has so many nodes, and this share of the largest's."""


def _nothing() -> IntArray:
    return np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Network:
    """A street network in whose parts every node can be reached from every other.

    On foot one-ways are left aside for that (a few streets bind pedestrians); by bicycle and
    car they count.

    Parameters
    ----------
    x, y : (N,) metres, position of each node.
    start, end : (E,) node numbers. metres : (E,) length along the street.
    oneway : (E,) True where only start -> end may be used.
    shapes : polyline of each edge. unsafe : (E,) unsafe for a child to walk along.
    speed : (E,) km/h. row : (E,) row of the instance's edges table.
    turned : (E,) the table tells the edge from `end` to `start`.
    node_row : (N,) row of the instance's nodes table. mode : walk, cycle or drive.
    part : (N,) the connected part of each node, 0 the largest.
    left_out : nodes outside the parts that are used. parts : number of connected parts.
    cut : polylines of the streets that lie outside them.
    barriers : what neither streets nor the stretch from a door to its street may cross.
    """

    x: FloatArray
    y: FloatArray
    start: IntArray
    end: IntArray
    metres: FloatArray
    oneway: BoolArray
    shapes: Shapes
    unsafe: BoolArray
    speed: FloatArray
    row: IntArray = field(default_factory=_nothing)
    turned: BoolArray = field(default_factory=lambda: np.empty(0, bool))
    node_row: IntArray = field(default_factory=_nothing)
    part: IntArray = field(default_factory=_nothing)
    mode: str = "walk"
    left_out: int = 0
    parts: int = 1
    cut: Shapes = field(default_factory=no_shapes)
    barriers: Barriers = field(default_factory=Barriers)

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.x)

    @property
    def micrometres(self) -> FloatArray:
        """The lengths as whole micrometres, at least one, so that every way is a real step."""
        return np.maximum(np.rint(self.metres * MICRO), 1.0)


def network_of(instance: Instance, mode: str = "walk") -> Network | None:
    """Return the large connected parts that `mode` may use, None when there are none.

    Edges from a node to itself are dropped: nobody goes round them on the shortest way.

    Raises
    ------
    InputError
        If an edge names a node that does not exist, or has no length or no shape.
    """
    if not len(instance.edges) or not len(instance.nodes):
        return None
    edges = edges_of(instance, mode)
    barriers = barriers_of(instance, mode)
    usable = (edges.start != edges.end) & (edges.forward | edges.backward)
    if barriers.closed or barriers.unsafe:
        lines = lines_of(edges.shapes)
        usable &= ~barriers.shut(lines)
        edges = replace(edges, unsafe=edges.unsafe | barriers.endangered(lines))
    real = np.flatnonzero(usable)
    if not len(real):
        return None
    x = instance.nodes["x"].to_numpy(np.float64)
    y = instance.nodes["y"].to_numpy(np.float64)
    return replace(_large_parts(_whole(x, y, edges, real, mode)), barriers=barriers)


def _whole(x: FloatArray, y: FloatArray, edges: Edges, real: IntArray, mode: str) -> Network:
    """Return all parts; an edge that may only be used backwards is told the other way round."""
    turned = ~edges.forward[real]
    start, end = edges.start[real], edges.end[real]
    return Network(
        x, y,
        start=np.where(turned, end, start),
        end=np.where(turned, start, end),
        metres=edges.metres[real],
        oneway=edges.forward[real] != edges.backward[real],
        shapes=edges.shapes.pick(real).turned(turned),
        unsafe=edges.unsafe[real],
        speed=edges.speed[real],
        row=real,
        turned=turned,
        node_row=np.arange(len(x), dtype=np.int64),
        mode=mode,
    )  # fmt: skip


def _large_parts(whole: Network) -> Network:
    """Return the largest part and every other that is a network in its own right."""
    parts, label = _parts(whole)
    sizes = np.bincount(label)
    large = (sizes >= _LEAST_NODES) & (sizes >= _LEAST_SHARE * sizes.max())
    large[int(sizes.argmax())] = True
    kept = large[label]
    number = np.cumsum(kept) - 1
    within = (label[whole.start] == label[whole.end]) & kept[whole.start]
    inside = np.flatnonzero(within)
    ranked = np.argsort(-sizes, kind="stable")
    rank = np.empty_like(ranked)
    rank[ranked] = np.arange(len(ranked))
    return Network(
        whole.x[kept],
        whole.y[kept],
        number[whole.start[inside]].astype(np.int64),
        number[whole.end[inside]].astype(np.int64),
        whole.metres[inside],
        whole.oneway[inside],
        shapes=whole.shapes.pick(inside),
        unsafe=whole.unsafe[inside],
        speed=whole.speed[inside],
        row=whole.row[inside],
        turned=whole.turned[inside],
        node_row=np.flatnonzero(kept).astype(np.int64),
        part=rank[label[kept]],
        mode=whole.mode,
        left_out=int((~kept).sum()),
        parts=parts,
        cut=whole.shapes.pick(np.flatnonzero(~within)),
    )


def _parts(whole: Network) -> tuple[int, IntArray]:
    """Return how many parts there are, and the part of each node."""
    both = ~whole.oneway
    row = np.concatenate([whole.start, whole.end[both]])
    column = np.concatenate([whole.end, whole.start[both]])
    shape = (whole.n_nodes, whole.n_nodes)
    links = coo_array((np.ones(len(row)), (row, column)), shape=shape)
    strong = whole.mode != "walk"
    parts, label = connected_components(
        links, directed=strong, connection="strong" if strong else "weak"
    )
    return int(parts), label.astype(np.int64)
