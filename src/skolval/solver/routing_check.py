"""Is this really a plan? Every limit of a school-bus problem looked at again in plain numbers.

Nothing here is shared with what makes plans: times are added up along each bus as it drives.
"""

from __future__ import annotations

from collections import Counter

from skolval.solver.routing_case import BusCase, BusSchool
from skolval.solver.routing_plan import BusPlan, Trip

__all__ = ["check_plan"]


def check_plan(case: BusCase, plan: BusPlan) -> tuple[str, ...]:
    """Return what is wrong with the plan, a line for each fault; empty where all is well.

    Looked at: every stop served exactly once, seats, the ride of every stop's pupils, and that
    every bus is at each of its schools early enough to unload by the bell.
    """
    faults = list(_stops_missed_or_doubled(case, plan))
    if any("there is no" in fault for fault in faults):
        return tuple(faults)
    for number, bus in enumerate(plan.buses):
        if not bus:
            faults.append(f"bus {number} makes no trip")
        free_at, stands = None, None
        for trip in bus:
            school = case.schools[trip.school]
            faults += _seats_and_rides(case, trip, number)
            first = trip.stops[0]
            if free_at is not None and stands is not None:
                at_first = free_at + int(school.reach[stands, first])
                reached = _driven(school, trip, at_first)
                if reached + school.unload > school.bell:
                    faults.append(f"bus {number} is late at school {trip.school}")
            free_at, stands = school.bell, trip.school
    return tuple(faults)


def _stops_missed_or_doubled(case: BusCase, plan: BusPlan) -> list[str]:
    calls = Counter(
        (trip.school, stop) for bus in plan.buses for trip in bus for stop in trip.stops
    )
    wanted = {
        (number, stop)
        for number, school in enumerate(case.schools)
        for stop in range(len(school.pupils))
    }
    faults = [f"school {s}: stop {stop} is not served" for s, stop in sorted(wanted - set(calls))]
    faults += [f"there is no stop {stop} of school {s}" for s, stop in sorted(set(calls) - wanted)]
    return faults + [
        f"school {s}: stop {stop} is served {times} times"
        for (s, stop), times in sorted(calls.items())
        if times > 1
    ]


def _seats_and_rides(case: BusCase, trip: Trip, number: int) -> list[str]:
    school, faults = case.schools[trip.school], []
    aboard = sum(int(school.pupils[stop]) for stop in trip.stops)
    if aboard > case.capacity:
        faults.append(f"bus {number} has {aboard} pupils aboard to school {trip.school}")
    for place, stop in enumerate(trip.stops):
        left = int(school.dwell[stop])
        ride = _driven(school, Trip(trip.school, trip.stops[place:]), 0) - left
        if ride > case.longest:
            faults.append(f"school {trip.school}: pupils of stop {stop} ride too long")
    return faults


def _driven(school: BusSchool, trip: Trip, at: int) -> int:
    """Return when the school is reached by a bus that comes to the trip's first stop at `at`."""
    here = trip.stops[0]
    at += int(school.dwell[here])
    for there in trip.stops[1:]:
        at += int(school.between[here, there]) + int(school.dwell[there])
        here = there
    return at + int(school.home[here])
