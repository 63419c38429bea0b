"""Single rides, read off the tables of a run, and why one cannot be made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from skolval.domain.language import N_
from skolval.domain.problem import Problem
from skolval.domain.services import SERVICE_KINDS, ReversedTransport, Rides, Services
from skolval.io.run import Run

__all__ = ["Ride", "in_order", "legs_ridden", "refused", "rides_of"]

_HOUR, _PACE = 3600, 5000
"""On foot at 5 km/h, as everywhere else."""


@dataclass(frozen=True, slots=True)
class Ride:
    """One pupil who is offered a seat: the rows of the calls, and what the tables tell.

    Parameters
    ----------
    row : option row. calls : where the pupil boards and alights, morning, then afternoon.
    take_up : permille. fallback : option row, -1 for none.
    """

    party: int
    row: int
    offering: int
    service: int
    name: str
    pupils: int
    calls: tuple[int, int, int, int]
    take_up: int
    fallback: int


def rides_of(run: Run) -> list[Ride]:
    """Return the rides of everybody who is offered a seat, in the order of the parties."""
    problem, found = run.problem, []
    services = problem.services
    if services is None or services.rides is None:  # pragma: no cover - asked before
        return []
    rides = services.rides
    for party, row in enumerate(run.placement.chosen.tolist()):
        if row < 0 or problem.options.mode[row] == 0:
            continue
        service = int(problem.options.mode[row]) - 1
        found.append(
            Ride(
                party=party, row=row, offering=int(problem.options.offering[row]),
                service=service, name=str(services.ids[service]),
                pupils=int(problem.parties.size[party]), calls=_calls(rides, row),
                take_up=int(rides.take_up[row]), fallback=int(rides.fallback[row]),
            )
        )  # fmt: skip
    return found


def _calls(rides: Rides, row: int) -> tuple[int, int, int, int]:
    return (
        int(rides.board[row]),
        int(rides.alight[row]),
        int(rides.back_board[row]),
        int(rides.back_alight[row]),
    )


def legs_ridden(ride: Ride) -> Iterator[tuple[int, int]]:
    """Yield (0 for the morning, 1 for the afternoon; call) of every leg of a ride."""
    board, alight, back_board, back_alight = ride.calls
    for call in range(board, alight):
        yield 0, call
    for call in range(back_board, back_alight):
        yield 1, call


def refused(problem: Problem, ride: Ride) -> Iterator[str]:
    """Yield why a ride cannot be made, as parts of a sentence."""
    services, rule = problem.services, problem.policy.reversed_transport
    if services is None or services.rides is None or rule is None:  # pragma: no cover - no rides
        return
    if not in_order(services, ride):
        yield N_("its stops are not in order on that service")
        return
    yield from _barred(problem, services, rule, ride)
    walked = _walks(services.rides, ride.row)
    yield from _late(problem, services, ride, walked)
    if max(walked) > rule.walk_metres:
        yield N_("the walk to or from a stop is longer than the policy lets it be")
    if walked[0] + walked[1] != int(problem.options.metres[ride.row]):
        yield N_("the metres on foot are not those of the walks")
    if rule.participation == "voluntary" and not _may_decline(problem, ride):
        yield N_("the guarantee school is not where the pupil is placed who declines")
    if _take_up(problem, rule, ride) != ride.take_up:
        yield N_("the take-up is not what the policy assumes")


def in_order(services: Services, ride: Ride) -> bool:
    """Return whether a ride's stops come in order on its own service, both ways."""
    board, alight, back_board, back_alight = ride.calls
    ends = ((services.out, board, alight), (services.back, back_board, back_alight))
    return all(
        calls.start[ride.service] <= first < last < calls.start[ride.service + 1]
        for calls, first, last in ends
    )


def _walks(rides: Rides, row: int) -> tuple[int, int, int, int]:
    """Return the metres home to stop and stop to unit, then unit to stop and stop to home."""
    return (
        int(rides.home_metres[row]),
        int(rides.unit_metres[row]),
        int(rides.back_unit_metres[row]),
        int(rides.back_home_metres[row]),
    )


def _on_foot(metres: int) -> int:
    return -(-metres * _HOUR // _PACE)


def _late(
    problem: Problem, services: Services, ride: Ride, walked: tuple[int, int, int, int]
) -> Iterator[str]:
    rule = problem.policy.reversed_transport or ReversedTransport()
    unit = int(problem.offerings.unit[ride.offering])
    to_stop, to_unit, from_unit, to_home = map(_on_foot, walked)
    board, alight, back_board, back_alight = ride.calls
    bell, over = int(services.starts[unit]), int(services.ends[unit])
    spare = bell - int(services.out.reached[alight]) - to_unit
    waits = int(services.back.left[back_board]) - from_unit - over
    taken = bell - int(services.out.left[board]) + to_stop
    home = int(services.back.reached[back_alight]) + to_home - over
    if spare < 0:
        yield N_("it comes after the bell")
    if waits < 0:
        yield N_("it leaves before the last lesson ends")
    if max(spare, waits) > rule.wait_minutes * 60:
        yield N_("the wait at the unit is longer than the policy lets it be")
    if max(taken, home) > rule.minutes_most * 60:
        yield N_("the journey takes longer than the policy lets it")
    if -(-taken // 60) != int(problem.options.minutes[ride.row]):
        yield N_("the minutes are not those of the timetable")


def _barred(
    problem: Problem, services: Services, rule: ReversedTransport, ride: Ride
) -> Iterator[str]:
    grade = problem.grades.codes[int(problem.parties.grade[ride.party])]
    unit = str(problem.unit_ids[problem.offerings.unit[ride.offering]])
    if SERVICE_KINDS[services.kind[ride.service]] not in rule.kinds:
        yield N_("the policy does not let such services run")
    if (rule.grades and grade not in rule.grades) or (rule.units and unit not in rule.units):
        yield N_("the policy offers such pupils or such units no seats")
    if bool(problem.parties.protected[ride.party]):
        yield N_("nobody may know where the pupil lives")


def _may_decline(problem: Problem, ride: Ride) -> bool:
    row = ride.fallback
    held = problem.guarantee
    return row >= 0 and held is not None and int(held[ride.party]) == row


def _take_up(problem: Problem, rule: ReversedTransport, ride: Ride) -> int:
    """Return the permille who accept, by the policy's own rule, told in words in `TakeUp`."""
    if rule.participation != "voluntary":
        return 1000
    assumed, points = rule.take_up, 0
    if problem.unit_share is not None:
        group = problem.groups.index(problem.balance_group)
        home = int(problem.parties.area_share[ride.party, group])
        there = int(problem.unit_share[problem.offerings.unit[ride.offering], group])
        points = (home - there) // 10 if home >= 0 and there >= 0 else 0
    minutes = int(problem.options.minutes[ride.row])
    plain = assumed.share - assumed.per_minute * minutes - assumed.per_point * points
    turned = max(plain, 0) * assumed.factor // 1000
    return min(max(turned, assumed.least), assumed.most)
