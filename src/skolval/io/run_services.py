"""Services outwards of a run as tables, and back (linjer ut ur staden i en körning).

``services.csv`` tells which are run, with how many pupils; ``problem/`` holds the services, their
stops and calls, and how each option row rides. A run has them only if its policy lets pupils ride.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from skolval.domain.placement import Placement
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.ride_rows import FACTS
from skolval.domain.service_loads import loads, riding, vehicles
from skolval.domain.services import SERVICE_KINDS, Calls, Rides, Services, Ways
from skolval.domain.take_up import expected
from skolval.domain.timetable import clock_text

__all__ = [
    "SERVICES_FILE",
    "SERVICE_PARTS",
    "modes_of",
    "ride_columns",
    "runs_from",
    "service_frames",
    "services_from",
    "services_table",
]

_PARTS = ("services", "service_stops", "service_calls", "rides", "service_bells")
_WAYS = "service_ways"
SERVICE_PARTS: tuple[str, ...] = (*_PARTS, _WAYS)
SERVICES_FILE = "services.csv"
_LEGS = ("morning", "afternoon")
_BY_CALL = ("stop", "reached", "left", "seats")
_BY_RIDE = (*FACTS, "take_up", "fallback")


def service_frames(services: Services | None) -> dict[str, pd.DataFrame]:
    """Return the tables of `services`; of the option rows only those that ride."""
    if services is None:
        return {}
    own = ("ids", "kind", "running", "cost", "pupil_cost", "out_trips", "back_trips")
    stops = {"stop_id": services.stop_ids, "name": services.stop_names,
             "x": services.stop_x, "y": services.stop_y}  # fmt: skip
    calls = [
        pd.DataFrame(
            {"leg": leg, "service": run.service, **{name: getattr(run, name) for name in _BY_CALL}}
        )
        for leg, run in zip(_LEGS, (services.out, services.back), strict=True)
    ]
    frames = (
        pd.DataFrame({name: getattr(services, name) for name in own}),
        pd.DataFrame(stops),
        pd.concat(calls, ignore_index=True),
        _rides_frame(services.rides),
        pd.DataFrame({"starts": services.starts, "ends": services.ends}),
    )
    told = dict(zip(_PARTS, frames, strict=True))
    if services.ways is not None:
        told[_WAYS] = pd.DataFrame(
            {one.name: getattr(services.ways, one.name) for one in fields(services.ways)}
        )
    return told


def _rides_frame(rides: Rides | None) -> pd.DataFrame:
    if rides is None:
        return pd.DataFrame({name: np.zeros(0, np.int64) for name in ("option", *_BY_RIDE)})
    rows = np.flatnonzero(rides.board >= 0)
    return pd.DataFrame({"option": rows, **{name: getattr(rides, name)[rows] for name in _BY_RIDE}})


def services_from(frames: Mapping[str, pd.DataFrame], problem: Problem) -> Services | None:
    """Return the services that `frames` hold, None where there are none.

    Raises
    ------
    ValueError, KeyError
        If a table or column is missing or points outside its table.
    """
    if SERVICE_PARTS[0] not in frames:
        return None
    own, stops, calls, rides, bells = (frames[name] for name in _PARTS)
    out, back = (_calls(calls[calls["leg"] == leg], len(own), len(stops)) for leg in _LEGS)
    services = Services(
        ids=own["ids"].to_numpy(str),
        kind=_whole(own, "kind", 0, len(SERVICE_KINDS)),
        running=own["running"].to_numpy(bool),
        cost=own["cost"].to_numpy(np.int64),
        pupil_cost=own["pupil_cost"].to_numpy(np.int64),
        stop_ids=stops["stop_id"].to_numpy(str),
        out=out,
        back=back,
        out_trips=own["out_trips"].to_numpy(str),
        back_trips=own["back_trips"].to_numpy(str),
        stop_names=stops["name"].to_numpy(str),
        stop_x=stops["x"].to_numpy(np.float64),
        stop_y=stops["y"].to_numpy(np.float64),
        starts=bells["starts"].to_numpy(np.int64),
        ends=bells["ends"].to_numpy(np.int64),
        ways=_ways(frames.get(_WAYS), len(own), len(stops)),
    )
    if len(bells) != len(problem.unit_ids):
        raise ValueError("the bells of services are not those of the units")
    _refuse_strange_modes(problem, services, rides)
    return services.replace(rides=_rides(rides, problem, services))


def _ways(frame: pd.DataFrame | None, services: int, stops: int) -> Ways | None:
    if frame is None:
        return None
    ends = {"service": services, "start": stops, "end": stops, "seconds": 7 * 86_400}
    return Ways(**{name: _whole(frame, name, 0, most) for name, most in ends.items()})


def _calls(frame: pd.DataFrame, services: int, stops: int) -> Calls:
    of_call = _whole(frame, "service", 0, services)
    if (np.diff(of_call) < 0).any():
        raise ValueError("the calls of services are not in order")
    count = np.bincount(of_call, minlength=services)
    return Calls(
        start=np.r_[np.int64(0), np.cumsum(count)],
        stop=_whole(frame, "stop", 0, stops),
        **{name: frame[name].to_numpy(np.int64) for name in _BY_CALL[1:]},
    )


def _rides(frame: pd.DataFrame, problem: Problem, services: Services) -> Rides:
    rows, n = frame["option"].to_numpy(np.int64), len(problem.options)
    ends = {"board": services.out, "alight": services.out,
            "back_board": services.back, "back_alight": services.back}  # fmt: skip
    columns: dict[str, IntArray] = {}
    for name in _BY_RIDE:
        least, most = -1, n
        if name in ends:
            least, most = 0, len(ends[name].stop)
        elif name != "fallback":
            least, most = -1, 10**9
        columns[name] = np.full(n, 1000 if name == "take_up" else -1, np.int64)
        columns[name][rows] = _whole(frame, name, least, most)
    return Rides(**columns)


def _refuse_strange_modes(problem: Problem, services: Services, rides: pd.DataFrame) -> None:
    mode = problem.options.mode
    riding_rows = np.flatnonzero(mode > 0)
    told = rides["option"].to_numpy(np.int64)
    if mode.max(initial=0) > len(services) or not np.array_equal(np.sort(told), riding_rows):
        raise ValueError("the options and the rides of services do not fit together")


def _whole(frame: pd.DataFrame, name: str, least: int, end: int) -> IntArray:
    column: IntArray = frame[name].to_numpy(np.int64)
    if len(column) and (column.min() < least or column.max() >= end):
        raise ValueError(f"{name} of services points outside its table")
    return column


def ride_columns(problem: Problem, placement: Placement) -> dict[str, pd.Series]:
    """Return the columns of the placement about rides, empty where the policy has none.

    service (offered), stop and departs (where and when the pupil boards in the morning),
    home_stop and returns (where and when the bus is back in the afternoon).
    """
    services = problem.services
    if services is None or services.rides is None:
        return {}
    row = np.maximum(placement.chosen, 0)
    rides, mode = services.rides, problem.options.mode[row]
    aboard = placement.placed & (mode > 0)
    out = np.maximum(rides.board[row], 0)
    home = np.maximum(rides.back_alight[row], 0)
    return {
        "service": _text(np.append(services.ids, "")[mode - 1], aboard),
        "stop": _text(_at(services.stop_ids, services.out.stop, out), aboard),
        "departs": _text(_clock(services.out.left, out), aboard),
        "home_stop": _text(_at(services.stop_ids, services.back.stop, home), aboard),
        "returns": _text(_clock(services.back.reached, home), aboard),
    }


def _at(names: Any, stop: IntArray, call: IntArray) -> Any:
    return names[stop[call]] if len(stop) else np.full(len(call), "")


def _clock(times: IntArray, call: IntArray) -> Any:
    words = np.array([clock_text(int(seconds)) for seconds in times], dtype=str)
    return words[call] if len(times) else np.full(len(call), "")


def _text(values: Any, known: BoolArray) -> pd.Series:
    return pd.Series(values, dtype="str").where(known)


def modes_of(table: pd.DataFrame, problem: Problem) -> IntArray:
    """Return the mode of each row of a placement table: 0, or the service's number + 1.

    Raises
    ------
    ValueError
        If the table names a service that the run does not have.
    """
    if problem.services is None or "service" not in table:
        return np.zeros(len(table), np.int64)
    told = table["service"].replace("", np.nan)
    number = np.asarray(pd.Index(problem.services.ids).get_indexer(pd.Index(told)), np.int64)
    unknown = told.notna().to_numpy() & (number < 0)
    if unknown.any():
        raise ValueError(f"unknown service {told[unknown].iloc[0]!r} in the placement")
    return number + 1


def services_table(problem: Problem, placement: Placement) -> pd.DataFrame:
    """Return one row per service: whether it is run, for how many, and what it costs.

    Columns: service_id, kind, running (goes anyway), run, vehicles (beside those that go anyway),
    pupils (offered a seat), expected (of them to accept), fullest_morning and fullest_afternoon
    (most pupils aboard on a leg), seats (least on a leg), cost (of its vehicles) and
    pupil_cost (of all who are offered a seat).
    """
    services = problem.services
    if services is None or services.rides is None or placement.runs is None:
        return pd.DataFrame()
    rows = riding(problem, placement.chosen)
    service, size = (
        problem.options.mode[rows] - 1,
        problem.parties.size[problem.options.party[rows]],
    )
    pupils = np.bincount(service, size, len(services)).astype(np.int64)
    take_up = services.rides.take_up[rows]
    fullest = []
    for calls, load in zip(
        (services.out, services.back), loads(problem, placement.chosen), strict=True
    ):
        most = np.zeros(len(services), np.int64)
        np.maximum.at(most, calls.service, load)
        fullest.append(most)
    needed = vehicles(problem, placement.chosen)
    return pd.DataFrame(
        {
            "service_id": services.ids,
            "kind": np.array(SERVICE_KINDS)[services.kind],
            "running": services.running,
            "run": placement.runs,
            "vehicles": needed,
            "pupils": pupils,
            "expected": [
                expected(take_up[service == number], size[service == number])
                for number in range(len(services))
            ],
            "fullest_morning": fullest[0],
            "fullest_afternoon": fullest[1],
            "seats": _least_seats(services),
            "cost": services.cost * needed,
            "pupil_cost": services.pupil_cost * pupils,
        }
    )


def _least_seats(services: Services) -> IntArray:
    least = np.full(len(services), np.iinfo(np.int64).max)
    for calls in (services.out, services.back):
        inner = np.ones(len(calls.stop), np.bool_)
        inner[calls.start[1:] - 1] = False
        np.minimum.at(least, calls.service[inner], calls.seats[inner])
    return least


def runs_from(table: pd.DataFrame, problem: Problem) -> BoolArray:
    """Return (L,) which services the file says are run.

    Raises
    ------
    ValueError
        If its rows are not the services of the run.
    """
    services = problem.services
    if services is None or table["service_id"].astype(str).tolist() != services.ids.tolist():
        raise ValueError("services.csv does not hold the services of the run")
    run: BoolArray = table["run"].to_numpy(bool)
    return run
