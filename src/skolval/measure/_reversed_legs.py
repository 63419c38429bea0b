"""Everybody who rides one run of a service, and what it has to do for them (turens uppdrag)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from skolval.travel.walking import METRES_PER_HOUR

if TYPE_CHECKING:
    from skolval.domain.problem import BoolArray, IntArray, Problem
    from skolval.domain.services import Calls
    from skolval.measure._reversed import Riders

__all__ = ["RiddenLeg", "ridden_leg"]


@dataclass(frozen=True, slots=True, eq=False)
class RiddenLeg:
    """One run, morning's or afternoon's, and its riders; arrays (r,) but `calls`.

    Parameters
    ----------
    service : its number. back : the afternoon's. calls : rows of the service's calls, in order.
    home, unit : row of the call near home and of the one near the unit. size : pupils.
    home_walk, unit_walk : seconds on foot between home and stop, and between stop and unit.
    bell : seconds after midnight by which they are at the door, or when their last lesson ends.
    """

    service: int
    back: bool
    calls: IntArray
    times: IntArray
    stops: IntArray
    home: IntArray
    unit: IntArray
    size: IntArray
    home_walk: IntArray
    unit_walk: IntArray
    bell: IntArray

    @property
    def sign(self) -> int:
        """1 in the morning, -1 in the afternoon, when all is the same backwards in time."""
        return -1 if self.back else 1

    def spare(self, at_unit: IntArray) -> IntArray:
        """Return (r,) seconds between the bus at the unit's stop and the bell, less the walk.

        Parameters
        ----------
        at_unit : (r,) seconds after midnight at each rider's stop near the unit.
        """
        return self.sign * (self.bell - at_unit) - self.unit_walk

    def journey(self, at_home: IntArray) -> IntArray:
        """Return (r,) seconds from leaving home until the bell, or from the bell until at home."""
        return self.sign * (self.bell - at_home) + self.home_walk

    def aboard(self) -> tuple[IntArray, IntArray, IntArray]:
        """Return (calls,) pupils who get on and off at each call, and aboard when it leaves."""
        first = int(self.calls[0]) if len(self.calls) else 0
        on, off = (self.unit, self.home) if self.back else (self.home, self.unit)
        width = len(self.calls)
        boards = np.bincount(on - first, self.size, width).astype(np.int64)
        leaves = np.bincount(off - first, self.size, width).astype(np.int64)
        return boards, leaves, np.cumsum(boards - leaves)

    def used(self) -> BoolArray:
        """Return (calls,) whether anybody gets on or off there."""
        boards, leaves, _aboard = self.aboard()
        found: BoolArray = (boards > 0) | (leaves > 0)
        return found


def ridden_leg(problem: Problem, riders: Riders, service: int, *, back: bool) -> RiddenLeg:
    """Return one run of a service and its riders."""
    services = problem.services
    if services is None or services.rides is None:  # pragma: no cover - riders are of services
        raise ValueError("there are no services")
    mine = riders.service == service
    rows, rides = riders.rows[mine], services.rides
    calls: Calls = services.back if back else services.out
    unit = problem.unit_of_option()[rows]
    near_home, near_unit = (
        (rides.back_alight, rides.back_board) if back else (rides.board, rides.alight)
    )
    home_metres, unit_metres = (
        (rides.back_home_metres, rides.back_unit_metres)
        if back
        else (rides.home_metres, rides.unit_metres)
    )
    first, end = int(calls.start[service]), int(calls.start[service + 1])
    return RiddenLeg(
        service=service,
        back=back,
        calls=np.arange(first, end),
        times=calls.left[first:end],
        stops=calls.stop[first:end],
        home=near_home[rows],
        unit=near_unit[rows],
        size=riders.size[mine],
        home_walk=_on_foot(home_metres[rows]),
        unit_walk=_on_foot(unit_metres[rows]),
        bell=(services.ends if back else services.starts)[unit],
    )


def _on_foot(metres: IntArray) -> IntArray:
    found: IntArray = -(-metres * 3600 // METRES_PER_HOUR["walk"])
    return found
