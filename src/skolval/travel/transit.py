"""Minutes by public transport (restid med kollektivtrafik): walk, wait, ride, change, on time.

For every unit one connection scan backwards from the bell finds the latest departure from every
stop; a home then takes the stop from which it can leave latest. Minutes count from leaving home
until the pupil has to be at the door, so a bus that comes early costs the wait at school too.

Source: Dibbelt, Pajor, Strasser & Wagner (2018), Connection Scan Algorithm.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError
from skolval.travel.bells import bells, known_doors
from skolval.travel.network import network_of
from skolval.travel.places import origins_of, rows_in_round
from skolval.travel.timetable import Timetable, timetable_of
from skolval.travel.transit_kernel import NEVER, best_starts, scan
from skolval.travel.transit_walks import Points, Walks, walks_within

__all__ = ["Service", "TransitTimes", "scanned", "service_of", "transit_times"]

IntArray = npt.NDArray[np.int64]
Minutes = npt.NDArray[np.int32]

_UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Service:
    """What is needed to travel on the school day: runs, ways on foot, times of the units.

    Parameters
    ----------
    table : connections; backwards in time for the way home.
    feet : between stops at a change. access : from homes to stops. egress : from units to stops.
    deadline : (units,) seconds at the door; with the sign changed for the way home.
    rides : most rides of a journey. longest : seconds that a journey takes at most.
    """

    table: Timetable
    feet: Walks
    access: Walks
    egress: Walks
    deadline: IntArray
    rides: int
    longest: int


@dataclass(frozen=True, slots=True)
class TransitTimes:
    """Travel times from distinct homes to all units.

    Parameters
    ----------
    minutes : (origins, units) int32 whole, rounded up; -1 where there is no journey with a ride.
    clock : (origins, units) int32 seconds after midnight: leaving home (or arriving there).
    rides : (origins, units) int8 fewest runs with which that is possible, 0 where there is none.
    origin_of_pupil : as in `TravelTable`.
    """

    minutes: Minutes
    clock: Minutes
    rides: npt.NDArray[np.int8]
    origin_of_pupil: IntArray


def transit_times(
    instance: Instance,
    *,
    pupils: IntArray | None = None,
    kinds: tuple[str, ...] = ("public",),
    towards: str = "school",
) -> TransitTimes:
    """Every pupil leaves home as late as the timetable allows (restid till skolan).

    Parameters
    ----------
    pupils : row numbers of the pupils wanted; those in the round when left out.
    kinds : which runs may be used, of `domain.timetable.KINDS`.
    towards : ``school`` in the morning, ``home`` after the last lesson. Ways on foot are as long
        in both directions.

    Raises
    ------
    InputError
        If the instance has no timetable, a run or stop is unknown, or a place is.
    """
    homes = origins_of(instance, rows_in_round(instance, pupils))
    service = service_of(instance, (homes.x, homes.y), kinds=kinds, towards=towards)
    shape = (len(homes.x), len(service.deadline))
    minutes = np.full(shape, _UNKNOWN, np.int32)
    clock = np.full(shape, _UNKNOWN, np.int32)
    rides = np.zeros(shape, np.int8)
    for unit in range(shape[1]):
        board = scanned(service, unit)[0]
        leave, ridden = best_starts(
            service.access.start, service.access.stop, service.access.seconds, board
        )
        taken = service.deadline[unit] - leave
        known = (leave > NEVER) & (taken <= service.longest)
        minutes[known, unit] = -(-taken[known] // 60)
        clock[known, unit] = np.abs(leave[known])
        rides[known, unit] = ridden[known]
    return TransitTimes(minutes, clock, rides, homes.of_pupil)


def service_of(
    instance: Instance,
    homes: tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]],
    *,
    kinds: tuple[str, ...] = ("public",),
    towards: str = "school",
) -> Service:
    """Return what travels on the school day serve the homes and the instance's units.

    Parameters
    ----------
    homes : x and y in metres, NaN where unknown.

    Raises
    ------
    InputError
        If the instance has no timetable, or a unit no place.
    """
    _refuse_timeless(instance)
    day = instance.school_day
    table = timetable_of(instance, kinds=kinds)
    stops = Points(
        instance.stops["x"].to_numpy(np.float64), instance.stops["y"].to_numpy(np.float64)
    )
    doors = known_doors(instance)
    parts = (len(homes[0]), len(doors.x), len(stops))
    # All places in one call: the index over the streets is the dear part.
    everywhere = Points(
        np.concatenate([homes[0], doors.x, stops.x]), np.concatenate([homes[1], doors.y, stops.y])
    )
    furthest = max(day.walk_metres, day.change_metres)
    ways = walks_within(
        network_of(instance), everywhere, stops, limit=furthest, detour=instance.detour_factor
    )

    def among(part: int, groups: IntArray, count: int, limit: int) -> Walks:
        group = np.full(len(everywhere), -1, np.int64)
        group[sum(parts[:part]) : sum(parts[: part + 1])] = groups
        return ways.among(group, count, limit)

    bell = bells(instance, towards)
    return Service(
        table=table if towards == "school" else table.mirrored(),
        access=among(0, np.arange(parts[0]), parts[0], day.walk_metres),
        egress=among(1, doors.unit, len(instance.units), day.walk_metres),
        feet=among(2, np.arange(parts[2]), parts[2], day.change_metres),
        deadline=bell - day.margin * 60 if towards == "school" else -bell,
        rides=day.changes + 1,
        longest=day.longest * 60,
    )


def scanned(service: Service, unit: int) -> tuple[IntArray, ...]:
    """Return what `transit_kernel.scan` finds for one unit."""
    egress = np.full(len(service.table.change), -1, np.int64)
    ways = service.egress.of(unit)
    egress[service.egress.stop[ways]] = service.egress.seconds[ways]
    deadline = int(service.deadline[unit])
    return scan_towards(service, egress, deadline, service.rides)


def scan_towards(
    service: Service, egress: IntArray, deadline: int, rides: int
) -> tuple[IntArray, ...]:
    """Return what `transit_kernel.scan` finds for a place with these ways on foot to stops."""
    table, feet = service.table, service.feet
    found: tuple[IntArray, ...] = scan(
        (table.origin, table.target, table.departs, table.arrives, table.trip,
         table.boards, table.alights),
        (feet.start, feet.stop, feet.seconds),
        egress,
        table.change,
        (deadline, deadline - service.longest, rides, len(table.trips)),
    )  # fmt: skip
    return found


def _refuse_timeless(instance: Instance) -> None:
    if len(instance.departures) and len(instance.lines) and len(instance.stops):
        return
    raise InputError(
        Fault(
            _("Travel times by public transport need a timetable, and the instance has none."),
            file="departures",
            rule="timetable",
            remedy=_(
                "Add stops, lines and departures (skolval import timetable reads GTFS), or write "
                "`minutes: walking` in the policy."
            ),
        )
    )
