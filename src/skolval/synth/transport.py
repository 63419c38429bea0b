"""Rural lines (busslinjer): from each village to the main town and back, a few runs a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.geography import Geography

__all__ = ["draw_lines"]

_MOST_LINES = 30
_STOP_EVERY = 1_500.0
_METRES_PER_MINUTE = 600.0
_SEATS = 45


def draw_lines(ground: Geography, *, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames `stops` and `lines`; every line runs both ways (in: to the main town)."""
    rng = stream(seed, "lines")
    stops: list[tuple[str, str, int, int]] = []
    calls: list[tuple[str, int, str, int, int, str]] = []
    for number, village in enumerate(ground.towns[1 : _MOST_LINES + 1], start=1):
        count = max(2, round(float(np.hypot(*(village - ground.towns[0]))) / _STOP_EVERY) + 1)
        way = np.linspace(village, ground.towns[0], count)
        way[1:-1] += rng.normal(0, 120, (count - 2, 2))
        leg = np.concatenate([[0.0], np.hypot(*np.diff(way, axis=0).T).cumsum()])
        minute = np.rint(leg / _METRES_PER_MINUTE).astype(int)
        line = f"L{number}"
        ids = [f"{line}-{place}" for place in range(1, count + 1)]
        stops += [
            (stop, f"Hållplats {stop}", int(x), int(y))
            for stop, (x, y) in zip(ids, np.rint(way), strict=True)
        ]
        for direction, order in (("in", range(count)), ("out", range(count - 1, -1, -1))):
            start = minute[order[0]]
            calls += [
                (line, place, ids[row], abs(int(minute[row] - start)), _SEATS, direction)
                for place, row in enumerate(order, start=1)
            ]
    return (
        pd.DataFrame(stops, columns=["stop_id", "name", "x", "y"]),
        pd.DataFrame(
            calls, columns=["line_id", "order", "stop_id", "minute", "seats", "direction"]
        ),
    )
