"""The fewest buses for all schools' trips: relaxed, dived, and improved school by school."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from skolval.domain.language import N_, _
from skolval.errors import Fault, InfeasibleError
from skolval.solver.routing_case import BusCase
from skolval.solver.routing_columns import generated, least_trips, singles
from skolval.solver.routing_dive import dived
from skolval.solver.routing_plan import BusPlan, chained
from skolval.solver.routing_pool import Pool
from skolval.solver.routing_whole import WholeEffort, columns_of, improved
from skolval.solver.telling import silent

__all__ = ["route_buses"]

_FAR = N_("Stop {stop} of school {school} is further away than pupils may ride.")
_FULL = N_("Stop {stop} of school {school} has more pupils than a bus has seats.")


def route_buses(
    case: BusCase,
    effort: WholeEffort | None = None,
    heard: Callable[[str], None] | None = None,
) -> BusPlan:
    """Return a plan of few buses for all stops of all schools (skolbussarnas körplan).

    Trips and buses are decided together: a trip is priced with the school that its bus comes
    from, so that column generation finds the short trips that a bus can make after another.

    Parameters
    ----------
    case : schools, stops and times. effort : how hard, in steps and never in seconds.
    heard : called with lines on the work.

    Raises
    ------
    InfeasibleError
        If a stop is too far from its school or has more pupils than a bus has seats.
    """
    _servable(case)
    effort = effort or WholeEffort()
    say = heard or silent
    pool = Pool(case)
    for school in range(len(case.schools)):
        pool.add(singles(case, school))
    root = generated(pool, np.zeros(len(case.schools), np.int64))
    say(f"relaxed: {root.value:.2f} buses, {len(pool.columns)} trips")
    least, proven = least_trips(pool)
    root = generated(pool, least, exact=True)
    say(f"with {least.sum()} trips at least: {root.value:.2f} buses, {len(pool.columns)} trips")
    trips = dived(pool, root)
    plan = chained(case, trips)
    say(f"dived: {len(plan)} buses")
    pool.add(columns_of(plan))
    enough = math.ceil(root.value - 1e-6)
    plan = improved(pool, trips, least, enough=enough, effort=effort, heard=heard)
    return plan.replace(bound=root.value, proven=proven and root.complete)


def _servable(case: BusCase) -> None:
    """Raise InfeasibleError where a stop cannot be served even by a bus of its own."""
    faults = []
    for number, school in enumerate(case.schools):
        for stop in range(len(school.pupils)):
            if school.home[stop] > case.longest:
                faults.append(Fault(_(_FAR).format(stop=stop, school=number)))
            if school.pupils[stop] > case.capacity:
                faults.append(Fault(_(_FULL).format(stop=stop, school=number)))
    if faults:
        raise InfeasibleError(faults)
