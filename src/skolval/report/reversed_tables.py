"""Tidy tables of reversed transport for workbook and files, masked as the pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.timetable import clock_text
from skolval.measure.reversed_transport import reversed_numbers
from skolval.report.headings import Heading
from skolval.report.reversed_told import coarse, told_lines
from skolval.report.words import N_

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["REVERSED_DICTIONARY", "reversed_tables"]

_RUN = Heading("run", "", N_("name of the run"))
_KRONOR = N_("kronor a year")

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
    return {
        name: frame[[heading.name for heading in REVERSED_DICTIONARY[name]]]
        for name, frame in frames.items()
    }


def _clocked(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the lines with clock times as people read them, and kronor as whole numbers."""
    times = {
        name: [clock_text(int(when)) if np.isfinite(when) else "" for when in lines[name]]
        for name in ("departs", "arrives", "home_departs", "home_arrives")
    }
    rounded = {name: lines[name].astype(np.float64).round(1) for name in ("accepted", "minutes")}
    return lines.assign(**times, **rounded, per_pupil=lines["per_pupil"].round(-2))
