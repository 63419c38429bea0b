"""A line that runs both ways (linje i båda riktningar), as rows of `stops` and `lines`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["Way", "both_ways"]


@dataclass(frozen=True, slots=True)
class Way:
    """Where a line runs.

    Parameters
    ----------
    line : its id. points : (stops, 2) metres, in the direction ``in``.
    minute : (stops,) minutes from the first stop.
    """

    line: str
    points: npt.NDArray[np.float64]
    minute: npt.NDArray[np.int64]


def both_ways(ways: Iterable[Way], seats: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return frames `stops` and `lines`; ``out`` calls at the stops of ``in`` in reverse.

    Parameters
    ----------
    seats : of every run.
    """
    stops: list[tuple[str, str, int, int]] = []
    calls: list[tuple[str, int, str, int, int, str]] = []
    for way in ways:
        count = len(way.minute)
        ids = [f"{way.line}-{place}" for place in range(1, count + 1)]
        stops += [
            (stop, f"Hållplats {stop}", int(x), int(y))
            for stop, (x, y) in zip(ids, np.rint(way.points), strict=True)
        ]
        for direction, order in (("in", range(count)), ("out", range(count - 1, -1, -1))):
            start = way.minute[order[0]]
            calls += [
                (way.line, place, ids[row], abs(int(way.minute[row] - start)), seats, direction)
                for place, row in enumerate(order, start=1)
            ]
    return (
        pd.DataFrame(stops, columns=["stop_id", "name", "x", "y"]),
        pd.DataFrame(
            calls, columns=["line_id", "order", "stop_id", "minute", "seats", "direction"]
        ),
    )
