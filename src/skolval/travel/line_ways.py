"""Ways along lines (linjesträckning): from one stop to another as a vehicle would go."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.instance import Instance

__all__ = ["LineWays", "Way"]

_OPPOSITE = {"in": "out", "out": "in", "": ""}


@dataclass(frozen=True, slots=True)
class Way:
    """A stretch along a line.

    Parameters
    ----------
    line, direction : along which line it goes. along : ``line`` as the line goes, or ``reversed``
        against it. stops : rows of the stops table. seconds : from the first stop, to each.
    """

    line: str
    direction: str
    along: str
    stops: tuple[int, ...]
    seconds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LineWays:
    """Every line of an instance in every direction: stops and seconds from the start."""

    lines: tuple[tuple[str, str, tuple[int, ...], tuple[int, ...]], ...]

    @classmethod
    def of(cls, instance: Instance) -> LineWays:
        """Return the lines in the order of the table."""
        row = {stop: number for number, stop in enumerate(instance.stops["stop_id"].astype("str"))}
        frame = instance.lines.assign(direction=instance.lines["direction"].fillna(""))
        found = []
        for (line, direction), rows in frame.groupby(["line_id", "direction"], sort=False):
            calls = rows.sort_values("order", kind="stable")
            stops = tuple(row[stop] for stop in calls["stop_id"].astype("str"))
            seconds = np.rint(calls["minute"].to_numpy(np.float64) * 60).astype(np.int64)
            found.append((str(line), str(direction), stops, tuple(seconds.tolist())))
        return cls(tuple(found))

    def between(self, origin: int, target: int, line: str) -> Way | None:
        """Return the quickest way between two stops, None where no line joins them.

        Lines as they go come before lines backwards, the vehicle's own `line` before the others.
        """
        forwards = [
            way
            for name, direction, stops, seconds in self.lines
            for way in _stretches((name, direction, "line"), stops, seconds, (origin, target))
        ]
        backwards = [
            way
            for name, direction, stops, seconds in self.lines
            for way in _stretches(
                (name, _OPPOSITE[direction], "reversed"),
                stops[::-1],
                tuple(seconds[-1] - when for when in reversed(seconds)),
                (origin, target),
            )
        ]
        return min(
            forwards or backwards,
            key=lambda way: (way.line != line, way.seconds[-1]),
            default=None,
        )


def _stretches(
    named: tuple[str, str, str],
    stops: tuple[int, ...],
    seconds: tuple[int, ...],
    ends: tuple[int, int],
) -> list[Way]:
    """Return the part of a line from one stop to a later one; empty where it does not go there."""
    origin, target = ends
    if origin not in stops or target not in stops:
        return []
    last = len(stops) - 1 - stops[::-1].index(target)
    starts = [place for place in range(last) if stops[place] == origin]
    if not starts:
        return []
    part = slice(starts[-1], last + 1)
    begins = seconds[part.start]
    return [Way(*named, stops[part], tuple(when - begins for when in seconds[part]))]
