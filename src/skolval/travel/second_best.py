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

from skolval.travel.network import Network
from skolval.travel.search import Search
from skolval.travel.snapping import Snap
from skolval.travel.ways import Way

__all__ = ["Detours", "detours_of"]


_HOME = -1
_Piece = tuple[int, int, int]
"""The nodes (or doors) between which an edge is gone, and the edge."""
_Step = tuple[int, int, float, float]
"""The node it leads to, its edge, its weight in the search, its micrometres."""


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
    network: Network, search: Search, doors: tuple[Snap, Snap], way: Way, *, factor: float = 1.0
) -> Detours:
    """Return what the way would be without each of its stretches.

    Parameters
    ----------
    search : from the unit. doors : the home and the unit. way : the best one.
    factor : a metre of unsafe road weighs as many metres.
    """
    graph = _Graph(network, search, doors, factor)
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
        self, network: Network, search: Search, doors: tuple[Snap, Snap], factor: float
    ) -> None:
        home, unit = doors
        self.arcs = arcs = search.arcs
        self.best = search.best[:, 0]
        self.door = network.n_nodes
        self.network = network
        self.first = np.searchsorted(arcs.tail, np.arange(arcs.size + 1))
        self.home_edge = int(home.edge[0])
        self.own = {int(home.edge[0]), int(unit.edge[0])}
        self.passes_home = -1
        self.out = self._ways_out(home, unit, factor)

    def _ways_out(self, home: Snap, unit: Snap, factor: float) -> list[_Step]:
        """Return every way out of the home that does not pass the unit's door."""
        network, edge = self.network, int(home.edge[0])
        heavy = factor if network.unsafe[edge] else 1.0
        ends = [int(network.start[edge]), int(network.end[edge])]
        out = [(n, float(m[0])) for n, m in zip(ends, home.ways_out(network), strict=True)]
        if edge == int(unit.edge[0]):
            ahead = float(unit.along(network)[0][0] - home.along(network)[0][0])
            # The way round leaves by the far side of the home and comes in beyond the door.
            out = [out[0]] if ahead > 0 else [out[1]] if ahead < 0 else []
            self.passes_home = ends[int(ahead < 0)]
            if ahead >= 0 or not network.oneway[edge]:
                out.append((self.door, abs(ahead)))
        return [(n, edge, float(np.rint(m * heavy)), m) for n, m in out if np.isfinite(m)]

    def pieces(self, way: Way) -> list[_Piece]:
        """Return where every stretch is entered and left, and its edge."""
        ends = self.network.start, self.network.end
        last = len(way.stretches) - 1
        found = []
        for number, stretch in enumerate(way.stretches):
            tail = int(ends[int(stretch.back)][stretch.edge])
            head = int(ends[int(not stretch.back)][stretch.edge])
            if number == 0 and stretch.edge == self.home_edge:
                tail = _HOME
            found.append((tail, self.door if number == last else head, stretch.edge))
        return found

    def leaving(self, node: int) -> list[_Step]:
        """Return every arc on from a node; a door's own street is no thoroughfare.

        Going back along it would pass the door itself.
        """
        if node == _HOME:
            return self.out
        arcs = range(int(self.first[node]), int(self.first[node + 1]))
        told = ((int(self.arcs.head[a]), int(self.arcs.edge[a]), a) for a in arcs)
        return [
            (head, edge, float(self.arcs.weight[a]), float(self.arcs.micrometres[a]))
            for head, edge, a in told
            if (head == self.door and node != self.passes_home) or edge not in self.own
        ]

    def way_without(self, banned: _Piece) -> int | None:
        """Return micrometres along the streets of the best way that leaves a piece out."""
        heap: list[tuple[float, float, int, float]] = [(0.0, 0.0, _HOME, 0.0)]
        settled: set[int] = set()
        while heap:
            _least, heavy, node, gone = heappop(heap)
            if node == self.door:
                return int(gone)
            if node in settled:
                continue
            settled.add(node)
            for head, edge, weight, metres in self.leaving(node):
                rest = self.best[head]
                if head not in settled and (node, head, edge) != banned and np.isfinite(rest):
                    sums = heavy + weight, head, gone + metres
                    heappush(heap, (heavy + weight + rest, *sums))
        return None
