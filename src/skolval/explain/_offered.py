"""The seat outwards that a pupil is offered, read off the run (erbjuden plats)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.domain.services import SERVICE_KINDS
from skolval.domain.timetable import clock_text
from skolval.explain.facts import OfferedSeat

if TYPE_CHECKING:
    from collections.abc import Callable

    from skolval.domain.problem import Problem
    from skolval.domain.services import Calls, Services

__all__ = ["offered_seat", "own_metres"]


def own_metres(problem: Problem, row: int) -> int:
    """Return the metres from home to the unit of an option row, however the pupil goes."""
    services = problem.services
    if services is not None and services.rides is not None and problem.options.mode[row] > 0:
        way = int(services.rides.way[row])
        return way if way >= 0 else int(problem.options.metres[row])
    return int(problem.options.metres[row])


def offered_seat(problem: Problem, row: int, unit: Callable[[int], str]) -> OfferedSeat | None:
    """Return the seat of option row `row`, None for a place on foot or own way.

    Parameters
    ----------
    unit : name of the unit of an option row.
    """
    services, rule = problem.services, problem.policy.reversed_transport
    if row < 0 or services is None or services.rides is None or problem.options.mode[row] == 0:
        return None
    rides, service = services.rides, int(problem.options.mode[row]) - 1
    fallback = int(rides.fallback[row])
    stop, leaves = _left(services, services.out, int(rides.board[row]))
    there, arrives = _reached(services, services.out, int(rides.alight[row]))
    home, returns = _reached(services, services.back, int(rides.back_alight[row]))
    return OfferedSeat(
        service=str(services.ids[service]),
        kind=SERVICE_KINDS[services.kind[service]],
        stop=stop, leaves=leaves, there=there, arrives=arrives, back_stop=home, returns=returns,
        walk_metres=int(problem.options.metres[row]),
        minutes=int(problem.options.minutes[row]),
        own_metres=int(rides.way[row]),
        voluntary=rule is not None and rule.participation == "voluntary",
        declined_unit=unit(fallback) if fallback >= 0 else "",
    )  # fmt: skip


def _left(services: Services, calls: Calls, call: int) -> tuple[str, str]:
    return _name(services, int(calls.stop[call])), clock_text(int(calls.left[call]) // 60 * 60)


def _reached(services: Services, calls: Calls, call: int) -> tuple[str, str]:
    # whole minutes, and never told earlier than it is
    whole = -(-int(calls.reached[call]) // 60) * 60
    return _name(services, int(calls.stop[call])), clock_text(whole)


def _name(services: Services, stop: int) -> str:
    named = str(services.stop_names[stop]) if len(services.stop_names) else ""
    return named or str(services.stop_ids[stop])
