"""Ways on the streets (gångväg): from many homes to some units, exactly.

A way is: straight from the door to the street, along streets, straight to the other door.
A home only chooses by which end of its own street to leave.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.travel.network import MICRO, Network
from skolval.travel.search import Arcs, arcs_to, next_arcs, reversed_matrix, searched, totals
from skolval.travel.snapping import Snap

__all__ = [
    "METRES_PER_HOUR",
    "Measured",
    "measured_ways",
    "walking_metres",
    "walking_minutes",
    "whole_metres",
]

METRES_PER_HOUR: dict[str, int] = {"walk": 5000, "cycle": 15000, "drive": 40000}
"""On foot 5 km/h, as Swedish municipalities and the national route planner assume; by bicycle
15 km/h and by car, where there are no streets with limits of their own, 40 km/h (assumed)."""

_UNITS_AT_A_TIME = 32
_HOMES_AT_A_TIME = 50_000
_ROWS_AT_A_TIME = 256  # so many stay in the processor's own memory

FloatArray = npt.NDArray[np.float64]
Metres = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the chosen ways measure.

    Parameters
    ----------
    metres : (homes, units) whole metres, -1 where one-ways leave no way.
    unsafe : (homes, units) whole metres of them along unsafe roads, None where there are none.
    minutes : (homes, units) whole minutes by car, None for other modes.
    """

    metres: Metres
    unsafe: Metres | None = None
    minutes: Metres | None = None


def walking_metres(network: Network, *, homes: Snap, units: Snap) -> Metres:
    """Return (homes, units) metres of the shortest way, -1 where one-ways leave none."""
    return measured_ways(network, homes=homes, units=units, details=False).metres


def measured_ways(
    network: Network, *, homes: Snap, units: Snap, factor: float = 1.0, details: bool = True
) -> Measured:
    """Return what the best ways from all homes to all units measure.

    Memory stays bounded: units and homes are taken in blocks.

    Parameters
    ----------
    factor : a metre of unsafe road weighs as many metres when the way is chosen.
    details : whether unsafe metres and minutes by car are wanted.
    """
    shape = (len(homes.edge), len(units.edge))
    wanted = _wanted(network, factor, details=details)
    told = {name: np.empty(shape, np.int32) for name in ("metres", *wanted)}
    arcs = arcs_to(network, units, factor)
    backwards = reversed_matrix(arcs)
    for first in range(0, shape[1], _UNITS_AT_A_TIME):
        doors = slice(first, min(first + _UNITS_AT_A_TIME, shape[1]))
        best = searched(backwards, network.n_nodes + np.arange(doors.start, doors.stop))
        tallies = _tallies(network, arcs, best, wanted)
        for start in range(0, shape[0], _HOMES_AT_A_TIME):
            rows = slice(start, min(start + _HOMES_AT_A_TIME, shape[0]))
            ends = _Ends(network, homes.part(rows), units.part(doors), factor)
            for name, amounts in _amounts(ends, best, tallies).items():
                told[name][rows, doors] = amounts
    return Measured(told["metres"], told.get("unsafe"), told.get("minutes"))


def whole_metres(metres: FloatArray) -> Metres:
    """Return metres rounded to whole ones, half upwards; -1 where they are infinite.

    Rounded to the micrometre first, so that sums that differ in their last bit agree.
    """
    return _whole(np.rint(metres * MICRO))


def walking_minutes(metres: Metres, mode: str = "walk") -> Metres:
    """Return whole minutes on foot or by bicycle, rounded up; -1 where the metres are unknown."""
    # 60 minutes to 5,000 m is 3 to 250, and whole 32-bit numbers then hold any way on earth.
    per_minute = np.int32(METRES_PER_HOUR[mode] // 20)
    minutes = np.empty_like(metres)
    for start in range(0, len(metres), _ROWS_AT_A_TIME):
        rows = slice(start, start + _ROWS_AT_A_TIME)
        part = metres[rows] * np.int32(3)
        part += per_minute - np.int32(1)
        np.floor_divide(part, per_minute, out=minutes[rows])
        minutes[rows][metres[rows] < 0] = -1
    return minutes


def _whole(micrometres: FloatArray, unit: float = MICRO) -> Metres:
    finite = np.isfinite(micrometres)
    rounded = micrometres if finite.all() else np.where(finite, micrometres, 0.0)
    whole: Metres = np.floor((rounded + unit / 2) / unit).astype(np.int32)
    whole[~finite] = -1
    return whole


def _wanted(network: Network, factor: float, *, details: bool) -> dict[str, FloatArray | None]:
    """Return what is added up beside the weights, name to its worth per micrometre of an edge.

    `length` is added up only where the weights are not the lengths themselves.
    """
    wanted: dict[str, FloatArray | None] = {}
    if details and network.unsafe.any():
        wanted["unsafe"] = network.unsafe.astype(np.float64)
    if details and network.mode == "drive":
        wanted["minutes"] = 3.6 / network.speed  # microseconds per micrometre is s/m
    if factor != 1.0:
        wanted["metres"] = None
    return wanted


def _tallies(
    network: Network, arcs: Arcs, best: FloatArray, wanted: dict[str, FloatArray | None]
) -> dict[str, tuple[FloatArray, FloatArray]]:
    """Return for every wanted amount its sum from each node, and its worth per micrometre."""
    if not wanted:
        return {}
    leaving = next_arcs(arcs, best)
    found = {}
    for name, worth in wanted.items():
        per = np.ones(len(network.start)) if worth is None else worth
        found[name] = (totals(arcs, leaving, np.rint(arcs.micrometres * per[arcs.edge])), per)
    return found


@dataclass(frozen=True, slots=True)
class _Ends:
    """Some homes and some units on the network."""

    network: Network
    homes: Snap
    units: Snap
    factor: float

    def choice(self, best: FloatArray) -> tuple[FloatArray, FloatArray, Metres]:
        """Return the least weight, the micrometres gone before the first node, and the way out.

        The way out is 0 along the one street, 1 by its start, 2 by its end, the first of the
        equally good.
        """
        network, homes = self.network, self.homes
        heavy = np.where(network.unsafe[homes.edge], self.factor, 1.0)
        to_start, to_end = homes.ways_out(network)
        by_start = best[network.start[homes.edge]]
        by_start += np.rint(to_start * heavy)[:, None]
        by_end = best[network.end[homes.edge]]
        by_end += np.rint(to_end * heavy)[:, None]
        out = np.where(by_end < by_start, np.int32(2), np.int32(1))
        weight = np.minimum(by_start, by_end, out=by_start)
        gone = np.where(out == 2, to_end[:, None], to_start[:, None])
        self._along_one_street(weight, gone, out, heavy)
        return weight, gone, out

    def _along_one_street(
        self, weight: FloatArray, gone: FloatArray, out: Metres, heavy: FloatArray
    ) -> None:
        """Let a home and a unit on the same street meet without passing a node."""
        order = np.argsort(self.homes.edge, kind="stable")
        in_order = self.homes.edge[order]
        first = np.searchsorted(in_order, self.units.edge, side="left")
        last = np.searchsorted(in_order, self.units.edge, side="right")
        home_at, _rest = self.homes.along(self.network)
        unit_at, _rest = self.units.along(self.network)
        for column in np.flatnonzero(last > first):
            rows = order[first[column] : last[column]]
            ahead = unit_at[column] - home_at[rows]
            allowed = (ahead >= 0) | (not self.network.oneway[self.units.edge[column]])
            direct = np.where(allowed, np.rint(np.abs(ahead) * heavy[rows]), np.inf)
            better = direct <= weight[rows, column]
            taken = rows[better]
            weight[taken, column] = direct[better]
            gone[taken, column] = np.abs(ahead)[better]
            out[taken, column] = 0

    def gaps(self) -> FloatArray:
        """Return the straight stretches at both doors, together."""
        both: FloatArray = self.homes.gaps()[:, None] + self.units.gaps()[None, :]
        return both


def _amounts(
    ends: _Ends, best: FloatArray, tallies: dict[str, tuple[FloatArray, FloatArray]]
) -> dict[str, Metres]:
    weight, gone, out = ends.choice(best)
    found = {}
    for name, (sums, per) in tallies.items():
        edge = ends.homes.edge
        by_start, by_end = sums[ends.network.start[edge]], sums[ends.network.end[edge]]
        rest = np.where(out == 2, by_end, by_start)
        rest[out == 0] = 0.0
        amount = rest + np.rint(np.where(np.isfinite(gone), gone, 0.0) * per[edge][:, None])
        amount[~np.isfinite(weight)] = np.inf
        found[name] = amount
    metres = found.pop("metres", weight) + ends.gaps()
    return {"metres": _whole(metres)} | {
        name: _minutes(amount) if name == "minutes" else _whole(amount)
        for name, amount in found.items()
    }


def _minutes(microseconds: FloatArray) -> Metres:
    finite = np.isfinite(microseconds)
    minutes: Metres = np.ceil(np.where(finite, microseconds, 0.0) / 6e7).astype(np.int32)
    minutes[~finite] = -1
    return minutes
