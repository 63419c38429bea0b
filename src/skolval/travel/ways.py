"""Way (väg): the streets that one pupil goes to one unit, with their geometry and names."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.travel.network import Network
from skolval.travel.search import Arcs, Search, arcs_to, next_arcs, reversed_matrix, searched
from skolval.travel.snapping import Snap

__all__ = ["Stretch", "Way", "search_to", "way_along"]

IntArray = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """One edge of a way, or the part of it that is gone.

    Parameters
    ----------
    edge : edge number of the network. back : gone from the edge's end towards its start.
    begin, finish : micrometres from the edge's start where the stretch begins and ends.
    """

    edge: int
    back: bool
    begin: int
    finish: int

    @property
    def micrometres(self) -> int:
        """The length of the stretch."""
        return abs(self.finish - self.begin)


@dataclass(frozen=True, slots=True)
class Way:
    """A way along the streets between two doors.

    Parameters
    ----------
    stretches : in the order in which they are gone. gaps : micrometres off the street at
        the home and at the unit.
    """

    stretches: tuple[Stretch, ...]
    gaps: tuple[int, int]

    @property
    def micrometres(self) -> int:
        """The length from door to door."""
        return sum(self.gaps) + sum(stretch.micrometres for stretch in self.stretches)

    @property
    def metres(self) -> int:
        """Whole metres, half upwards, as in the travel table."""
        return (self.micrometres + 500_000) // 1_000_000

    def unsafe_metres(self, network: Network) -> int:
        """Return whole metres along unsafe roads."""
        unsafe = (s.micrometres for s in self.stretches if network.unsafe[s.edge])
        return (sum(unsafe) + 500_000) // 1_000_000

    def line(self, network: Network) -> list[tuple[float, float]]:
        """Return the points of the way along the streets, metres, each bend once."""
        points: list[tuple[float, float]] = []
        for stretch in self.stretches:
            for point in _drawn(network, stretch):
                if not points or point != points[-1]:
                    points.append(point)
        return points


def search_to(network: Network, unit: Snap, factor: float = 1.0) -> Search:
    """Return the search for ways to one unit from everywhere."""
    arcs = arcs_to(network, unit, factor)
    return Search(arcs, searched(reversed_matrix(arcs), np.array([network.n_nodes])))


def way_along(
    network: Network, search: Search, doors: tuple[Snap, Snap], *, factor: float = 1.0
) -> Way | None:
    """Return the way that a search to one unit has found.

    Parameters
    ----------
    doors : the home and the unit, one door each.
    """
    home, unit = doors
    arcs, best = search.arcs, search.best
    edge = int(home.edge[0])
    heavy = factor if network.unsafe[edge] else 1.0
    ways_out = home.ways_out(network)
    ends = int(network.start[edge]), int(network.end[edge])
    weights = [
        float(np.rint(out[0] * heavy) + best[node, 0])
        for out, node in zip(ways_out, ends, strict=True)
    ]
    direct = _direct(network, home, unit)
    gaps = int(home.gaps()[0]), int(unit.gaps()[0])
    if direct is not None and round(direct.micrometres * heavy) <= min(weights):
        return Way(_real([direct]), gaps)
    if not np.isfinite(min(weights)):
        return None
    by_end = weights[1] < weights[0]
    at = int(home.along(network)[0][0])
    length = int(network.micrometres[edge])
    first = Stretch(edge, not by_end, at, length if by_end else 0)
    rest = _followed(network, arcs, next_arcs(arcs, best)[:, 0], ends[int(by_end)])
    return Way(_real([first, *rest]), gaps)


def _direct(network: Network, home: Snap, unit: Snap) -> Stretch | None:
    if home.edge[0] != unit.edge[0]:
        return None
    begin, finish = (int(door.along(network)[0][0]) for door in (home, unit))
    back = finish < begin
    if back and network.oneway[home.edge[0]]:
        return None
    return Stretch(int(home.edge[0]), back, begin, finish)


def _followed(network: Network, arcs: Arcs, leaving: IntArray, node: int) -> list[Stretch]:
    """Return the stretches from a node on, as the arcs lead."""
    found = []
    while node < network.n_nodes:
        arc = int(leaving[node])
        edge = int(arcs.edge[arc])
        back = bool(network.start[edge] != node)
        length = int(network.micrometres[edge])
        begin, step = (length, -1) if back else (0, 1)
        found.append(Stretch(edge, back, begin, begin + step * int(arcs.micrometres[arc])))
        node = int(arcs.head[arc])
    return found


def _real(stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Leave out stretches of no length: a door that stands at a node."""
    return tuple(s for s in stretches if s.micrometres) or tuple(stretches[:1])


def _drawn(network: Network, stretch: Stretch) -> list[tuple[float, float]]:
    """Return the points of a stretch, the edge cut in proportion where it is not gone whole."""
    x, y = network.shapes.of(stretch.edge)
    done = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    length = float(network.micrometres[stretch.edge])
    low, high = sorted((stretch.begin / length, stretch.finish / length))
    total = done[-1]
    inner = (done > low * total) & (done < high * total)
    at = np.concatenate([[low * total], done[inner], [high * total]])
    points = np.column_stack([np.interp(at, done, x), np.interp(at, done, y)]).round(2)
    told = [(float(px), float(py)) for px, py in points]
    return told[::-1] if stretch.back else told
