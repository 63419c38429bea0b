"""A second opinion on one school's trips: PyVRP, a hybrid genetic search by others.

Source
------
Wouda, N. A., Lan, L. and Kool, W. (2024). PyVRP: a high-performance VRP solver package.
*INFORMS Journal on Computing* 36.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from skolval.domain.language import _
from skolval.errors import DependencyError, Fault
from skolval.solver.routing_case import BusCase
from skolval.solver.routing_plan import Trip

__all__ = ["second_trips"]

_BUS = 1_000_000
"""A bus more is dearer than any driving."""
_UNIT = 100
"""Milliseconds in PyVRP's unit of time, rounded against the bus."""


def second_trips(
    case: BusCase, school: int, *, iterations: int = 2000, seed: int = 1
) -> tuple[Trip, ...]:
    """Return trips to one school as PyVRP makes them: few first, then short (jämförelsetal).

    The bells of other schools do not matter here: each trip takes a bus of its own. The time at
    a stop stands on the way to it, so that a route is as long as its first pupils ride.

    Raises
    ------
    DependencyError
        If PyVRP is not installed (extra `routing`).
    """
    pyvrp, here = _pyvrp(), case.schools[school]
    model, n = pyvrp.Model(), len(here.pupils)
    places = [model.add_location(0, 0) for _place in range(n + 1)]
    depot = model.add_depot(places[n])
    for stop in range(n):
        model.add_client(places[stop], pickup=int(here.pupils[stop]))
    model.add_vehicle_type(
        n, capacity=case.capacity, start_depot=depot, end_depot=depot, fixed_cost=_BUS,
        shift_duration=case.longest // _UNIT,
    )  # fmt: skip
    for a in range(n):
        model.add_edge(places[n], places[a], 0, 0)
        home = -(-int(here.home[a]) // _UNIT)
        model.add_edge(places[a], places[n], home, home)
        for b in range(n):
            if a != b:
                way = -(-int(here.between[a, b] + here.dwell[b]) // _UNIT)
                model.add_edge(places[a], places[b], way, way)
    found = model.solve(pyvrp.stop.MaxIterations(iterations), seed=seed, display=False)
    return tuple(Trip(school, _stops(route)) for route in found.best.routes())


def _stops(route: Any) -> tuple[int, ...]:
    """Return the clients of a route; PyVRP numbers them apart from the depots, or after them."""
    return tuple(visit.idx for visit in route if visit.is_client())


def _pyvrp() -> Any:
    try:
        import_module("pyvrp.stop")
        return import_module("pyvrp")
    except ImportError as error:
        raise DependencyError(
            Fault(
                _("A second opinion on school bus trips needs the package PyVRP."),
                rule="dependency",
                remedy=_("Run: pip install 'skolval[routing]'."),
            )
        ) from error
