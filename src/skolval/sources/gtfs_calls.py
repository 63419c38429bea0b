"""Calls (uppehåll): when every run of a feed is at every stop, missing times filled in between.

Times may pass 24:00:00. A stop without a time lies between two that have one; its time is taken
in proportion to the distance along the line where the feed tells it, else to the number of stops.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.language import _
from skolval.io.faults import Ledger
from skolval.sources.gtfs_files import Feed, FeedTable
from skolval.sources.gtfs_stops import Stops

__all__ = ["Calls", "calls_of"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

_CLOCK = r"(\d{1,3}):([0-5]\d):([0-5]\d)"
_PROPER = _("Give the feed as it was published.")


@dataclass(frozen=True, slots=True)
class Calls:
    """Every call of the runs of the day, by run in order of the feed, then along the run.

    Parameters
    ----------
    frame : trip_id, stop_id (of `Stops`), arrives, departs (seconds), boards, alights.
    filled : times that were filled in. on_call : calls that need a booking, taken as none.
    outside : calls at stops outside the area.
    """

    frame: pd.DataFrame
    filled: int
    on_call: int
    outside: int


def calls_of(feed: Feed, trips: pd.Series, stops: Stops, ledger: Ledger) -> Calls | None:
    """Return the calls of the trips at the stops that are kept, None where one is faulty.

    Parameters
    ----------
    trips : trip_id of the runs of the day. stops : those kept; calls at others are left out.
    """
    table = feed["stop_times"]
    table = table.part(table.frame["trip_id"].isin(set(trips)).to_numpy(bool))
    told = len(ledger.faults)
    _refuse_unknown(table, stops, ledger)
    table = _in_order(table, ledger)
    arrives, departs = (_seconds(table, name, ledger) for name in
                        ("arrival_time", "departure_time"))  # fmt: skip
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    arrives = np.where(np.isnan(arrives), departs, arrives)
    departs = np.where(np.isnan(departs), arrives, departs)
    trip = table.frame["trip_id"].to_numpy(str)
    filled = int(np.isnan(arrives).sum())
    _refuse_open_ends(table, np.isnan(arrives), trip, ledger)
    along = _along(table, trip)
    arrives, departs = _between(arrives, along, trip), _between(departs, along, trip)
    _refuse_falling(table, (arrives, departs), trip, ledger)
    if any(fault.level == "error" for fault in ledger.faults[told:]):
        return None
    frame, on_call = _boarding(table)
    frame = frame.assign(
        stop_id=table.frame["stop_id"].map(stops.of), arrives=np.rint(arrives).astype(np.int64),
        departs=np.rint(departs).astype(np.int64),
    )  # fmt: skip
    kept = frame["stop_id"].isin(set(stops.frame["stop_id"])).to_numpy(bool)
    joined = _joined(frame[kept].reset_index(drop=True))
    return Calls(joined, filled, on_call, int((~kept).sum()))


def _refuse_unknown(table: FeedTable, stops: Stops, ledger: Ledger) -> None:
    bad = ~table.frame["stop_id"].isin(set(stops.of)).to_numpy(bool)
    texts = ("reference", _("There is no stop {value} in stops.txt."), _PROPER)
    table.tell(bad, "stop_id", texts, ledger)


def _in_order(table: FeedTable, ledger: Ledger) -> FeedTable:
    """Return the calls by trip in order of the feed, then by stop_sequence."""
    sequence = pd.to_numeric(table.frame["stop_sequence"], errors="coerce").to_numpy(np.float64)
    texts = ("whole_number", _("{value} is not a whole number."), _PROPER)
    table.tell(~np.isfinite(sequence), "stop_sequence", texts, ledger)
    trip = pd.factorize(table.frame["trip_id"])[0]
    order = np.lexsort((sequence, trip))
    in_order = FeedTable(
        table.file, table.frame.iloc[order].reset_index(drop=True), table.rows[order]
    )
    sequence, trip = sequence[order], trip[order]
    twice = np.concatenate([[False], (trip[1:] == trip[:-1]) & (sequence[1:] == sequence[:-1])])
    texts = ("unique", _("The place {value} stands twice on the same run."), _PROPER)
    in_order.tell(twice[: len(trip)], "stop_sequence", texts, ledger)
    return in_order


def _seconds(table: FeedTable, column: str, ledger: Ledger) -> FloatArray:
    """Return clock times as seconds, NaN where there is none; what is no time is a fault."""
    text = table.frame[column]
    parts = text.str.extract(_CLOCK)
    whole = text.str.fullmatch(_CLOCK).to_numpy(bool, na_value=False)
    number = parts.astype("float64").to_numpy(np.float64)
    seconds: FloatArray = number @ np.array([3600.0, 60.0, 1.0])
    bad = text.notna().to_numpy(bool) & ~whole
    texts = ("time", _("{value} is not a clock time such as 07:35:00."), _PROPER)
    table.tell(bad, column, texts, ledger)
    return np.where(whole, seconds, np.nan)


def _refuse_open_ends(
    table: FeedTable, empty: BoolArray, trip: npt.NDArray[np.str_], ledger: Ledger
) -> None:
    """The first and the last stop of a run need times: between others they are filled in."""
    new = np.concatenate([[True], trip[1:] != trip[:-1]])[: len(trip)]
    last = np.concatenate([trip[1:] != trip[:-1], [True]])[: len(trip)]
    texts = (
        "required",
        _("The first and last stop of a run need a time."),
        _PROPER,
    )
    table.tell(empty & (new | last), "departure_time", texts, ledger)


def _along(table: FeedTable, trip: npt.NDArray[np.str_]) -> FloatArray:
    """Return how far along its run a call is: metres if all of the run's calls tell, else stops."""
    told = pd.to_numeric(table.frame["shape_dist_traveled"], errors="coerce")
    distance = told.to_numpy(np.float64)
    whole = pd.Series(np.isfinite(distance)).groupby(trip).transform("all").to_numpy(bool)
    number = pd.Series(trip).groupby(trip).cumcount().to_numpy(np.float64)
    return np.where(whole, distance, number)


def _between(times: FloatArray, along: FloatArray, trip: npt.NDArray[np.str_]) -> FloatArray:
    """Return the times with the missing ones in proportion to the way between their neighbours."""
    empty = np.isnan(times)
    if not empty.any():
        return times
    rows = np.arange(len(times))
    before = np.maximum.accumulate(np.where(empty, 0, rows))
    after = np.minimum.accumulate(np.where(empty, len(times) - 1, rows)[::-1])[::-1]
    usable = empty & (trip[before] == trip) & (trip[after] == trip) & ~empty[before] & ~empty[after]
    low, high = before[usable], after[usable]
    span = along[high] - along[low]
    steps = np.where(span > 0, along[usable] - along[low], rows[usable] - low)
    share = steps / np.where(span > 0, span, high - low)
    filled = times.copy()
    filled[usable] = times[low] + np.clip(share, 0, 1) * (times[high] - times[low])
    return filled


def _refuse_falling(
    table: FeedTable,
    times: tuple[FloatArray, FloatArray],
    trip: npt.NDArray[np.str_],
    ledger: Ledger,
) -> None:
    arrives, departs = times
    same = np.concatenate([[False], trip[1:] == trip[:-1]])[: len(trip)]
    earlier = np.concatenate([[np.nan], departs[:-1]])[: len(trip)]
    texts = (
        "time_order",
        _("The run is at this stop ({value}) before it left the one before."),
        _PROPER,
    )
    table.tell(same & (arrives < earlier), "arrival_time", texts, ledger)
    texts = ("time_order", _("The run leaves ({value}) before it has come."), _PROPER)
    table.tell(departs < arrives, "departure_time", texts, ledger)


def _boarding(table: FeedTable) -> tuple[pd.DataFrame, int]:
    """Return trip, boards and alights: 0 and 3 (wave to the driver) do, 1 and 2 (book) do not."""
    pickup = table.frame["pickup_type"].fillna("0")
    drop = table.frame["drop_off_type"].fillna("0")
    on_call = int(((pickup == "2") | (drop == "2")).sum())
    frame = pd.DataFrame(
        {
            "trip_id": table.frame["trip_id"],
            "boards": pickup.isin(["0", "3"]),
            "alights": drop.isin(["0", "3"]),
        }
    )
    return frame, on_call


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the calls with two in a row at one stop (its platforms) as one."""
    new = (frame["trip_id"] != frame["trip_id"].shift()) | (
        frame["stop_id"] != frame["stop_id"].shift()
    )
    if new.all():
        return frame
    part = frame.groupby(new.cumsum(), sort=False)
    return part.agg(
        {"trip_id": "first", "boards": "max", "alights": "max", "stop_id": "first",
         "arrives": "min", "departs": "max"}
    ).reset_index(drop=True)  # fmt: skip
