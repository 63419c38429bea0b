"""Ways on foot to and from stops (gångväg till hållplats): only those within a limit.

On the streets as everywhere else; a place off the streets is reached in a straight line times
the instance's detour factor. One search per stop, which stops at the limit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import KDTree

from skolval.travel.network import MICRO, Network
from skolval.travel.search import arcs_to, reversed_matrix
from skolval.travel.snapping import REACH_METRES, Snap, snap
from skolval.travel.walking import METRES_PER_HOUR, whole_metres

__all__ = ["Points", "Walks", "seconds_on_foot", "walks_within"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_TARGETS_AT_A_TIME = 32


@dataclass(frozen=True, slots=True)
class Points:
    """Places in metres, (n,) east and (n,) north; NaN where nobody knows."""

    x: FloatArray
    y: FloatArray

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Walks:
    """Ways on foot from places to stops, sorted by place, then stop; the shortest of each pair.

    Parameters
    ----------
    start : (n_places + 1,) first way of each place (CSR pointer).
    stop : (P,) stop number. metres, seconds : (P,) whole.
    """

    start: IntArray
    stop: IntArray
    metres: IntArray
    seconds: IntArray

    @classmethod
    def made(cls, places: int, ways: tuple[IntArray, IntArray, IntArray]) -> Walks:
        """Return the ways given as place, stop and whole metres, in any order."""
        place, stop, metres = ways
        order = np.lexsort((metres, stop, place))
        place, stop, metres = place[order], stop[order], metres[order]
        first = np.ones(len(place), np.bool_)
        first[1:] = (place[1:] != place[:-1]) | (stop[1:] != stop[:-1])
        place, stop, metres = place[first], stop[first], metres[first]
        start = np.searchsorted(place, np.arange(places + 1)).astype(np.int64)
        return cls(start, stop, metres, seconds_on_foot(metres))

    @property
    def place(self) -> IntArray:
        """The place of each way."""
        return np.repeat(np.arange(len(self.start) - 1), np.diff(self.start))

    def of(self, place: int) -> slice:
        """Return the ways of one place."""
        return slice(int(self.start[place]), int(self.start[place + 1]))

    def among(self, group: IntArray, groups: int, limit: int) -> Walks:
        """Return the ways of at most `limit` metres by group of places.

        Parameters
        ----------
        group : (n_places,) number of the group, -1 for places in none.
        """
        number = group[self.place]
        kept = (number >= 0) & (self.metres <= limit)
        return Walks.made(groups, (number[kept], self.stop[kept], self.metres[kept]))


def seconds_on_foot(metres: IntArray) -> IntArray:
    """Return whole seconds on foot, rounded up.

    Parameters
    ----------
    metres : whole, not negative.
    """
    hour = METRES_PER_HOUR["walk"]
    seconds: IntArray = -(-np.asarray(metres, np.int64) * 3600 // hour)
    return seconds


def walks_within(
    network: Network | None, places: Points, stops: Points, *, limit: int, detour: float
) -> Walks:
    """Every stop within the limit of a place can be walked to (gångavstånd till hållplats).

    Parameters
    ----------
    network : the streets, None where there are none.
    limit : metres on foot. Stops farther off in a straight line are not looked at.
    detour : metres of way per metre of straight line where the streets do not lead.
    """
    known = np.flatnonzero(~(np.isnan(places.x) | np.isnan(places.y)))
    part = Points(places.x[known], places.y[known])
    place, stop, straight = _straight_pairs(part, stops, limit)
    metres = whole_metres(straight * detour).astype(np.int64)
    if network is not None and len(place):
        streets = _Streets.of(network, part, stops)
        on = streets.near_place[place] & streets.near_stop[stop]
        metres[on] = _by_street(streets, place[on], stop[on], limit)
    kept = (metres >= 0) & (metres <= limit)
    return Walks.made(len(places), (known[place[kept]], stop[kept], metres[kept]))


_Pairs = tuple[IntArray, IntArray, FloatArray]


def _straight_pairs(places: Points, stops: Points, limit: int) -> _Pairs:
    """Return place, stop and metres of every pair within the limit in a straight line."""
    if not len(places) or not len(stops):
        nothing = np.empty(0, np.int64)
        return nothing, nothing, np.empty(0)
    trees = (KDTree(np.column_stack([points.x, points.y])) for points in (stops, places))
    from_stops, from_places = trees
    found = from_stops.sparse_distance_matrix(from_places, float(limit), output_type="ndarray")
    order = np.lexsort((found["j"], found["i"]))
    return (
        found["j"][order].astype(np.int64),
        found["i"][order].astype(np.int64),
        found["v"][order].astype(np.float64),
    )


@dataclass(frozen=True, slots=True)
class _Streets:
    """Places and stops on the streets; `near` tells which are."""

    network: Network
    places: Snap
    stops: Snap
    near_place: BoolArray
    near_stop: BoolArray

    @classmethod
    def of(cls, network: Network, places: Points, stops: Points) -> _Streets:
        both = snap(
            np.concatenate([places.x, stops.x]),
            np.concatenate([places.y, stops.y]),
            network=network,
        )
        on, at = both.part(slice(0, len(places))), both.part(slice(len(places), None))
        return cls(network, on, at, on.gap <= REACH_METRES, at.gap <= REACH_METRES)


def _by_street(streets: _Streets, place: IntArray, stop: IntArray, limit: int) -> IntArray:
    """Return whole metres of pairs sorted by stop, -1 where the way is longer than the limit."""
    network = streets.network
    backwards = reversed_matrix(arcs_to(network, streets.stops))
    metres = np.full(len(place), -1, np.int64)
    wanted = np.unique(stop)
    for first in range(0, len(wanted), _TARGETS_AT_A_TIME):
        block = wanted[first : first + _TARGETS_AT_A_TIME]
        best = dijkstra(backwards, indices=network.n_nodes + block, limit=limit * MICRO)
        low, high = np.searchsorted(stop, [block[0], block[-1] + 1])
        rows = slice(int(low), int(high))
        column = np.searchsorted(block, stop[rows])
        metres[rows] = _joined(streets, best, (place[rows], stop[rows], column))
    return metres


def _joined(
    streets: _Streets, best: FloatArray, pairs: tuple[IntArray, IntArray, IntArray]
) -> IntArray:
    """Return whole metres from door to stop, leaving the place by either end of its street."""
    place, stop, column = pairs
    network, on, at = streets.network, streets.places.part(place), streets.stops.part(stop)
    to_start, to_end = on.ways_out(network)
    way = np.minimum(
        best[column, network.start[on.edge]] + to_start,
        best[column, network.end[on.edge]] + to_end,
    )
    ahead = at.along(network)[0] - on.along(network)[0]
    same = (on.edge == at.edge) & ((ahead >= 0) | ~network.oneway[on.edge])
    way = np.where(same, np.minimum(way, np.abs(ahead)), way)
    return whole_metres((way + on.gaps() + at.gaps()) / MICRO).astype(np.int64)
