"""Second-best ways (näst bästa vägar): how far it is where one piece of the best way is closed.

Any other way without a loop leaves out some piece of the best one, so the nearest of these is
the second best of all.

Source: Hart, Nilsson and Raphael (1968), A formal basis for the heuristic determination of
minimum cost paths; the lengths of the best ways from every node are the heuristic.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush

import numpy as np
import numpy.typing as npt

from skolval.travel.network import Network
from skolval.travel.search import Arcs
from skolval.travel.snapping import Snap
from skolval.travel.ways import Way

__all__ = ["Detours", "detours_of"]

FloatArray = npt.NDArray[np.float64]

_HOME = -1
_Piece = tuple[int, int]
"""An edge, and the node (or door) it is left at."""


@dataclass(frozen=True, slots=True)
class Detours:
    """Whole metres of the best way that leaves out one piece, None where there is none.

    Parameters
    ----------
    metres : in the order of the way's stretches. second_best : the least of them.
    avoids : edge number of the piece that the second best leaves out, -1 if there is none.
    """

    metres: tuple[int | None, ...]
    second_best: int | None
    avoids: int


def detours_of(
    network: Network, arcs: Arcs, best: FloatArray, doors: tuple[Snap, Snap], way: Way
) -> Detours:
    """Return what the way would be without each of its stretches.

    Parameters
    ----------
    arcs, best : of the search from the unit. doors : the home and the unit.
    """
    graph = _Graph(network, arcs, best[:, 0], *doors)
    pieces = graph.pieces(way)
    found = [graph.way_without(piece) for piece in pieces]
    whole = [None if m is None else (m + sum(way.gaps) + 500_000) // 1_000_000 for m in found]
    known = [(metres, number) for number, metres in enumerate(whole) if metres is not None]
    if not known:
        return Detours(tuple(whole), None, -1)
    second, number = min(known)
    return Detours(tuple(whole), second, way.stretches[number].edge)


class _Graph:
    """The arcs by tail, with the home as a node of its own."""

    def __init__(
        self, network: Network, arcs: Arcs, best: FloatArray, home: Snap, unit: Snap
    ) -> None:
        self.arcs = arcs
        self.best = best
        self.door = network.n_nodes
        self.network = network
        self.first = np.searchsorted(arcs.tail, np.arange(arcs.size + 1))
        self.own = {int(home.edge[0]), int(unit.edge[0])}
        self.out = self._ways_out(network, home, unit)

    def _ways_out(self, network: Network, home: Snap, unit: Snap) -> list[tuple[int, int, float]]:
        """Return (node, edge, micrometres) of every way out of the home."""
        edge = int(home.edge[0])
        to_start, to_end = (float(metres[0]) for metres in home.ways_out(network))
        out = [(int(network.start[edge]), edge, to_start), (int(network.end[edge]), edge, to_end)]
        if edge == int(unit.edge[0]):
            ahead = float(unit.along(network)[0][0] - home.along(network)[0][0])
            if ahead >= 0 or not network.oneway[edge]:
                out.append((self.door, edge, abs(ahead)))
        return [one for one in out if np.isfinite(one[2])]

    def pieces(self, way: Way) -> list[_Piece]:
        """Return the edge of every stretch with the node at which it is left."""
        ends = self.network.start, self.network.end
        last = len(way.stretches) - 1
        return [
            (s.edge, self.door if i == last else int(ends[int(not s.back)][s.edge]))
            for i, s in enumerate(way.stretches)
        ]

    def leaving(self, node: int) -> list[tuple[int, int, float]]:
        """Return (node, edge, micrometres) of every arc on; a door's own street is no thoroughfare.

        Going back along it would pass the door itself.
        """
        if node == _HOME:
            return self.out
        arcs = range(int(self.first[node]), int(self.first[node + 1]))
        told = ((int(self.arcs.head[a]), int(self.arcs.edge[a]), a) for a in arcs)
        return [
            (head, edge, float(self.arcs.micrometres[a]))
            for head, edge, a in told
            if head == self.door or edge not in self.own
        ]

    def way_without(self, banned: _Piece) -> int | None:
        """Return micrometres along the streets of the best way that leaves a piece out."""
        heap: list[tuple[float, float, int]] = [(0.0, 0.0, _HOME)]
        settled: set[int] = set()
        while heap:
            _least, gone, node = heappop(heap)
            if node == self.door:
                return int(gone)
            if node in settled:
                continue
            settled.add(node)
            for head, edge, length in self.leaving(node):
                rest = self.best[head]
                if head not in settled and (edge, head) != banned and np.isfinite(rest):
                    heappush(heap, (gone + length + rest, gone + length, head))
        return None
