"""Search (vägsökning): from every node the shortest way to some doors, by Dijkstra's method.

One search per door on the reversed network finds the way from every node at once. Of equally
long ways the one is taken whose next street stands first in the table, so that a way is the
same however it is found.

Source: Dijkstra (1959), A note on two problems in connexion with graphs, as in SciPy.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from skolval.travel.network import Network
from skolval.travel.snapping import Snap

__all__ = ["Arcs", "Search", "arcs_to", "next_arcs", "reversed_matrix", "searched", "totals"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Arcs:
    """Every direction in which an edge may be used, and the last stretch to each door.

    Parameters
    ----------
    tail, head : (A,) node numbers, in order of tail; door `i` is node number `n_nodes + i`.
    edge : (A,) edge number; for the last stretch the edge on which the door stands.
    micrometres : (A,) whole ones. weight : (A,) what the search adds up.
    size : nodes and doors together.
    """

    tail: IntArray
    head: IntArray
    edge: IntArray
    micrometres: FloatArray
    weight: FloatArray
    size: int


@dataclass(frozen=True, slots=True)
class Search:
    """Arcs, and (size, doors) the weight of the best way from every node to some doors."""

    arcs: Arcs
    best: FloatArray


def arcs_to(network: Network, doors: Snap, factor: float = 1.0) -> Arcs:
    """Return the arcs on which a way may lead to the doors; unsafe metres weigh `factor`."""
    n_edges = len(network.start)
    number = np.arange(n_edges)
    door = network.n_nodes + np.arange(len(doors.edge))
    to_start, to_end = doors.ways_out(network, arriving=True)
    both = ~network.oneway
    length = network.micrometres
    # The door reached from its edge's start has gone `to_start` along the edge.
    tail = [network.start, network.end[both], network.start[doors.edge], network.end[doors.edge]]
    head = [network.end, network.start[both], door, door]
    edge = np.concatenate([number, number[both], doors.edge, doors.edge])
    metres = np.concatenate([length, length[both], to_start, to_end])
    weight = np.where(network.unsafe[edge], np.rint(metres * factor), metres)
    row, column = np.concatenate(tail), np.concatenate(head)
    usable = np.flatnonzero(np.isfinite(metres))
    order = usable[np.lexsort((edge[usable], row[usable]))]
    return Arcs(
        row[order].astype(np.int64), column[order].astype(np.int64), edge[order].astype(np.int64),
        metres[order], weight[order], network.n_nodes + len(door),
    )  # fmt: skip


def reversed_matrix(arcs: Arcs) -> csr_array:
    """Return the reversed arcs with one entry per pair of nodes; parallels would be added up."""
    order = np.lexsort((arcs.weight, arcs.tail, arcs.head))
    row, column, weight = arcs.head[order], arcs.tail[order], arcs.weight[order]
    first = np.r_[True, (row[1:] != row[:-1]) | (column[1:] != column[:-1])]
    row, column, weight = row[first], column[first], weight[first]
    pointer = np.searchsorted(row, np.arange(arcs.size + 1))
    return csr_array((weight, column, pointer), shape=(arcs.size, arcs.size))


def searched(backwards: csr_array, doors: IntArray) -> FloatArray:
    """Return (size, doors) weights of the best way from every node, infinite where there is none.

    Rows by node: a home then reads one stretch of memory for all doors.
    """
    found: FloatArray = np.ascontiguousarray(dijkstra(backwards, indices=doors).T)
    return found


def next_arcs(arcs: Arcs, best: FloatArray) -> IntArray:
    """Return (size, doors) the arc by which the best way leaves each node, -1 at its end."""
    n_arcs = len(arcs.tail)
    tight = best[arcs.tail] == arcs.weight[:, None] + best[arcs.head]
    tight &= np.isfinite(best[arcs.head])
    candidate = np.where(tight, np.arange(n_arcs)[:, None], n_arcs)
    tails, first = np.unique(arcs.tail, return_index=True)
    leaving = np.full(best.shape, -1, np.int64)
    lowest = np.minimum.reduceat(candidate, first, axis=0)
    leaving[tails] = np.where(lowest < n_arcs, lowest, -1)
    return leaving


def totals(arcs: Arcs, leaving: IntArray, worth: FloatArray) -> FloatArray:
    """Return (size, doors) the sum of `worth` over the arcs of each node's best way.

    Every node's way doubles in each round, so a way of a thousand streets takes ten.
    """
    size, doors = leaving.shape
    column = np.arange(doors)[None, :]
    gone = leaving >= 0
    here = np.where(gone, arcs.head[leaving], np.arange(size)[:, None])
    told = np.where(gone, worth[leaving], 0.0)
    while True:
        further = here[here, column]
        if (further == here).all():
            return told
        told = told + told[here, column]
        here = further
