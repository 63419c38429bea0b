"""School transport runs (skolskjutsturer): which vehicle makes them, and where it goes empty.

A bus that fetches pupils in the morning first goes out empty; one that takes them home comes back
empty. Those empty legs cost nothing more with pupils aboard the other way (omvänd skolskjuts).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.timetable import clock_text
from skolval.travel.line_ways import LineWays, Way
from skolval.travel.vehicles import Run, vehicle_chains

__all__ = ["reverse_legs", "vehicle_runs"]

_TURN_MINUTES = 3
_REST = 3600
"""A vehicle that stands longer than this (seconds) is taken to go back to where it starts from."""

_RUN_COLUMNS = ("vehicle", "place", "trip_id", "line_id", "direction", "origin", "target",
                "departs", "arrives", "seats", "told")  # fmt: skip
_LEG_COLUMNS = ("leg_id", "vehicle", "line_id", "direction", "origin", "target", "departs",
                "arrives", "seats", "cost", "stops", "times", "after_trip", "before_trip",
                "along")  # fmt: skip


def vehicle_runs(
    instance: Instance, *, kinds: tuple[str, ...] = ("school",), turn_minutes: int = _TURN_MINUTES
) -> pd.DataFrame:
    """Return the runs of the school day by vehicle, in order of time (omlopp).

    Runs whose vehicle nobody told are given one, first come first served: of the vehicles that
    can be there in time, the one that has waited least, else a new one.

    Parameters
    ----------
    kinds : which runs. turn_minutes : least time between two runs of a vehicle.

    Returns
    -------
    pandas.DataFrame
        vehicle, place (1, 2, ...), trip_id, line_id, direction, origin, target (stop_id), departs,
        arrives (clock times), seats, told (whether the table says which vehicle).

    Raises
    ------
    InputError
        If a run's line or stop is unknown.
    """
    stops = instance.stops["stop_id"].astype("str").tolist()
    rows = [
        (run.vehicle, place, run.trip, run.line, run.direction, stops[run.origin],
         stops[run.target], clock_text(run.departs), clock_text(run.arrives), run.seats, run.told)
        for chain in vehicle_chains(instance, kinds, turn_minutes * 60)
        for place, run in enumerate(chain, start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_RUN_COLUMNS))


def reverse_legs(
    instance: Instance, *, kinds: tuple[str, ...] = ("school",), turn_minutes: int = _TURN_MINUTES
) -> pd.DataFrame:
    """Every leg that a vehicle goes empty can carry pupils at no further cost (omvänd skolskjuts).

    A vehicle starts and ends the day, and stands for more than an hour, at the end of its line
    where the schools are: inbound runs end and outbound runs begin there. That is assumed; depots
    are not known. Between, it goes straight on to its next run.

    Parameters
    ----------
    kinds, turn_minutes : as `vehicle_runs`.

    Returns
    -------
    pandas.DataFrame
        leg_id, vehicle, line_id and direction along which it goes, origin, target (stop_id),
        departs, arrives, seats (free), cost (marginal, 0 kronor), stops and times (lists separated
        by spaces), after_trip and before_trip (the runs around it, missing at the ends of the day),
        along (``line``: a line of the instance that goes that way; ``reversed``: a line backwards,
        with its times). A leg that follows no line, or for which there is no time,
        is left out.

    Raises
    ------
    InputError
        If a run's line or stop is unknown.
    """
    ways = LineWays.of(instance)
    stops = instance.stops["stop_id"].astype("str").tolist()
    rows = [
        (f"{gap.vehicle}-{number}", gap.vehicle, way.line, way.direction, stops[way.stops[0]],
         stops[way.stops[-1]], clock_text(start), clock_text(start + way.seconds[-1]), gap.seats, 0,
         " ".join(stops[stop] for stop in way.stops),
         " ".join(clock_text(start + later) for later in way.seconds),
         gap.after, gap.before, way.along)
        for chain in vehicle_chains(instance, kinds, turn_minutes * 60)
        for number, (gap, way, start) in enumerate(_fitted(chain, ways, turn_minutes * 60), start=1)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(_LEG_COLUMNS))


@dataclass(frozen=True, slots=True)
class _Gap:
    """A stretch that a vehicle goes empty: after `ready`, to be there by `due` (None: no hurry)."""

    vehicle: str
    seats: int
    line: str
    origin: int
    target: int
    after: str | None
    before: str | None
    ready: int | None
    due: int | None


def _gaps(chain: list[Run]) -> Iterator[_Gap]:
    """Yield where the vehicle goes empty during the day, in order."""
    first, last = chain[0], chain[-1]
    if first.base != first.origin:
        yield _gap(first, (first.base, first.origin), None, first)
    for before, run in pairwise(chain):
        rests = run.departs - before.arrives >= _REST and before.base not in (
            before.target, run.origin
        )  # fmt: skip
        if rests:
            yield _gap(before, (before.target, before.base), before, None)
            yield _gap(run, (before.base, run.origin), None, run)
        elif before.target != run.origin:
            yield _gap(run, (before.target, run.origin), before, run)
    if last.target != last.base:
        yield _gap(last, (last.target, last.base), last, None)


def _gap(run: Run, ends: tuple[int, int], after: Run | None, before: Run | None) -> _Gap:
    return _Gap(
        run.vehicle, run.seats, run.line, ends[0], ends[1],
        None if after is None else after.trip, None if before is None else before.trip,
        None if after is None else after.arrives, None if before is None else before.departs,
    )  # fmt: skip


def _fitted(chain: list[Run], ways: LineWays, turn: int) -> Iterator[tuple[_Gap, Way, int]]:
    """Yield the gaps that follow a line and fit in time, with their departure in seconds."""
    for gap in _gaps(chain):
        way = ways.between(gap.origin, gap.target, gap.line)
        if way is None:
            continue
        earliest = 0 if gap.ready is None else gap.ready + turn
        start = earliest if gap.due is None else gap.due - turn - way.seconds[-1]
        if start >= earliest:
            yield gap, way, start
