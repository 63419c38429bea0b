"""Street network (gatunät): nodes and edges as arrays.

Only the largest connected part is used for distances, because a home on a cut-off
stub would otherwise be unreachable from everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = ["Network", "edge_arrays", "network_of"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Network:
    """A street network in which every node can be reached from every other, leaving one-ways aside.

    Parameters
    ----------
    x, y : (N,) metres, position of each node.
    start, end : (E,) node numbers. metres : (E,) length along the street.
    oneway : (E,) True where only start -> end may be walked.
    left_out : nodes outside the largest connected part. parts : number of connected parts.
    """

    x: FloatArray
    y: FloatArray
    start: IntArray
    end: IntArray
    metres: FloatArray
    oneway: BoolArray
    left_out: int = 0
    parts: int = 1

    @property
    def n_nodes(self) -> int:
        """How many nodes there are."""
        return len(self.x)


def network_of(instance: Instance) -> Network | None:
    """Return the largest connected part of the instance's streets, None when it has none.

    Edges from a node to itself are dropped: nobody walks round them on the shortest way.

    Raises
    ------
    InputError
        If an edge names a node that does not exist or has no length.
    """
    if not len(instance.edges) or not len(instance.nodes):
        return None
    start, end, metres, oneway = edge_arrays(instance)
    real = start != end
    if not real.any():
        return None
    x = instance.nodes["x"].to_numpy(np.float64)
    y = instance.nodes["y"].to_numpy(np.float64)
    whole = Network(x, y, start[real], end[real], metres[real], oneway[real])
    return _largest_part(whole)


def edge_arrays(instance: Instance) -> tuple[IntArray, IntArray, FloatArray, BoolArray]:
    """Return start node, end node, metres and whether it is one-way of every street.

    Raises
    ------
    InputError
        If a street names an unknown node or has no length.
    """
    ids = pd.Index(instance.nodes["node_id"].astype(str))
    edges = instance.edges
    start = np.asarray(ids.get_indexer(pd.Index(edges["from_node"].astype(str))), np.int64)
    end = np.asarray(ids.get_indexer(pd.Index(edges["to_node"].astype(str))), np.int64)
    metres = edges["metres"].to_numpy(np.float64)
    oneway = np.asarray(edges["oneway"].fillna(value=False), bool)
    bad = (start < 0) | (end < 0) | ~(metres >= 0)
    if bad.any():
        raise InputError(_edge_faults(edges, np.flatnonzero(bad)))
    return start, end, metres, oneway


def _edge_faults(edges: pd.DataFrame, rows: IntArray) -> list[Fault]:
    return [
        Fault(
            _(
                "The street from {start} to {end} ({metres} m) names an unknown node or has "
                "no length."
            ).format(
                start=edges["from_node"].iloc[row],
                end=edges["to_node"].iloc[row],
                metres=edges["metres"].iloc[row],
            ),
            file="edges",
            row=int(row) + 2,
            rule="reference",
            remedy=_("Name nodes of the nodes table and give a length of 0 m or more."),
        )
        for row in rows[:20]
    ]


def _largest_part(whole: Network) -> Network:
    ones = np.ones(len(whole.start))
    links = coo_array((ones, (whole.start, whole.end)), shape=(whole.n_nodes, whole.n_nodes))
    parts, label = connected_components(links, directed=False)
    sizes = np.bincount(label)
    kept = label == int(sizes.argmax())
    number = np.cumsum(kept) - 1
    inside = kept[whole.start]
    return Network(
        whole.x[kept],
        whole.y[kept],
        number[whole.start[inside]].astype(np.int64),
        number[whole.end[inside]].astype(np.int64),
        whole.metres[inside],
        whole.oneway[inside],
        left_out=int((~kept).sum()),
        parts=int(parts),
    )
