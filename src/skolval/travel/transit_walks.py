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
from skolval.travel.snapping import Snap, snap
from skolval.travel.walking import METRES_PER_HOUR, whole_metres

__all__ = ["Points", "Walks", "seconds_on_foot", "walks_within"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_TARGETS_AT_A_TIME = 32


@dataclass(frozen=True, slots=True)
class Points:
    """Places in metres; NaN where nobody knows.

    Parameters
    ----------
    x, y : (n,) east and north. reach : farther than this from every street (metres) a place is
        off the streets.
    """

    x: FloatArray
    y: FloatArray
    reach: float

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Walks:
    """Ways on foot from places to stops, sorted by place, then stop.

    Parameters
    ----------
    start : (n_places + 1,) first way of each place (CSR pointer).
    stop : (P,) stop number. metres, seconds : (P,) whole.
    """

    start: IntArray
    stop: IntArray
    metres: IntArray
    seconds: IntArray

    def of(self, place: int) -> slice:
        """Return the ways of one place."""
        return slice(int(self.start[place]), int(self.start[place + 1]))


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
    part = Points(places.x[known], places.y[known], places.reach)
    pairs = [_straight_pairs(part, stops, limit)]
    streets = None if network is None else _Streets.of(network, part, stops)
    found = [_measured(streets, pair, limit=limit, detour=detour) for pair in pairs]
    place, stop, metres = (np.concatenate(column) for column in zip(*found, strict=True))
    place = known[place]
    order = np.lexsort((stop, place))
    place, stop, metres = place[order], stop[order], metres[order]
    start = np.searchsorted(place, np.arange(len(places) + 1)).astype(np.int64)
    return Walks(start, stop, metres, seconds_on_foot(metres))


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
        return cls(network, on, at, on.gap <= places.reach, at.gap <= stops.reach)


def _measured(
    streets: _Streets | None, pairs: _Pairs, *, limit: int, detour: float
) -> tuple[IntArray, IntArray, IntArray]:
    """Return place, stop and whole metres of the pairs that can be walked within the limit."""
    place, stop, straight = pairs
    metres = whole_metres(straight * detour).astype(np.int64)
    if streets is not None:
        on = streets.near_place[place] & streets.near_stop[stop]
        metres[on] = _by_street(streets, place[on], stop[on], limit)
    kept = (metres >= 0) & (metres <= limit)
    return place[kept], stop[kept], metres[kept]


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
