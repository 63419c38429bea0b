"""One journey in full (resa): which run from which stop, and every wait between.

The pupil leaves home as late as `transit` says; among the journeys that then are on time, the one
that arrives first with the fewest rides is told. Deterministic: equal connections are taken in
the order of `Timetable`, equal stops in the order of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.timetable import clock_text
from skolval.errors import Fault, InputError, did_you_mean
from skolval.travel.places import origins_of
from skolval.travel.transit import Service, scan_towards, scanned, service_of
from skolval.travel.transit_kernel import NEVER, best_starts

__all__ = ["Journey", "Leg", "journey", "journeys"]

IntArray = npt.NDArray[np.int64]
_DOOR = ""


@dataclass(frozen=True, slots=True)
class Leg:
    """A part of a journey.

    Parameters
    ----------
    kind : ``walk`` or ``ride``. origin, target : stop_id, empty for the door at either end.
    starts, ends : seconds after midnight. metres : on foot, 0 for a ride.
    line, trip : what travellers call the line, and the run's trip_id; empty on foot.
    """

    kind: str
    origin: str
    target: str
    starts: int
    ends: int
    metres: int = 0
    line: str = ""
    trip: str = ""

    def times(self) -> str:
        """Return start and end as clock times."""
        return f"{clock_text(self.starts)}-{clock_text(self.ends)}"


@dataclass(frozen=True, slots=True)
class Journey:
    """The way from home to the unit, or back.

    Parameters
    ----------
    minutes : as `TransitTimes` counts them: to the school from leaving home until the pupil has
        to be at the door, home from the last bell until being there.
    leaves, arrives : seconds after midnight at the doors. legs : in order of time.
    """

    minutes: int
    leaves: int
    arrives: int
    legs: tuple[Leg, ...]

    @property
    def changes(self) -> int:
        """How many times the pupil changes."""
        return sum(leg.kind == "ride" for leg in self.legs) - 1

    @property
    def walk_metres(self) -> int:
        """How far the pupil walks in all."""
        return sum(leg.metres for leg in self.legs)

    @property
    def ride_minutes(self) -> int:
        """Whole minutes aboard, rounded up."""
        return -(-sum(leg.ends - leg.starts for leg in self.legs if leg.kind == "ride") // 60)


def journey(
    instance: Instance,
    pupil: str,
    unit: str,
    *,
    kinds: tuple[str, ...] = ("public",),
    towards: str = "school",
) -> Journey | None:
    """Return the journey of a pupil to a unit, None where the timetable gives none.

    Parameters
    ----------
    pupil, unit : pupil_id and unit_id. kinds, towards : as `transit_times`.

    Raises
    ------
    InputError
        If there is no such pupil or unit, or the instance has no timetable.
    """
    row = _row(instance.pupils, "pupil_id", pupil, _("There is no pupil {name}."))
    column = _row(instance.units, "unit_id", unit, _("There is no unit {name}."))
    return journeys(instance, [(row, column)], kinds=kinds, towards=towards)[0]


def journeys(
    instance: Instance,
    pairs: Sequence[tuple[int, int]],
    *,
    kinds: tuple[str, ...] = ("public",),
    towards: str = "school",
) -> list[Journey | None]:
    """Return the journey of every pair in order; what they share is computed once.

    Parameters
    ----------
    pairs : rows of the pupils and units tables.

    Raises
    ------
    InputError
        If the instance has no timetable.
    """
    homes = origins_of(instance, np.unique(np.array([row for row, _unit in pairs], np.int64)))
    service = service_of(instance, (homes.x, homes.y), kinds=kinds, towards=towards)
    ways = service.access
    starts = {
        unit: best_starts(ways.start, ways.stop, ways.seconds, scanned(service, unit)[0])
        for unit in sorted({unit for _row, unit in pairs})
    }
    stops = instance.stops["stop_id"].astype("str").tolist()
    told: list[Journey | None] = []
    for row, unit in pairs:
        home = int(homes.of_pupil[row])
        leave, rides = (int(found[home]) for found in starts[unit])
        taken = int(service.deadline[unit]) - leave
        if leave == NEVER or taken > service.longest:
            told.append(None)
            continue
        only = np.where(np.arange(len(homes.x)) == home, 0, -1)
        alone = replace(service, access=ways.among(only, 1, instance.school_day.walk_metres))
        legs = _legs(alone, unit, (leave, rides), stops)
        told.append(Journey(-(-taken // 60), legs[0].starts, legs[-1].ends, legs))
    return told


def _row(table: pd.DataFrame, key: str, name: str, text: str) -> int:
    found = np.flatnonzero((table[key] == name).to_numpy(bool))
    if not len(found):
        ids = table[key].astype("str").tolist()
        raise InputError(
            Fault(
                text.format(name=name),
                column=key,
                value=name,
                rule="known_name",
                suggestion=did_you_mean(name, ids[:2000]),
                remedy=_("Write it as it stands in the table."),
            )
        )
    return int(found[0])


def _legs(
    service: Service, unit: int, start: tuple[int, int], stops: Sequence[str]
) -> tuple[Leg, ...]:
    """Return the legs in order of time, of the journey that starts at `start` with its rides."""
    leave, rides = start
    # With time turned round, the first arrival is the latest departure; the way leads home.
    turned = replace(service, table=service.table.mirrored())
    home = np.full(len(service.table.change), -1, np.int64)
    home[service.access.stop] = service.access.seconds
    found = scan_towards(turned, home, -leave, rides)
    chain = _Chain(turned, found, home, -leave)
    legs = tuple(chain.legs(unit, stops))
    return _in_time(legs) if service.deadline[unit] > 0 else legs


@dataclass(frozen=True, slots=True)
class _Chain:
    """What a scan towards a home found: which ride to take from where."""

    service: Service
    found: tuple[IntArray, ...]
    home: IntArray
    deadline: int

    def legs(self, unit: int, stops: Sequence[str]) -> Iterator[Leg]:
        """Yield the legs from the unit to the home."""
        board, _ready, boarded, left, _onto = self.found
        table = self.service.table
        k, stop, way = self._first(unit)
        seconds, metres = self.service.egress.seconds[way], self.service.egress.metres[way]
        when = int(board[k, stop])
        yield Leg("walk", _DOOR, stops[stop], when - int(seconds), when, int(metres))
        while True:
            on, off = int(boarded[k, stop]), int(left[k, stop])
            end, there = int(table.arrives[off]), int(table.target[off])
            run = table.trips.iloc[int(table.trip[on])]
            yield Leg(
                "ride", stops[stop], stops[there], int(table.departs[on]), end,
                line=str(run["name"]), trip=str(run["trip_id"]),
            )  # fmt: skip
            if self.home[there] >= 0 and end + self.home[there] <= self.deadline:
                break
            k, stop = self._change(k, there, end)
            if stop != there:
                foot, far = self._between(there, stop)
                yield Leg("walk", stops[there], stops[stop], end, end + foot, far)
        row = int(np.flatnonzero(self.service.access.stop == there)[0])
        walk = int(self.home[there])
        far = int(self.service.access.metres[row])
        yield Leg("walk", stops[there], _DOOR, end, end + walk, far)

    def _first(self, unit: int) -> tuple[int, int, int]:
        """Return rides, stop and way on foot of the best start: fewest rides, then first stop."""
        board = self.found[0]
        ways = self.service.egress.of(unit)
        place, seconds = self.service.egress.stop[ways], self.service.egress.seconds[ways]
        rides = board.shape[0] - 1
        starts = np.where(board[rides, place] == NEVER, NEVER, board[rides, place] - seconds)
        best = starts.max()
        k, at = min(
            (int((board[:, place[at]] == board[rides, place[at]]).argmax()), int(at))
            for at in np.flatnonzero(starts == best)
        )
        return k, int(place[at]), ways.start + at

    def _change(self, rides: int, stop: int, when: int) -> tuple[int, int]:
        """Return how many rides are left at most, and the stop where the next one starts."""
        ready, onto = self.found[1], self.found[4]
        k = next(k for k in range(1, rides) if ready[k, stop] >= when)
        return k, int(onto[k, stop])

    def _between(self, origin: int, target: int) -> tuple[int, int]:
        """Return seconds and metres on foot between two stops at a change."""
        # `scan` reads the way from the stop of the next ride, as it looks backwards.
        ways = self.service.feet.of(target)
        row = ways.start + int(np.flatnonzero(self.service.feet.stop[ways] == origin)[0])
        return int(self.service.feet.seconds[row]), int(self.service.feet.metres[row])


def _in_time(legs: tuple[Leg, ...]) -> tuple[Leg, ...]:
    """Return legs of time turned round as they are: the other way, each walk when it can begin."""
    real = [
        replace(leg, origin=leg.target, target=leg.origin, starts=-leg.ends, ends=-leg.starts)
        for leg in reversed(legs)
    ]
    for number in range(2, len(real) - 1):
        leg = real[number]
        if leg.kind == "walk":
            begins = real[number - 1].ends
            real[number] = replace(leg, starts=begins, ends=begins + leg.ends - leg.starts)
    return tuple(real)
