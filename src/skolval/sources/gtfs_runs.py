"""Runs of the day (turer) of a feed: their route, direction, and repeats by frequency."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.domain.timetable import seconds_of
from skolval.io.faults import Ledger
from skolval.sources.gtfs_files import Feed, FeedTable

__all__ = ["Run", "runs_of"]


_PROPER = _("Give the feed as it was published.")
_SCHOOL_BUS = "712"
"""Extended route type of a school bus."""
_KINDS = (
    (range(100, 118), "train"), (range(200, 210), "coach"), (range(400, 406), "metro"),
    (range(700, 717), "bus"), (range(900, 907), "tram"), (range(1000, 1022), "ferry"),
    (range(1500, 1508), "taxi"), (range(1), "tram"), (range(1, 2), "metro"),
    (range(2, 3), "train"), (range(3, 4), "bus"), (range(4, 5), "ferry"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Run:
    """The runs of a day.

    Parameters
    ----------
    frame : one row per trip: trip_id, name, direction, vehicle, category, school (bool), route_id.
    starts : trip_id and seconds of the further departures of trips that run at intervals.
    left_out : runs not for pupils. headways : departures made from frequencies.
    repeated : departures beside the first of each trip.
    """

    frame: pd.DataFrame
    starts: pd.DataFrame
    left_out: int
    headways: int

    @property
    def repeated(self) -> int:
        """Departures that the trips have beside one each."""
        return len(self.starts) - self.starts["trip_id"].nunique()


def runs_of(
    feed: Feed, services: frozenset[str], ledger: Ledger, *, left_out: tuple[str, ...]
) -> Run | None:
    """Return the runs of some services, None where a trip has no route or a frequency is faulty.

    Parameters
    ----------
    left_out : words in a route's description whose runs are not wanted.
    """
    told = len(ledger.faults)
    routes = _routes(feed["routes"], ledger)
    trips = feed["trips"]
    _refuse_repeats(trips, "trip_id", ledger)
    trips = trips.part(trips.frame["service_id"].isin(services).to_numpy(bool))
    texts = ("reference", _("There is no route {value} in routes.txt."), _PROPER)
    lost = ~trips.frame["route_id"].isin(set(routes.index)).to_numpy(bool)
    trips.tell(lost, "route_id", texts, ledger)
    starts = _frequencies(feed["frequencies"], set(trips.frame["trip_id"]), ledger)
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    frame = trips.frame.join(routes, on="route_id")
    words = frame["category"].fillna("").str.casefold()
    away = np.array([any(word in text for word in left_out) for text in words], np.bool_)
    frame = frame[~away].reset_index(drop=True)
    starts = starts[starts["trip_id"].isin(set(frame["trip_id"]))].reset_index(drop=True)
    direction = frame["direction_id"].map({"0": "out", "1": "in"})
    columns = ["trip_id", "name", "category", "school", "route_id"]
    kept = frame[columns].assign(direction=direction, vehicle=frame["block_id"])
    return Run(kept, starts, int(away.sum()), len(starts))


def _refuse_repeats(table: FeedTable, column: str, ledger: Ledger) -> None:
    ids = table.frame[column]
    texts = (
        "unique",
        _("The code {value} is empty or stands twice."),
        _("Every row needs a code of its own."),
    )
    table.tell((ids.isna() | ids.duplicated()).to_numpy(bool), column, texts, ledger)


def _routes(table: FeedTable, ledger: Ledger) -> pd.DataFrame:
    """Return name, category and whether it is a school bus, by route_id."""
    _refuse_repeats(table, "route_id", ledger)
    frame = table.frame.drop_duplicates("route_id")
    name = frame["route_short_name"].fillna(frame["route_long_name"]).fillna(frame["route_id"])
    kind = frame["route_type"].map(_kind_of, na_action="ignore")
    category = frame["route_desc"].fillna(kind)
    school = (frame["route_type"] == _SCHOOL_BUS) | frame["route_desc"].fillna("").str.contains(
        r"skol(?:buss|skjuts)|school bus", case=False
    )
    found = pd.DataFrame({"name": name, "category": category, "school": school})
    return found.set_axis(frame["route_id"], axis=0)


def _kind_of(code: str) -> str | None:
    number = int(code) if code.isdecimal() else -1
    return next((name for codes, name in _KINDS if number in codes), None)


def _frequencies(table: FeedTable, trips: set[str], ledger: Ledger) -> pd.DataFrame:
    """Return every departure of the trips that run at intervals: from the start, before the end."""
    table = table.part(table.frame["trip_id"].isin(trips).to_numpy(bool))
    clocks = [_clock(table, name, ledger) for name in ("start_time", "end_time")]
    every = pd.to_numeric(table.frame["headway_secs"], errors="coerce").to_numpy(np.float64)
    texts = ("headway", _("{value} is not a number of seconds above 0."), _PROPER)
    bad = ~(np.isfinite(every) & (every >= 1))
    table.tell(bad, "headway_secs", texts, ledger)
    found = [
        (trip, when)
        for trip, start, end, step in zip(table.frame["trip_id"], *clocks, every, strict=True)
        if start is not None and end is not None and step >= 1
        for when in range(start, end, int(step))
    ]
    rows = pd.DataFrame(found, columns=["trip_id", "starts"]).drop_duplicates()
    return rows.astype({"trip_id": "str", "starts": "int64"})


def _clock(table: FeedTable, column: str, ledger: Ledger) -> list[int | None]:
    found = [None if pd.isna(text) else seconds_of(text) for text in table.frame[column]]
    texts = ("time", _("{value} is not a clock time such as 07:35:00."), _PROPER)
    table.tell(np.array([when is None for when in found], np.bool_), column, texts, ledger)
    return found
