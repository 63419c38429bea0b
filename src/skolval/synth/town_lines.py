"""Town lines (stadsbussar): through the centre and out on the other side, every quarter of an hour.

Nothing of the timetable is drawn by chance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.timetable import clock_text
from skolval.synth._both_ways import Way, both_ways

if TYPE_CHECKING:
    from skolval.synth.geography import Geography

__all__ = ["town_departures", "town_lines"]

_LINES = 7
_STOP_EVERY = 450.0
_METRES_PER_MINUTE = 330.0
_SEATS = 60
_PEAKS = ((6, 9), (14, 17))
_EVERY = 15


def town_lines(ground: Geography) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames `stops` and `lines`; ``in`` runs one way through the town, ``out`` back."""
    centre, radius = ground.towns[0], float(ground.radius[0])
    ways: list[Way] = []
    for number in range(1, _LINES + 1):
        angle = np.pi * (number - 1) / _LINES
        arm = radius * np.array([np.cos(angle), np.sin(angle)])
        count = max(3, round(2 * radius / _STOP_EVERY) + 1)
        points = np.linspace(centre - arm, centre + arm, count)
        minute = np.rint(np.linspace(0, 2 * radius / _METRES_PER_MINUTE, count)).astype(int)
        ways.append(Way(f"S{number}", points, minute))
    return both_ways(ways, _SEATS)


def town_departures(lines: pd.DataFrame) -> pd.DataFrame:
    """Return the frame `departures` of `lines`: both ways, morning and afternoon."""
    times = [
        clock_text(60 * minute)
        for first, last in _PEAKS
        for minute in range(60 * first, 60 * last, _EVERY)
    ]
    runs = [
        (f"{line}-{way}-{when}", str(line), way, when, "public", _SEATS, None)
        for line in lines["line_id"].unique()
        for way in ("in", "out")
        for when in times
    ]
    columns = ["trip_id", "line_id", "direction", "departure", "kind", "seats", "vehicle"]
    return pd.DataFrame(runs, columns=columns)
