"""A run's stops, units, bells and limits, and the times of one order of its calls: no solver.

The bus leaves every place as early as its order and the first window allow, and waits before
the first call rather than with pupils aboard. A run home is the same run backwards in time: what is
computed is its mirror image.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from skolval.domain.problem import IntArray

__all__ = ["Call", "ServiceAsked", "broken_limits", "order_times"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a run.

    Parameters
    ----------
    place : row of the travel times. reached, left : seconds after midnight; `leaves` is another
        name of the second. aboard : pupils aboard when the bus leaves.
    ride : seconds on the bus of those who get on here (get off, on a run home), the longest of
        them; 0 at units. late : seconds after the bell, at units.
    """

    place: int
    reached: int
    leaves: int
    aboard: int
    ride: int = 0
    late: int = 0


@dataclass(frozen=True, slots=True)
class ServiceAsked:
    """What a run has to do (turens uppdrag).

    Parameters
    ----------
    seconds : (n + u, n + u) whole seconds from place to place; stops first, then units.
    pupils : (n, u) pupils from each stop to each unit.
    bell : (u,) seconds after midnight: pupils have left the bus by then (on a run home: they
        get on no earlier).
    dwell : (n + u,) seconds the bus stands at each place.
    capacity : seats. ride_most : seconds a pupil may be aboard, from leaving the stop until
        reaching the unit, the bus's time at places between included.
    wait_most : seconds between the bus's coming to the unit and the bell at most (on a run home:
        between the bell and its leaving).
    homeward : from the units to the stops, after the bells.
    late_most : seconds a bell may be missed by; for finding out why a run fails.
    """

    seconds: IntArray
    pupils: IntArray
    bell: IntArray
    dwell: IntArray
    capacity: int
    ride_most: int
    wait_most: int = 1800
    homeward: bool = False
    late_most: int = 0

    @property
    def stops(self) -> int:
        """Number of stops."""
        return len(self.pupils)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.bell)

    def window(self, unit: int) -> tuple[int, int]:
        """Return when the bus may come to the unit, first and last; mirrored on a run home."""
        stands = int(self.dwell[self.stops + unit])
        bell = -int(self.bell[unit]) if self.homeward else int(self.bell[unit])
        first = bell - max(self.wait_most, stands)
        return first, bell - stands + self.late_most

    def checked(self) -> None:
        """Raise ValueError where the arrays do not fit each other."""
        n, u = self.stops, self.units
        shapes = {
            "seconds": (self.seconds.shape, (n + u, n + u)),
            "pupils": (self.pupils.shape, (n, u)),
            "bell": (self.bell.shape, (u,)),
            "dwell": (self.dwell.shape, (n + u,)),
        }
        for name, (found, wanted) in shapes.items():
            if found != wanted:
                raise ValueError(f"{name} is {found}, expected {wanted}")
        for name in ("seconds", "pupils", "dwell"):
            if getattr(self, name).min(initial=0) < 0:
                raise ValueError(f"{name} is negative somewhere")


def order_times(asked: ServiceAsked, order: tuple[int, ...]) -> tuple[Call, ...]:
    """Return the calls of the run in this order, with the times that make it shortest.

    Times alone: whether they keep the limits is told by `broken_limits`.
    """
    path = order[::-1] if asked.homeward else order
    way = asked.seconds.T if asked.homeward else asked.seconds
    n = asked.stops
    # earliest times with an early start, then everything as late as the last call allows
    starts = {n + unit: asked.window(unit) for unit in range(asked.units)}
    reached = [0] * len(path)
    for i, place in enumerate(path):
        if i:
            before = path[i - 1]
            reached[i] = reached[i - 1] + int(asked.dwell[before]) + int(way[before, place])
        else:
            reached[i] = -10 * 86_400
        if place in starts:
            reached[i] = max(reached[i], starts[place][0])
    for i in range(len(path) - 2, -1, -1):
        place, following = path[i], path[i + 1]
        latest = reached[i + 1] - int(way[place, following]) - int(asked.dwell[place])
        if place in starts:
            latest = max(reached[i], min(latest, starts[place][1]))
        reached[i] = latest
    # nobody waits longer at the units than the windows make them
    later = min((starts[p][1] - at for p, at in zip(path, reached, strict=True) if p in starts))
    return _calls(asked, path, [at + max(0, later) for at in reached])


def _calls(asked: ServiceAsked, path: tuple[int, ...], reached: list[int]) -> tuple[Call, ...]:
    n = asked.stops
    left = {place: at + int(asked.dwell[place]) for place, at in zip(path, reached, strict=True)}
    at_unit = {place: at for place, at in zip(path, reached, strict=True) if place >= n}
    calls, aboard = [], 0
    for place, at in zip(path, reached, strict=True):
        before = aboard
        if place < n:
            aboard += int(asked.pupils[place].sum())
            goals = [n + int(unit) for unit in np.flatnonzero(asked.pupils[place])]
            ride = max((at_unit[goal] - left[place] for goal in goals), default=0)
            late = 0
        else:
            aboard -= int(asked.pupils[:, place - n].sum())
            ride, late = 0, max(0, at - asked.window(place - n)[1] + asked.late_most)
        times = (-left[place], -at) if asked.homeward else (at, left[place])
        calls.append(Call(place, *times, before if asked.homeward else aboard, ride, late))
    return tuple(reversed(calls)) if asked.homeward else tuple(calls)


def broken_limits(asked: ServiceAsked, calls: tuple[Call, ...]) -> tuple[str, ...]:
    """Return the limits that the calls break, each once: places, order, times, seats, ride, bell.

    Written anew from the limits' own words; shares nothing with what made the calls.
    """
    at = {call.place: call for call in calls}
    if sorted(at) != list(range(asked.stops + asked.units)) or len(at) != len(calls):
        return ("places",)
    found = _off_times(asked, calls) | _long_rides(asked, at) | _over_seats(asked, calls)
    return tuple(sorted(found | _off_the_bells(asked, at)))


def _off_times(asked: ServiceAsked, calls: tuple[Call, ...]) -> set[str]:
    driven = all(
        two.reached - one.leaves >= asked.seconds[one.place, two.place]
        for one, two in pairwise(calls)
    )
    stood = all(call.leaves - call.reached >= asked.dwell[call.place] for call in calls)
    return set() if driven and stood else {"times"}


def _long_rides(asked: ServiceAsked, at: dict[int, Call]) -> set[str]:
    found = set()
    for stop, unit in np.argwhere(asked.pupils):
        off, on = at[int(stop)], at[asked.stops + int(unit)]
        ride = off.reached - on.leaves if asked.homeward else on.reached - off.leaves
        if ride < 0:
            found.add("order")
        if ride > asked.ride_most:
            found.add("ride")
    return found


def _over_seats(asked: ServiceAsked, calls: tuple[Call, ...]) -> set[str]:
    n, aboard = asked.stops, 0
    gets_on, gets_off = asked.pupils.sum(1), asked.pupils.sum(0)
    for call in reversed(calls) if asked.homeward else calls:
        aboard += int(gets_on[call.place]) if call.place < n else -int(gets_off[call.place - n])
        if aboard > asked.capacity:
            return {"capacity"}
    return set()


def _off_the_bells(asked: ServiceAsked, at: dict[int, Call]) -> set[str]:
    for unit in range(asked.units):
        call, bell = at[asked.stops + unit], int(asked.bell[unit])
        wait = max(asked.wait_most, int(asked.dwell[asked.stops + unit]))
        early, late = (bell, bell + wait) if asked.homeward else (bell - wait, bell)
        if call.reached < early or call.leaves > late:
            return {"bell"}
    return set()
