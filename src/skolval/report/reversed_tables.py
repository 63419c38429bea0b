"""Tidy tables of reversed transport for workbook and files, masked as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.timetable import clock_text
from skolval.measure.reversed_routes import route_frames
from skolval.measure.reversed_transport import reversed_numbers
from skolval.report.headings import Heading
from skolval.report.reversed_told import coarse, told_lines
from skolval.report.words import N_

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["REVERSED_DICTIONARY", "reversed_tables"]

_RUN = Heading("run", "", N_("name of the run"))
_KRONOR = N_("kronor a year")
_MINUTES = N_("minutes")

REVERSED_DICTIONARY: dict[str, tuple[Heading, ...]] = {
    "services": (
        _RUN,
        Heading("service_id", "", N_("service outwards")),
        Heading("kind", "", N_("empty leg, chartered run or ordinary line")),
        Heading("running", "", N_("whether it goes anyway")),
        Heading("units", "", N_("units that pupils ride to; empty where hidden")),
        Heading("boards", "", N_("first stop where anybody boards in the morning")),
        Heading("leaves", "", N_("stop where the last one leaves")),
        Heading("departs", "", N_("clock time at the first of them")),
        Heading("arrives", "", N_("clock time at the last of them")),
        Heading("home_departs", "", N_("clock time when the run home leaves")),
        Heading("home_arrives", "", N_("clock time when the last one is back")),
        Heading("vehicles", "", N_("vehicles")),
        Heading("offered", N_("pupils"), N_("offered a seat; in public in fives")),
        Heading("accepted", N_("pupils"), N_("expected to ride")),
        Heading("seats", N_("pupils"), N_("seats on the fullest leg")),
        Heading("load", N_("pupils"), N_("offered a seat on the fullest leg")),
        Heading("minutes", N_("minutes"), N_("mean time from leaving home until the bell")),
        Heading("low", _KRONOR, N_("cost at the lowest price")),
        Heading("high", _KRONOR, N_("cost at the highest price")),
        Heading("per_pupil", _KRONOR, N_("the highest cost by pupils expected to ride")),
        Heading("cards", "", N_("travel cards expected to be needed, on ordinary lines")),
    ),
    "service_runs": (
        _RUN,
        Heading("service_id", "", N_("service outwards")),
        Heading("kind", "", N_("empty leg, chartered run or ordinary line")),
        Heading("leg", "", N_("the run out in the morning or home in the afternoon")),
        Heading(
            "verdict",
            "",
            N_(
                "timetable (kept as it goes anyway), proven or searched (set out anew, the "
                "shortest), refused, late or no_roads"
            ),
        ),
        Heading("minutes", _MINUTES, N_("from the first call to the last")),
        Heading("planned", _MINUTES, N_("likewise by the timetable")),
        Heading("saved", _MINUTES, N_("by which a run set out anew is shorter")),
        Heading("spare", _MINUTES, N_("least time between the bus and the bell, less the walk")),
        Heading("longest", _MINUTES, N_("longest journey from home until the bell")),
        Heading("most", _MINUTES, N_("longest journey that the policy allows")),
        Heading("short", _MINUTES, N_("that the timetable lacks by road between two stops")),
        Heading("reason", "", N_("why there is no run")),
    ),
    "service_calls": (
        _RUN,
        Heading("service_id", "", N_("service outwards")),
        Heading("leg", "", N_("the run out in the morning or home in the afternoon")),
        Heading("order", "", N_("place of the call in the run")),
        Heading("stop_id", "", N_("stop where somebody gets on or off")),
        Heading("stop", "", N_("what the stop is called")),
        Heading("time", "", N_("clock time when the bus leaves it")),
        Heading("boards", N_("pupils"), N_("who get on")),
        Heading("alights", N_("pupils"), N_("who get off")),
        Heading("aboard", N_("pupils"), N_("aboard when the bus leaves: the load of the leg")),
        Heading("seats", N_("pupils"), N_("seats to the next call, of all vehicles")),
    ),
    "take_up": (
        _RUN,
        Heading("take_up", "", N_("none, low, middle (as assumed), high or all")),
        Heading("accepted", N_("pupils"), N_("who ride")),
        Heading("low", _KRONOR, N_("cost at the lowest price")),
        Heading("high", _KRONOR, N_("cost at the highest price")),
        Heading("relieved", "", N_("units that would be full and get room")),
        Heading("beyond", N_("pupils"), N_("beyond the seats; empty where hidden")),
    ),
}
"""Tables that only runs with reversed transport have."""


def reversed_tables(
    names: Sequence[str], runs: Sequence[Run], *, public: bool
) -> dict[str, pd.DataFrame]:
    """Return the tables of `REVERSED_DICTIONARY`; none where no run has reversed transport."""
    found = [
        (name, run, coarse(numbers) if public else numbers)
        for name, run in zip(names, runs, strict=True)
        if (numbers := reversed_numbers(run)) is not None
    ]
    if not found:
        return {}
    lines = [_clocked(told_lines(run, public=public)).assign(run=name) for name, run, _ in found]
    rows = [
        {"run": name, "take_up": one.name, "accepted": one.accepted, "low": one.low,
         "high": one.high, "relieved": one.relieved, "beyond": one.beyond}
        for name, _run, numbers in found
        for one in numbers.scenarios
    ]  # fmt: skip
    frames = {"services": pd.concat(lines, ignore_index=True), "take_up": pd.DataFrame(rows)}
    if not public:
        frames |= _routes([(name, run) for name, run, _ in found])
    return {
        name: frame[[heading.name for heading in REVERSED_DICTIONARY[name]]]
        for name, frame in frames.items()
    }


def _routes(runs: Sequence[tuple[str, Run]]) -> dict[str, pd.DataFrame]:
    """Return runs and their calls, for the office alone; none where nobody is offered a seat."""
    made = [(name, *route_frames(run)) for name, run in runs]
    made = [one for one in made if len(one[1])]
    if not made:
        return {}
    routes = [routes.assign(run=name) for name, routes, _calls in made]
    calls = [calls.assign(run=name) for name, _routes, calls in made]
    told = pd.concat(calls, ignore_index=True)
    told["time"] = [clock_text(int(when)) for when in told["time"]]
    return {"service_runs": pd.concat(routes, ignore_index=True), "service_calls": told}


def _clocked(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with clock times as people read them, and kronor as whole numbers."""
    times = {
        name: [clock_text(int(when)) if np.isfinite(when) else "" for when in lines[name]]
        for name in ("departs", "arrives", "home_departs", "home_arrives")
    }
    rounded = {
        name: lines[name].astype(np.float64).round(1) for name in ("accepted", "minutes", "cards")
    }
    return lines.assign(**times, **rounded, per_pupil=lines["per_pupil"].round(-2))
