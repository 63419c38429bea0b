"""Rural lines (busslinjer): from each village to the main town and back, a few runs a day.

The public runs reach the town before school and leave it after; a school bus (skolskjuts) makes
one run each way. Nothing of the timetable is drawn by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.timetable import clock_text
from skolval.synth._both_ways import Way, both_ways
from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.geography import Geography

__all__ = ["draw_departures", "draw_lines"]

_MOST_LINES = 30
_STOP_EVERY = 1_500.0
_METRES_PER_MINUTE = 600.0
_SEATS = 45
_IN_TOWN = ("06:45", "07:15", "07:40", "08:40")
_FROM_TOWN = ("07:20", "13:15", "14:45", "15:45", "16:45")
_SCHOOL_IN_TOWN, _SCHOOL_FROM_TOWN, _SCHOOL_SEATS = "07:45", "14:40", 30


def draw_lines(ground: Geography, *, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames `stops` and `lines`; every line runs both ways (in: to the main town)."""
    rng = stream(seed, "lines")
    ways: list[Way] = []
    for number, village in enumerate(ground.towns[1 : _MOST_LINES + 1], start=1):
        count = max(2, round(float(np.hypot(*(village - ground.towns[0]))) / _STOP_EVERY) + 1)
        points = np.linspace(village, ground.towns[0], count)
        points[1:-1] += rng.normal(0, 120, (count - 2, 2))
        leg = np.concatenate([[0.0], np.hypot(*np.diff(points, axis=0).T).cumsum()])
        minute = np.rint(leg / _METRES_PER_MINUTE).astype(int)
        ways.append(Way(f"L{number}", points, minute))
    return both_ways(ways, _SEATS)


def draw_departures(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `departures` of `lines`: public runs, and one school bus each way.

    Parameters
    ----------
    lines : as `draw_lines` returns them, with directions ``in`` and ``out``.
    """
    runs: list[tuple[str, str, str, str, str, int, str | None]] = []
    inbound = lines[lines["direction"] == "in"]
    for line, length in inbound.groupby("line_id", sort=False)["minute"].max().items():
        minutes = int(length)
        public = [("in", _before(when, minutes)) for when in _IN_TOWN]
        public += [("out", when) for when in _FROM_TOWN]
        school = [("in", _before(_SCHOOL_IN_TOWN, minutes)), ("out", _SCHOOL_FROM_TOWN)]
        for kind, seats, times in (("public", _SEATS, public), ("school", _SCHOOL_SEATS, school)):
            vehicle = None if kind == "public" else f"B{line}"
            runs += [
                (f"{line}-{kind}-{way}-{when}", str(line), way, when, kind, seats, vehicle)
                for way, when in times
            ]
    columns = ["trip_id", "line_id", "direction", "departure", "kind", "seats", "vehicle"]
    return pd.DataFrame(runs, columns=columns)


def _before(arrival: str, minutes: int) -> str:
    """Return the departure of a run that takes so many minutes."""
    hours, rest = arrival.split(":")
    return clock_text(max(0, int(hours) * 60 + int(rest) - minutes) * 60)
