"""Services on empty legs (tomturer): out with the bus that fetches, home with the one that left.

A bus that fetches pupils in the morning goes out empty first; the bus that took them home in the
afternoon comes back empty. Together they are a service against the stream at no further cost.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from skolval.domain.instance import Instance
from skolval.domain.school_transport import TransportCosts
from skolval.domain.timetable import seconds_of
from skolval.travel.candidates import Candidate, Leg
from skolval.travel.lines import reverse_legs

__all__ = ["empty_services"]

_NOON = 12 * 3600

_Row = dict[Any, Any]


def empty_services(instance: Instance, prices: TransportCosts) -> list[Candidate]:
    """Every morning leg outwards is paired with one afternoon leg back from where it ended.

    The same vehicle comes before others, then the same line, then the one that leaves first; no
    leg is used twice, and a leg that finds no other is no service.

    Parameters
    ----------
    prices : `spare_seat` is what each pupil costs, nothing where it is not told.
    """
    if not len(instance.departures):
        return []
    rows = reverse_legs(instance).to_dict("records")
    legs = [(row, _leg(row)) for row in rows]
    morning = [one for one in legs if one[1].times[-1] <= _NOON]
    afternoon = [one for one in legs if one[1].times[0] > _NOON]
    return list(_paired(morning, afternoon, prices))


def _leg(row: _Row) -> Leg:
    times = tuple(seconds_of(word) or 0 for word in row["times"].split())
    return Leg(tuple(row["stops"].split()), times, int(row["seats"]), str(row["leg_id"]))


def _paired(
    morning: list[tuple[_Row, Leg]], afternoon: list[tuple[_Row, Leg]], prices: TransportCosts
) -> Iterator[Candidate]:
    left = list(afternoon)
    told: dict[str, int] = {}
    for row, out in morning:
        home = [one for one in left if out.stops[-1] in one[1].stops[:-1] and _returns(out, one[1])]
        if out.seats <= 0 or not home:
            continue
        best = min(home, key=lambda one: (*_unlike(row, one[0]), one[1].times[0], one[1].trip))
        left.remove(best)
        name = str(row["line_id"])
        told[name] = told.get(name, 0) + 1
        again = f"-{told[name]}" if told[name] > 1 else ""
        spare = prices.spare_seat
        yield Candidate(
            f"{name}-R{again}", "reverse_leg", running=True, out=out, back=best[1],
            pupil_cost=0 if spare is None else spare.high,
            source="" if spare is None else spare.source,
        )  # fmt: skip


def _returns(out: Leg, back: Leg) -> bool:
    """Return whether the leg back reaches, after the end of `out`, a stop where `out` called."""
    begins = back.stops.index(out.stops[-1])
    return back.seats > 0 and bool(set(back.stops[begins + 1 :]) & set(out.stops[:-1]))


def _unlike(one: _Row, other: _Row) -> tuple[bool, bool]:
    return one["vehicle"] != other["vehicle"], one["line_id"] != other["line_id"]
