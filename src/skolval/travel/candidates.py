"""Candidate services (kandidatlinjer): one morning leg and one afternoon leg each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.language import Worded
from skolval.domain.problem import IntArray
from skolval.domain.services import SERVICE_KINDS, Calls, Services

__all__ = ["STOP_COLUMNS", "Candidate", "Leg", "as_services", "no_stops"]

STOP_COLUMNS = ("stop_id", "name", "x", "y")


@dataclass(frozen=True, slots=True)
class Leg:
    """One run of a service.

    Parameters
    ----------
    stops : stop_id in order. times : seconds after midnight at each. seats : free from each stop
        to the next, one number for the whole leg. trip : name of the run, empty if it has none.
    units : unit_id of the unit that stands at the stop, empty where none does.
    """

    stops: tuple[str, ...]
    times: tuple[int, ...]
    seats: int
    trip: str = ""
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that could be run or goes anyway; costs in kronor per school year.

    Parameters
    ----------
    kind : one of `SERVICE_KINDS`. running : goes anyway. cost : of the service in itself, and
        pupil_cost : of each pupil on it, at their highest. lowest : as `cost`, at its lowest.
    source : who says what it costs.
    """

    id: str
    kind: str
    running: bool
    out: Leg
    back: Leg
    cost: int = 0
    pupil_cost: int = 0
    lowest: int = 0
    source: Worded = ""


def no_stops() -> pd.DataFrame:
    """Return stops without rows."""
    texts = {name: pd.Series([], dtype="str") for name in ("stop_id", "name")}
    return pd.DataFrame(texts | {name: pd.Series([], dtype="float64") for name in ("x", "y")})


def as_services(candidates: Sequence[Candidate]) -> Services:
    """Return the candidates as arrays, in the order given; stops in the order they come."""
    used = [stop for one in candidates for leg in (one.out, one.back) for stop in leg.stops]
    stops = list(dict.fromkeys(used))
    number = {stop: row for row, stop in enumerate(stops)}
    return Services(
        ids=np.array([one.id for one in candidates], dtype=np.str_),
        kind=_whole([SERVICE_KINDS.index(one.kind) for one in candidates]),
        running=np.array([one.running for one in candidates], dtype=np.bool_),
        cost=_whole([one.cost for one in candidates]),
        pupil_cost=_whole([one.pupil_cost for one in candidates]),
        stop_ids=np.array(stops, dtype=np.str_),
        out=_calls([one.out for one in candidates], number),
        back=_calls([one.back for one in candidates], number),
        out_trips=np.array([one.out.trip for one in candidates], dtype=np.str_),
        back_trips=np.array([one.back.trip for one in candidates], dtype=np.str_),
    )


def _whole(values: list[int]) -> IntArray:
    return np.array(values, dtype=np.int64)


def _calls(legs: list[Leg], number: dict[str, int]) -> Calls:
    times = _whole([time for leg in legs for time in leg.times])
    free = [leg.seats if place + 1 < len(leg.stops) else 0
            for leg in legs for place in range(len(leg.stops))]  # fmt: skip
    return Calls(
        start=np.concatenate([[0], np.cumsum([len(leg.stops) for leg in legs], dtype=np.int64)]),
        stop=_whole([number[stop] for leg in legs for stop in leg.stops]),
        reached=times,
        left=times,
        seats=_whole(free),
    )
