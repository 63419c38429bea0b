"""Runs outwards stop by stop (körordning): is there time before the bell, and by which way.

A run that goes anyway is held against its own timetable: the bell, the longest journey, the seats.
A hired one can be set out anew: among the stops where pupils were in fact offered seats the
shortest order is searched, and proven where it can be, which is at the units no later than the
timetable says and keeps everybody's limit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from skolval.domain.service_loads import vehicles
from skolval.domain.services import SERVICE_KINDS
from skolval.measure._reversed import riders_of
from skolval.measure._reversed_legs import ridden_leg

if TYPE_CHECKING:
    from skolval.domain.problem import Problem
    from skolval.io.run import Run
    from skolval.measure._reversed_legs import RiddenLeg
    from skolval.measure._reversed_set_out import SetOut

__all__ = ["VERDICTS", "Route", "RouteCall", "route_frames", "service_routes"]

VERDICTS: tuple[str, ...] = ("timetable", "proven", "searched", "refused", "late", "no_roads")
"""Kept as it goes anyway; the shortest, proven or not; no run by road; timetable broken; no roads
known."""


@dataclass(frozen=True, slots=True)
class RouteCall:
    """One call where somebody gets on or off.

    Parameters
    ----------
    stop : stop_id. name : what it is called. at : seconds after midnight when the bus leaves it.
    boards, alights, aboard : pupils who get on, off, and are aboard when it leaves.
    seats : to the next call, of all vehicles of the service.
    """

    stop: str
    name: str
    at: int
    boards: int
    alights: int
    aboard: int
    seats: int


@dataclass(frozen=True, slots=True)
class Route:
    """One run of a service and whether it can be made (körbar tur).

    Parameters
    ----------
    back : the afternoon's. calls : in order. verdict : one of `VERDICTS`.
    seconds : from the first of `calls` to the last. planned : from the first to the last call of
        the timetable. spare : least time between the bus and the bell, the walk not counted.
    longest : longest journey from home until the bell. most : what the policy lets it be.
    short : seconds that the timetable lacks by road between two of the stops; 0 where it suffices
        or nothing tells. reason : why there is no run, in a sentence.
    """

    service_id: str
    kind: str
    back: bool
    calls: tuple[RouteCall, ...]
    verdict: str
    seconds: int
    planned: int
    spare: int
    longest: int
    most: int
    short: int = 0
    reason: str = ""

    @property
    def saved(self) -> int:
        """Seconds that a run set out anew is shorter than the timetable; 0 for others."""
        return max(0, self.planned - self.seconds) if self.verdict in {"proven", "searched"} else 0


def service_routes(run: Run) -> tuple[Route, ...]:
    """Return both runs of every service that carries pupils, in the order of the services.

    Source
    ------
    Skollagen (2010:800) 10 kap. 32 §; the order of calls: `solver.routing_service`.
    """
    problem = run.problem
    riders, services = riders_of(problem, run.placement), problem.services
    if riders is None or services is None:
        return ()
    buses = vehicles(problem, riders.chosen)
    found = []
    for number in np.unique(riders.service).tolist():
        for back in (False, True):
            leg = ridden_leg(problem, riders, number, back=back)
            found.append(_route(problem, leg, max(1, int(buses[number]))))
    return tuple(found)


def _route(problem: Problem, leg: RiddenLeg, buses: int) -> Route:
    """Return one run: by its timetable, or set out anew where it is hired and roads are known."""
    services, rule = problem.services, problem.policy.reversed_transport
    if services is None or rule is None:  # pragma: no cover - legs are of services
        raise ValueError("there are no services")
    calls = services.back if leg.back else services.out
    seats = int(calls.seats[leg.calls[:-1]].min()) * buses
    kept = _by_timetable(problem, leg, (seats, rule.minutes_most * 60))
    if services.running[leg.service]:
        return kept
    if services.ways is None:
        return replace(kept, verdict="no_roads")
    # only here is a solver needed: reports of other runs do without it
    from skolval.measure._reversed_set_out import set_out  # noqa: PLC0415 - loads ortools

    return _by_road(kept, set_out(services, rule, leg, seats=seats))


def _by_timetable(problem: Problem, leg: RiddenLeg, limits: tuple[int, int]) -> Route:
    seats, most = limits
    services = problem.services
    if services is None:  # pragma: no cover - legs are of services
        raise ValueError("there are no services")
    boards, alights, aboard = leg.aboard()
    used = np.flatnonzero(leg.used())
    calls = tuple(
        RouteCall(
            str(services.stop_ids[leg.stops[at]]), _name(problem, int(leg.stops[at])),
            int(leg.times[at]), int(boards[at]), int(alights[at]), int(aboard[at]), seats,
        )
        for at in used.tolist()
    )  # fmt: skip
    first = leg.calls[0]
    spare = int(leg.spare(leg.times[leg.unit - first]).min(initial=most))
    longest = int(leg.journey(leg.times[leg.home - first]).max(initial=0))
    held = spare >= 0 and longest <= most and int(aboard.max(initial=0)) <= seats
    return Route(
        str(services.ids[leg.service]), SERVICE_KINDS[services.kind[leg.service]], leg.back,
        calls, "timetable" if held else "late", calls[-1].at - calls[0].at,
        int(leg.times[-1] - leg.times[0]), spare, longest, most,
    )  # fmt: skip


def _name(problem: Problem, stop: int) -> str:
    services = problem.services
    if services is None or not len(services.stop_names):  # pragma: no cover - as above
        return ""
    return str(services.stop_names[stop]) or str(services.stop_ids[stop])


def _by_road(kept: Route, found: SetOut) -> Route:
    """Return the route as it was set out, with the pupils at its calls."""
    if not found.stops:
        return replace(kept, verdict="refused", short=found.short, reason=found.reason)
    named = {call.stop: call.name for call in kept.calls}
    calls: list[RouteCall] = []
    aboard, seats = 0, kept.calls[0].seats
    for stop, at, on, off in zip(found.stops, found.times, found.on, found.off, strict=True):
        aboard += on - off
        more = (on, off)
        if calls and calls[-1].stop == stop:  # some get off where others get on: one call
            last = calls.pop()
            more = (on + last.boards, off + last.alights)
        calls.append(RouteCall(stop, named[stop], at, *more, aboard, seats))
    return replace(
        kept, calls=tuple(calls), verdict="proven" if found.proven else "searched",
        seconds=found.times[-1] - found.times[0], spare=found.spare, longest=found.longest,
        short=found.short,
    )  # fmt: skip


def route_frames(run: Run) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the runs, and their calls, one row each.

    Returns
    -------
    service_id, kind, leg (``morning``, ``afternoon``), verdict, minutes, planned, saved, spare,
    longest, most, short (all minutes), reason; and service_id, leg, order, stop_id, stop, time
    (seconds after midnight), boards, alights, aboard, seats.
    """
    runs, calls = [], []
    for one in service_routes(run):
        leg = LEGS[one.back]
        times = (one.seconds, one.planned, one.saved, one.spare, one.longest, one.most, one.short)
        minutes = [round(seconds / 60, 1) for seconds in times]
        runs.append((one.service_id, one.kind, leg, one.verdict, *minutes, one.reason))
        calls += [
            (one.service_id, leg, order, call.stop, call.name, call.at, call.boards,
             call.alights, call.aboard, call.seats)
            for order, call in enumerate(one.calls, start=1)
        ]  # fmt: skip
    return pd.DataFrame(runs, columns=_RUNS), pd.DataFrame(calls, columns=_CALLS)


LEGS = ("morning", "afternoon")

_RUNS = ["service_id", "kind", "leg", "verdict", "minutes", "planned", "saved", "spare", "longest",
         "most", "short", "reason"]  # fmt: skip
_CALLS = ["service_id", "leg", "order", "stop_id", "stop", "time", "boards", "alights", "aboard",
          "seats"]  # fmt: skip
