"""Public transport timetables (GTFS): one day of a feed as the instance's stops, lines, departures.

A line of the instance is one sequence of stops with its running times; the runs that share it are
its departures. The feed of a whole county becomes the few lines that a municipality's pupils can
use: stops farther than the buffer from the area are left out, and so are runs left with one stop.

Source: General Transit Feed Specification, Schedule reference (gtfs.org); GTFS Regional of
Trafiklab, whose stop ids 9021... are stops and 9022... their platforms.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from skolval.domain.language import N_, _
from skolval.domain.provenance import Fact
from skolval.domain.timetable import DAYS
from skolval.io.faults import Ledger
from skolval.sources.gtfs_calendar import Calendar, calendar_of, chosen_date
from skolval.sources.gtfs_calls import Calls, calls_of
from skolval.sources.gtfs_files import Feed, read_feed
from skolval.sources.gtfs_patterns import patterns_of
from skolval.sources.gtfs_runs import Run, runs_of
from skolval.sources.gtfs_stops import Stops, stops_of

__all__ = ["GtfsRead", "GtfsTerms", "read_gtfs"]


@dataclass(frozen=True, slots=True)
class GtfsTerms:
    """What of a feed is wanted.

    Parameters
    ----------
    day : the date, None for the fullest one of `weekday` (one of `domain.timetable.DAYS`).
    area : in EPSG:3006, None for the whole feed. buffer : metres around it.
    school_buses : kind of the runs that the feed calls school buses; those of a feed are open to
        everybody (öppen skolskjuts), so ``public`` unless told otherwise.
    left_out : words in a route's description whose runs are not for pupils.
    licence : under which the feed may be used; feeds do not tell.
    """

    day: date | None = None
    weekday: str = "tue"
    area: BaseGeometry | None = None
    buffer: float = 3000.0
    school_buses: str = "public"
    left_out: tuple[str, ...] = ("sjukresebuss", "sjukresa")
    licence: str = ""


@dataclass(frozen=True, slots=True)
class GtfsRead:
    """One day of a feed.

    Parameters
    ----------
    stops, lines, departures : as in the data dictionary. day : the date they are read for.
    facts : where each table comes from. notes : what was repaired, filled in or left out.
    """

    stops: pd.DataFrame
    lines: pd.DataFrame
    departures: pd.DataFrame
    day: date
    facts: tuple[Fact, ...]
    notes: tuple[str, ...]


def read_gtfs(path: Path, *, ledger: Ledger, terms: GtfsTerms | None = None) -> GtfsRead | None:
    """Return one day of a feed, None where its files are faulty or nothing runs that day.

    Parameters
    ----------
    path : the zip, or the folder with the files.
    """
    wanted = terms or GtfsTerms()
    feed = read_feed(path, ledger)
    calendar = None if feed is None else calendar_of(feed, ledger)
    if feed is None or calendar is None:
        return None
    services = feed["trips"].frame["service_id"]
    day = chosen_date(calendar, services, day=wanted.day, weekday=wanted.weekday, ledger=ledger)
    if day is None:
        return None
    runs = runs_of(feed, calendar.services(day), ledger, left_out=wanted.left_out)
    if runs is None:
        return None
    every = stops_of(feed, _used(feed, runs), ledger)
    stops = None if every is None else every.within(wanted.area, wanted.buffer)
    calls = None if stops is None else calls_of(feed, runs.frame["trip_id"], stops, ledger)
    if stops is None or calls is None:
        return None
    lines, departures = patterns_of(
        calls.frame, runs, school=wanted.school_buses, day=DAYS[day.weekday()]
    )
    kept = stops.part(stops.frame["stop_id"].isin(set(lines["stop_id"])).to_numpy(bool))
    changes, ignored = _changes(feed, kept)
    return GtfsRead(
        kept.frame.assign(change_minutes=changes),
        lines,
        departures,
        day,
        tuple(_facts(feed, calendar, day, wanted.licence)),
        tuple(_notes(day, (runs, calls, ignored), departures, calendar)),
    )


def _used(feed: Feed, runs: Run) -> pd.Series:
    """Return stop_id of every call of the runs."""
    calls = feed["stop_times"].frame
    return calls.loc[calls["trip_id"].isin(set(runs.frame["trip_id"])), "stop_id"]


def _changes(feed: Feed, stops: Stops) -> tuple[pd.Series, int]:
    """Return whole minutes that a change at each stop takes, and how many transfers are not used.

    Only the least time of a change within a stop is used; times between stops come from the way
    on foot, and guaranteed connections between two runs are the timetable's own.
    """
    table = feed["transfers"].frame
    origin, target = (table[name].map(stops.of) for name in ("from_stop_id", "to_stop_id"))
    seconds = pd.to_numeric(table["min_transfer_time"], errors="coerce")
    general = table["from_trip_id"].isna() & table["to_trip_id"].isna()
    usable = (origin == target) & (table["transfer_type"] == "2") & seconds.notna() & general
    longest = seconds[usable].groupby(origin[usable]).max()
    minutes = stops.frame["stop_id"].map(np.ceil(longest / 60)).astype("Float64").astype("Int64")
    return minutes, int((~usable).sum())


def _facts(feed: Feed, calendar: Calendar, day: date, licence: str) -> Iterator[Fact]:
    told = feed["feed_info"].frame
    publisher, version, name = (
        str(told[column].iloc[0]) if len(told) and told[column].notna().iloc[0] else ""
        for column in ("feed_publisher_name", "feed_version", "feed_id")
    )
    agencies = ", ".join(sorted(feed["agency"].frame["agency_name"].dropna().unique()))
    source = " ".join(part for part in (publisher or agencies, name) if part)
    validity = f"{calendar.first} - {calendar.last}"
    meanings = {
        "stops": N_("stops of the feed at which a kept run stops; platforms joined to their stop"),
        "lines": N_("sequences of stops with the running times of the timetable"),
        "departures": N_("runs of the date in the timetable"),
    }
    for table, definition in meanings.items():
        yield Fact(
            table=table, column="", source=source, definition=definition,
            vintage=" ".join(part for part in (version, str(day)) if part),
            made="read", file=feed.name, digest=feed.digest, licence=licence,
            note=N_("valid {validity}; {agencies}").format(validity=validity, agencies=agencies),
        )  # fmt: skip


def _notes(
    day: date, read: tuple[Run, Calls, int], departures: pd.DataFrame, calendar: Calendar
) -> Iterator[str]:
    runs, calls, ignored = read
    yield _(
        "The timetable of {day} ({weekday}): {runs} of {all} runs; valid {first} to {last}."
    ).format(
        day=day,
        weekday=DAYS[day.weekday()],
        runs=len(departures),
        all=len(runs.frame) + runs.repeated,
        first=calendar.first,
        last=calendar.last,
    )
    told = (
        (calls.outside, _("{n} calls outside the area and its buffer are left out.")),
        (calls.filled, _("{n} times that the feed leaves empty are filled in between others.")),
        (calls.on_call, _("{n} calls must be booked; nobody is taken to get on or off there.")),
        (runs.left_out, _("{n} runs are not for pupils, by their description, and left out.")),
        (runs.headways, _("{n} departures are made from frequencies, at even intervals.")),
        (ignored, _("{n} transfers between stops or single runs are not used.")),
    )
    for count, text in told:
        if count:
            yield text.format(n=count)
