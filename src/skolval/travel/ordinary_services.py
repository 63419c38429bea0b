"""Services on ordinary lines (linjetrafik): out and home by travel card, where seats are free.

How full buses are nobody tells in a timetable: a quarter of the seats is taken to be free
against the stream, an assumption that the instance's own table of services replaces.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.school_transport import TransportCosts
from skolval.domain.timetable import days_of, seconds_of
from skolval.travel.candidates import Candidate, Leg
from skolval.travel.line_ways import LineWays

__all__ = ["FREE_SHARE", "ordinary_services"]

FREE_SHARE = 4
"""One seat in so many is taken to be free against the stream."""

_NO_SEATS = 45


def ordinary_services(instance: Instance, prices: TransportCosts) -> list[Candidate]:
    """Each line gives one service: the last run out before the bell and the first one home.

    Parameters
    ----------
    prices : `card` is what each pupil costs; without it there are no such services.
    """
    if prices.card is None or not len(instance.departures):
        return []
    day = instance.school_day
    bell = (seconds_of(day.starts) or 0) - day.margin * 60
    over = seconds_of(day.ends) or 0
    found = []
    legs = list(_legs(instance))
    for line in dict.fromkeys(name for name, _way, _leg in legs):
        out = [leg for name, way, leg in legs if name == line and way == "out"]
        home = [leg for name, way, leg in legs if name == line and way == "in"]
        out = [leg for leg in out if leg.times[-1] <= bell]
        home = [leg for leg in home if leg.times[0] >= over]
        if out and home:
            found.append(
                Candidate(
                    f"{line}-O", "ordinary", running=True,
                    out=max(out, key=lambda leg: (leg.times[0], leg.trip)),
                    back=min(home, key=lambda leg: (leg.times[0], leg.trip)),
                    pupil_cost=prices.card.high, source=prices.card.source,
                )
            )  # fmt: skip
    return found


def _legs(instance: Instance) -> Iterator[tuple[str, str, Leg]]:
    """Yield line, direction and leg of every public run of the school day with free seats."""
    stops = instance.stops["stop_id"].astype("str").tolist()
    ways = {(line, way): (calls, later) for line, way, calls, later in LineWays.of(instance).lines}
    seats = instance.lines.groupby("line_id")["seats"].min()
    for run in instance.departures.to_dict("records"):
        line, way = str(run["line_id"]), run["direction"]
        days = days_of(run["days"] if isinstance(run["days"], str) else "")
        if run["kind"] == "school" or (line, way) not in ways:
            continue
        if days is None or instance.school_day.weekday not in days:
            continue
        calls, later = ways[line, way]
        start = seconds_of(str(run["departure"])) or 0
        told = run["seats"] if not pd.isna(run["seats"]) else seats.get(line)
        free = (_NO_SEATS if pd.isna(told) else int(told)) // FREE_SHARE
        if free > 0:
            yield (
                line,
                way,
                Leg(
                    tuple(stops[stop] for stop in calls),
                    tuple(start + when for when in later),
                    free,
                    str(run["trip_id"]),
                ),
            )
