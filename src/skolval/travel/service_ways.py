"""How long a hired bus drives between its own stops (körvägar mellan turens hållplatser)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.services import Ways
from skolval.travel.run_ways import driving_of

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.problem import IntArray
    from skolval.domain.services import Services
    from skolval.travel.services import Candidates

__all__ = ["service_ways"]

_MOST_STOPS = 40
"""A run with more stops than this is held against its own timetable alone."""


def service_ways(instance: Instance, made: Candidates) -> Ways | None:
    """Of every service that does not go anyway, the ways by road between all of its stops.

    They are those by which chartered runs are thought out: by the roads that a car may use,
    else straight lines times the instance's detour.

    Returns
    -------
    Ways by service, then from stop to stop in the order of `services.stop_ids`; None where every
    service goes anyway.
    """
    services = made.services
    hired = np.flatnonzero(~services.running).tolist()
    if not hired:
        return None
    driving = driving_of(instance)
    x, y = (made.stops[axis].to_numpy(np.float64) for axis in ("x", "y"))
    rows = [np.zeros((4, 0), np.int64)]
    for number in hired:
        stops = _stops(services, number)
        if len(stops) > _MOST_STOPS:
            continue
        seconds = driving.between(x[stops], y[stops])
        start, end = np.nonzero(seconds >= 0)
        rows.append(
            np.stack([np.full(len(start), number), stops[start], stops[end], seconds[start, end]])
        )
    return Ways(*np.concatenate(rows, axis=1))


def _stops(services: Services, number: int) -> IntArray:
    """Return the stops of a service, each once."""
    legs = (services.out, services.back)
    found: IntArray = np.unique(
        np.concatenate([leg.stop[leg.start[number] : leg.start[number + 1]] for leg in legs])
    )
    return found
