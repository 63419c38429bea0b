"""A hired run set out anew among the stops where pupils get on and off (turens körordning).

The bus is at each unit's stop no later than the timetable says (in the afternoon no sooner), so
that the time before the bell stands; what is sought is the order of the other stops that makes the
run shortest. Everybody keeps the limit of the journey: first the widest limit of anybody is asked,
and if that order breaks the limit of somebody else, the narrowest.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from skolval.domain.language import _
from skolval.solver.routing_service import routed_service
from skolval.solver.routing_times import ServiceAsked
from skolval.travel.chartered_services import DWELL

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray
    from skolval.domain.services import ReversedTransport, Services
    from skolval.measure._reversed_legs import RiddenLeg
    from skolval.solver.routing_service import Routed

__all__ = ["SetOut", "set_out"]

_EFFORT = 0.5
"""Deterministic seconds for the proof of one run, so that a report is soon made."""


@dataclass(frozen=True, slots=True)
class SetOut:
    """What came of it; no stops where there is no run, and then why.

    Parameters
    ----------
    stops, times, on, off : of every call in order: stop_id, when the bus leaves it, pupils.
    spare, longest, short : as `reversed_routes.Route`.
    """

    stops: tuple[str, ...] = ()
    times: tuple[int, ...] = ()
    on: tuple[int, ...] = ()
    off: tuple[int, ...] = ()
    spare: int = 0
    longest: int = 0
    short: int = 0
    proven: bool = False
    reason: str = ""


def set_out(services: Services, rule: ReversedTransport, leg: RiddenLeg, *, seats: int) -> SetOut:
    """Return the shortest run for the riders of `leg`, or why there is none.

    Parameters
    ----------
    seats : of all vehicles of the service.
    """
    places = _Places.of(services, leg)
    short = places.short(leg)
    if not places.joined:
        return SetOut(short=short, reason=_("No road joins two of its stops."))
    most = rule.minutes_most * 60
    at_unit = leg.sign * (leg.bell - places.planned[places.unit])
    # what is left for the bus when the walk and the time at the unit are taken off
    own = most - leg.home_walk - at_unit - places.dwell[places.homes + places.unit]
    wait = DWELL + max(0, rule.wait_minutes * 60 - int((at_unit - leg.unit_walk).max()))
    reason = ""
    for limit in dict.fromkeys((int(own.max()), int(own.min()))):
        found = routed_service(places.asked(leg, (seats, limit, wait)), effort=_EFFORT)
        told = _told(services, places, leg, found)
        if told is not None and told.longest <= most and told.spare >= 0:
            return replace(told, short=short)
        reason = reason or ("" if found.refusal is None else found.refusal.text)
    return SetOut(short=short, reason=reason or _("No order keeps everybody's longest journey."))


@dataclass(frozen=True, slots=True, eq=False)
class _Places:
    """The stops near homes, then those near units, as places of a run.

    Parameters
    ----------
    stop : (n + u,) index into `Services.stop_ids`. homes : n. home, unit : (r,) place of each
        rider, from 0 among its own kind. planned : (u,) the timetable's time.
    seconds : (n + u, n + u) by road, -1 where nothing tells it.
    """

    stop: IntArray
    homes: int
    home: IntArray
    unit: IntArray
    planned: IntArray
    seconds: IntArray

    @classmethod
    def of(cls, services: Services, leg: RiddenLeg) -> _Places:
        """Return the places where riders get on and off, each once."""
        first = leg.calls[0]
        homes, home = np.unique(leg.stops[leg.home - first], return_inverse=True)
        units, unit = np.unique(leg.stops[leg.unit - first], return_inverse=True)
        times = leg.sign * leg.times[leg.unit - first]
        planned = np.full(len(units), np.iinfo(np.int64).max)
        np.minimum.at(planned, unit.reshape(-1), times)
        stop = np.r_[homes, units]
        return cls(
            stop, len(homes), home.reshape(-1), unit.reshape(-1), leg.sign * planned,
            _by_road(services, leg.service, stop),
        )  # fmt: skip

    @property
    def joined(self) -> bool:
        """Whether every place is reached from every other by road."""
        return bool(self.seconds.min() >= 0)

    def asked(self, leg: RiddenLeg, limits: tuple[int, int, int]) -> ServiceAsked:
        """Return what the run has to do.

        Parameters
        ----------
        limits : seats, longest ride and longest wait (seconds).
        """
        pupils = np.zeros((self.homes, len(self.planned)), np.int64)
        np.add.at(pupils, (self.home, self.unit), leg.size)
        seats, ride, wait = limits
        return ServiceAsked(
            seconds=self.seconds, pupils=pupils, dwell=self.dwell, capacity=seats,
            bell=self.planned - self.dwell[self.homes :] * leg.back, ride_most=max(ride, 0),
            wait_most=wait, homeward=leg.back,
        )  # fmt: skip

    @property
    def dwell(self) -> IntArray:
        """How long the bus stands: once at a stop where some get on and others off."""
        twice = np.isin(self.stop, self.stop[: self.homes])
        twice[: self.homes] = False
        found: IntArray = np.where(twice, 0, DWELL)
        return found

    def short(self, leg: RiddenLeg) -> int:
        """Return how many seconds the timetable lacks by road between two calls, at most."""
        used = np.flatnonzero(leg.used())
        row = {int(stop): place for place, stop in enumerate(self.stop)}
        lacking = [
            self.seconds[row[int(leg.stops[a])], row[int(leg.stops[b])]]
            - (leg.times[b] - leg.times[a])
            for a, b in pairwise(used.tolist())
        ]
        # ways are rounded to whole seconds, and the timetable's as well
        return int(max([lack for lack in lacking if lack > len(used)], default=0))


def _by_road(services: Services, service: int, stop: IntArray) -> IntArray:
    """Return the seconds between stops, 0 from a stop to itself."""
    seconds = np.full((len(services.stop_ids),) * 2, -1, np.int64)
    if services.ways is not None:
        mine = services.ways.service == service
        seconds[services.ways.start[mine], services.ways.end[mine]] = services.ways.seconds[mine]
    found: IntArray = seconds[np.ix_(stop, stop)]
    found[stop[:, None] == stop] = 0
    return found


def _told(services: Services, places: _Places, leg: RiddenLeg, found: Routed) -> SetOut | None:
    """Return the run as it is told; None where there is none."""
    if found.calls is None:
        return None
    order = np.array([call.place for call in found.calls])
    at = np.empty(len(order), np.int64)
    at[order] = [call.leaves for call in found.calls]
    near_home = np.bincount(places.home, leg.size, places.homes)
    near_unit = np.bincount(places.unit, leg.size, len(places.planned))
    nobody = np.zeros_like
    on, off = np.r_[near_home, nobody(near_unit)], np.r_[nobody(near_home), near_unit]
    if leg.back:
        on, off = off, on
    return SetOut(
        stops=tuple(services.stop_ids[places.stop[order]].tolist()),
        times=tuple(at[order].tolist()),
        on=tuple(on[order].astype(np.int64).tolist()),
        off=tuple(off[order].astype(np.int64).tolist()),
        spare=int(leg.spare(at[places.homes + places.unit]).min()),
        longest=int(leg.journey(at[places.home]).max()),
        proven=found.proven,
    )
