"""Lines of a timetable (linjesträckningar): runs with the same stops and times are one line."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.timetable import clock_text
from skolval.sources.gtfs_runs import Run

__all__ = ["patterns_of"]

_LINE = ("line_id", "order", "stop_id", "minute", "direction", "waits", "boarding", "name")
_RUN = ("trip_id", "line_id", "direction", "departure", "days", "kind", "vehicle", "category")
_BOARDING = {(True, True): "both", (True, False): "on", (False, True): "off",
             (False, False): "none"}  # fmt: skip


def patterns_of(
    calls: pd.DataFrame, runs: Run, *, school: str, day: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the frames `lines` and `departures` of some runs.

    Lines are called by their name and a number, in the order of name, route, direction and first
    departure. A run with a single call is left out.

    Parameters
    ----------
    calls : trip_id, stop_id, arrives, departs, boards, alights, in order along each run.
    school : kind of the runs that are school buses. day : one of `domain.timetable.DAYS`.
    """
    size = calls.groupby("trip_id")["trip_id"].transform("size")
    calls = calls[(size > 1).to_numpy(bool)].reset_index(drop=True)
    if not len(calls):
        return pd.DataFrame(columns=list(_LINE)), pd.DataFrame(columns=list(_RUN))
    first = calls.groupby("trip_id", sort=False)["departs"].transform("first")
    calls = calls.assign(
        reached=calls["arrives"] - first,
        waits=calls["departs"] - calls["arrives"],
        boarding=[
            _BOARDING[bool(on), bool(off)]
            for on, off in zip(calls["boards"], calls["alights"], strict=True)
        ],
    )
    starts_run = ~calls["trip_id"].duplicated().to_numpy(bool)
    # The wait at the first stop is before the departure, so it belongs to no journey.
    calls.loc[starts_run, ["reached", "waits"]] = 0
    trips = _trips(calls, runs, starts_run)
    lines = _lines(calls, trips)
    return lines, _departures(trips, runs, school=school, day=day)


def _trips(calls: pd.DataFrame, runs: Run, starts_run: np.ndarray) -> pd.DataFrame:
    """Return the runs with the line each belongs to, in order of line and departure."""
    shape = (
        calls["stop_id"] + "|" + calls["reached"].astype("str") + "|"
        + calls["waits"].astype("str") + "|" + calls["boarding"]
    )  # fmt: skip
    shape = shape.groupby(calls["trip_id"], sort=False).agg("\n".join)
    departs = calls["departs"][starts_run].set_axis(calls["trip_id"][starts_run])
    trips = runs.frame.set_index("trip_id").loc[shape.index]
    trips = trips.assign(
        shape=shape, departs=departs, key=trips["direction"].fillna("").astype("str")
    )
    trips = trips.reset_index().sort_values(
        ["name", "route_id", "key", "departs", "trip_id"], kind="stable"
    )
    same = ["name", "route_id", "key", "shape"]
    pattern = trips.groupby(same, sort=False).ngroup()
    leading = ~pattern.duplicated().to_numpy(bool)
    number = trips[leading].groupby("name", sort=False).cumcount() + 1
    of_pattern = dict(zip(pattern[leading], number, strict=True))
    name = trips["name"].str.replace(r"\s+", "-", regex=True)
    line = [f"{word}.{of_pattern[code]}" for word, code in zip(name, pattern, strict=True)]
    return trips.assign(line_id=line, leading=leading).reset_index(drop=True)


def _lines(calls: pd.DataFrame, trips: pd.DataFrame) -> pd.DataFrame:
    """Return the stops of every line, as its first run calls at them."""
    leading = trips[trips["leading"]].set_index("trip_id")
    kept = calls[calls["trip_id"].isin(set(leading.index))]
    place = kept.groupby("trip_id", sort=False).cumcount() + 1
    rank = kept["trip_id"].map({trip: number for number, trip in enumerate(leading.index)})
    frame = pd.DataFrame(
        {
            "line_id": kept["trip_id"].map(leading["line_id"]),
            "order": place,
            "stop_id": kept["stop_id"],
            "minute": (kept["reached"] / 60).round(4),
            "direction": kept["trip_id"].map(leading["direction"]),
            "waits": (kept["waits"] / 60).round(4).where(kept["waits"] > 0),
            "boarding": kept["boarding"].where(kept["boarding"] != "both"),
            "name": kept["trip_id"].map(leading["name"]),
        }
    )
    return (
        frame.assign(rank=rank)
        .sort_values(["rank", "order"])
        .drop(columns="rank")
        .reset_index(drop=True)
    )


def _departures(trips: pd.DataFrame, runs: Run, *, school: str, day: str) -> pd.DataFrame:
    repeats = trips.merge(runs.starts, how="left", on="trip_id")
    again = repeats["starts"].notna()
    departs = repeats["starts"].fillna(repeats["departs"]).astype("int64")
    clock = departs.map(clock_text)
    trip = repeats["trip_id"].where(~again, repeats["trip_id"] + "@" + clock)
    return pd.DataFrame(
        {
            "trip_id": trip,
            "line_id": repeats["line_id"],
            "direction": repeats["direction"],
            "departure": clock,
            "days": day,
            "kind": np.where(repeats["school"], school, "public"),
            "vehicle": repeats["vehicle"],
            "category": repeats["category"],
        }
    )
