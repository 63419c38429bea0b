"""Timetable (tidtabell): the runs of one day as connections from stop to stop."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.domain.timetable import days_of, seconds_of
from skolval.errors import Fault, InputError

__all__ = ["Timetable", "runs_of", "timetable_of"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Timetable:
    """All connections of a day, the latest arrival first.

    A connection is one run from one stop to its next. Of equal arrivals the later departure
    stands first, then the run that stands first in the table, then its later stop.

    Parameters
    ----------
    change : (S,) whole seconds that a change at the stop takes at least.
    origin, target : (C,) stop numbers, rows of `Instance.stops`.
    departs, arrives : (C,) seconds after midnight.
    trip : (C,) row of `trips`. place : (C,) number of the connection along its run.
    boards, alights : (C,) whether one may get on at `origin` and off at `target`.
    trips : one row per run: trip_id, line_id, direction, name, kind, seats, first, last.
    """

    change: IntArray
    origin: IntArray
    target: IntArray
    departs: IntArray
    arrives: IntArray
    trip: IntArray
    place: IntArray
    boards: BoolArray
    alights: BoolArray
    trips: pd.DataFrame

    def __len__(self) -> int:
        return len(self.trip)

    def mirrored(self) -> Timetable:
        """Return the timetable backwards in time: every run goes the other way, from later on.

        The earliest arrival forwards is the latest departure in it, with the sign changed.
        """
        turned = Timetable(
            self.change, self.target, self.origin, -self.arrives, -self.departs, self.trip,
            -self.place, self.alights, self.boards, self.trips,
        )  # fmt: skip
        return turned.ordered()

    def ordered(self) -> Timetable:
        """Return the connections in the order in which they are scanned."""
        order = np.lexsort((-self.place, self.trip, -self.departs, -self.arrives))
        return Timetable(
            self.change, self.origin[order], self.target[order], self.departs[order],
            self.arrives[order], self.trip[order], self.place[order], self.boards[order],
            self.alights[order], self.trips,
        )  # fmt: skip


def runs_of(instance: Instance, *, kinds: tuple[str, ...]) -> pd.DataFrame:
    """Return the departures of the school day's weekday, as seconds, in the table's order.

    Parameters
    ----------
    kinds : which kinds of runs, of `domain.timetable.KINDS`.
    """
    table = instance.departures
    day = instance.school_day.weekday
    listed = {word: days_of(word) or frozenset() for word in table["days"].fillna("").unique()}
    runs_today = table["days"].fillna("").map(lambda word: day in listed[word]).astype(bool)
    wanted = runs_today & table["kind"].fillna("public").isin(kinds)
    runs = table[wanted].reset_index(drop=True)
    starts = runs["departure"].map(seconds_of).astype("int64")
    return runs.assign(starts=starts, kind=runs["kind"].fillna("public"))


def timetable_of(instance: Instance, *, kinds: tuple[str, ...] = ("public",)) -> Timetable:
    """Return the connections of the school day's weekday (tidtabell).

    Parameters
    ----------
    kinds : ``public`` for runs open to everybody, ``school`` for school transport.

    Raises
    ------
    InputError
        If a run's line has no stops in its direction, or a stop is unknown.
    """
    lines = _lines(instance)
    runs = runs_of(instance, kinds=kinds)
    starts_line = ~lines["key"].duplicated().to_numpy(bool)
    names = pd.Index(lines["key"][starts_line])
    of_run = np.asarray(names.get_indexer(pd.Index(_key(runs))), np.int64)
    _refuse_unknown(runs, of_run)
    begins = np.flatnonzero(starts_line)
    count = np.diff(np.append(begins, len(lines)))
    calls = _Calls.of(instance, lines)
    first, steps = begins[of_run], count[of_run] - 1
    trip = np.repeat(np.arange(len(runs)), steps)
    place = np.arange(len(trip)) - np.repeat(np.cumsum(steps) - steps, steps)
    row = first[trip] + place
    # The departure is when the vehicle leaves its first stop.
    began = (runs["starts"].to_numpy(np.int64) - calls.left[first])[trip]
    departs, arrives = began + calls.left[row], began + calls.reached[row + 1]
    return Timetable(
        _changes(instance), calls.stop[row], calls.stop[row + 1], departs, arrives, trip, place,
        calls.boards[row], calls.alights[row + 1], _trips(runs, lines, first),
    ).ordered()  # fmt: skip


def _key(frame: pd.DataFrame) -> pd.Series:
    return frame["line_id"].astype("str") + "\t" + frame["direction"].fillna("").astype("str")


def _lines(instance: Instance) -> pd.DataFrame:
    lines = instance.lines
    lines = lines.assign(key=_key(lines), order=pd.to_numeric(lines["order"]))
    lines = lines.sort_values(["key", "order"], kind="stable").reset_index(drop=True)
    count = lines.groupby("key")["key"].transform("size")
    return lines[(count > 1).to_numpy(bool)].reset_index(drop=True)


@dataclass(frozen=True, slots=True)
class _Calls:
    """Every stop of every line: seconds from the start when it is reached and left."""

    stop: IntArray
    reached: IntArray
    left: IntArray
    boards: BoolArray
    alights: BoolArray

    @classmethod
    def of(cls, instance: Instance, lines: pd.DataFrame) -> _Calls:
        stops = pd.Index(instance.stops["stop_id"].astype("str"))
        stop = np.asarray(stops.get_indexer(pd.Index(lines["stop_id"].astype("str"))), np.int64)
        _refuse_unknown_stops(lines, stop)
        minute = lines["minute"].to_numpy(np.float64)
        waits = _optional(lines, "waits").fillna(0).to_numpy(np.float64)
        boarding = _optional(lines, "boarding").fillna("both")
        return cls(
            stop,
            np.rint(minute * 60).astype(np.int64),
            np.rint((minute + waits) * 60).astype(np.int64),
            boarding.isin(["both", "on"]).to_numpy(bool),
            boarding.isin(["both", "off"]).to_numpy(bool),
        )


def _optional(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return a column that tables made before there were timetables lack."""
    return frame[column] if column in frame else pd.Series([None] * len(frame), dtype=object)


def _changes(instance: Instance) -> IntArray:
    """Return seconds of a change by stop: at least one, so that a change is a step in time."""
    usual = instance.school_day.change_minutes
    told = pd.to_numeric(_optional(instance.stops, "change_minutes"))
    minutes = told.astype("Float64").fillna(usual).to_numpy(np.float64)
    return np.maximum(np.rint(minutes * 60).astype(np.int64), 1)


def _trips(runs: pd.DataFrame, lines: pd.DataFrame, first: IntArray) -> pd.DataFrame:
    """Return one row per run; the seats are the line's where the run tells none."""
    own = pd.to_numeric(runs["seats"]).astype("Int64")
    lines_seats = pd.to_numeric(lines["seats"]).astype("Int64").iloc[first].reset_index(drop=True)
    name = _optional(lines, "name").iloc[first].reset_index(drop=True)
    columns = ["trip_id", "line_id", "direction", "kind", "vehicle", "cost", "starts"]
    return runs[columns].assign(
        seats=own.fillna(lines_seats), name=name.fillna(runs["line_id"]).astype("str")
    )


_MOST_FAULTS = 20


def _refuse_unknown(runs: pd.DataFrame, of_run: IntArray) -> None:
    lost = np.flatnonzero(of_run < 0)
    if len(lost):
        raise InputError(
            Fault(
                _("The line {line} of the run {trip} has no stops in that direction.").format(
                    line=runs["line_id"].iloc[row], trip=runs["trip_id"].iloc[row]
                ),
                file="departures",
                column="line_id",
                value=str(runs["line_id"].iloc[row]),
                rule="reference",
                remedy=_("Correct the line or the direction, or add its stops to lines."),
            )
            for row in lost[:_MOST_FAULTS]
        )


def _refuse_unknown_stops(lines: pd.DataFrame, stop: IntArray) -> None:
    lost = np.flatnonzero(stop < 0)
    if len(lost):
        raise InputError(
            Fault(
                _("The line {line} names the stop {stop}, which does not exist.").format(
                    line=lines["line_id"].iloc[row], stop=lines["stop_id"].iloc[row]
                ),
                file="lines",
                column="stop_id",
                value=str(lines["stop_id"].iloc[row]),
                rule="reference",
                remedy=_("Correct it, or add the stop."),
            )
            for row in lost[:_MOST_FAULTS]
        )
