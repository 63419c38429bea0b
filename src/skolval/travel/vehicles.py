"""Vehicles of the day (omlopp): which runs one vehicle makes after another."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.travel.line_ways import LineWays
from skolval.travel.timetable import Timetable, timetable_of

__all__ = ["Run", "vehicle_chains"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a vehicle; times in seconds, stops as rows of the stops table."""

    trip: str
    line: str
    direction: str
    origin: int
    target: int
    departs: int
    arrives: int
    seats: int
    vehicle: str
    told: bool

    @property
    def base(self) -> int:
        """The end where the vehicle is at home: at the schools."""
        return self.origin if self.direction == "out" else self.target


def vehicle_chains(instance: Instance, kinds: tuple[str, ...], turn: int) -> list[list[Run]]:
    """Return the runs of every vehicle: those told first, then those assigned here."""
    ways = LineWays.of(instance)
    told: dict[str, list[Run]] = {}
    free: list[list[Run]] = []
    for run in _runs(timetable_of(instance, kinds=kinds)):
        if run.told:
            told.setdefault(run.vehicle, []).append(run)
            continue
        able = [chain for chain in free if _can_follow(chain[-1], run, ways, turn)]
        if able:
            max(able, key=lambda chain: chain[-1].arrives).append(run)
        else:
            free.append([run])
    named = [
        [replace(run, vehicle=f"vehicle-{number}") for run in chain]
        for number, chain in enumerate(free, start=1)
    ]
    return [told[name] for name in sorted(told)] + named


def _runs(table: Timetable) -> list[Run]:
    """Return the runs by departure, then as the table lists them."""
    order = np.lexsort((table.place, table.trip))
    trip = table.trip[order]
    first = np.searchsorted(trip, np.arange(len(table.trips)), side="left")
    last = np.searchsorted(trip, np.arange(len(table.trips)), side="right") - 1
    found = []
    for row, known in enumerate(table.trips.to_dict("records")):
        on, off = order[first[row]], order[last[row]]
        told = isinstance(known["vehicle"], str)
        seats = 0 if pd.isna(known["seats"]) else int(known["seats"])
        direction = known["direction"] if isinstance(known["direction"], str) else "in"
        found.append(
            Run(
                str(known["trip_id"]), str(known["line_id"]), direction,
                int(table.origin[on]), int(table.target[off]),
                int(table.departs[on]), int(table.arrives[off]), seats,
                str(known["vehicle"]) if told else "", told,
            )
        )  # fmt: skip
    return sorted(found, key=lambda run: run.departs)


def _can_follow(before: Run, run: Run, ways: LineWays, turn: int) -> bool:
    if before.seats < run.seats:
        return False
    if before.target == run.origin:
        return before.arrives + turn <= run.departs
    way = ways.between(before.target, run.origin, before.line)
    return way is not None and before.arrives + 2 * turn + way.seconds[-1] <= run.departs
