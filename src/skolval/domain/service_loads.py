"""What a placement asks of services (belastning på linjer): pupils on every leg, vehicles, kronor.

A service is run if somebody rides on it. It needs one vehicle, and another one for every time
that the pupils on its fullest leg fill one more; a service that goes anyway costs nothing more
for itself, and each pupil aboard what the service says.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.services import Calls

__all__ = ["Legs", "kronor", "legs_of", "loads", "riding", "runs_of", "vehicles"]


@dataclass(frozen=True, slots=True)
class Legs:
    """Every leg that some option rides, morning's before afternoon's, and who rides it.

    Parameters
    ----------
    leg, option : (k,) leg 0..G-1 and option row of each entry.
    service, call, back, seats : (G,) of the leg: the service, the call where it begins, whether it
        is the afternoon's, and its seats.
    """

    leg: IntArray
    option: IntArray
    service: IntArray
    call: IntArray
    back: BoolArray
    seats: IntArray


def riding(problem: Problem, chosen: IntArray) -> IntArray:
    """Return the chosen option rows that ride on a service."""
    rows = chosen[chosen >= 0]
    found: IntArray = rows[problem.options.mode[rows] > 0]
    return found


def runs_of(problem: Problem, chosen: IntArray) -> BoolArray | None:
    """Return (L,) the services that are run: those that go anyway or that somebody rides on."""
    if problem.services is None:
        return None
    run = problem.services.running.copy()
    run[problem.options.mode[riding(problem, chosen)] - 1] = True
    return run


def loads(problem: Problem, chosen: IntArray) -> tuple[IntArray, IntArray]:
    """Return the pupils aboard from each call to the next, in the morning and the afternoon.

    Returns
    -------
    (C_out,) and (C_back,), in the order of the services' calls; 0 at the last call of a run.
    """
    services, rows = problem.services, riding(problem, chosen)
    if services is None or services.rides is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rides, size = services.rides, problem.parties.size[problem.options.party[rows]]
    return (
        _aboard(services.out, rides.board[rows], rides.alight[rows], size),
        _aboard(services.back, rides.back_board[rows], rides.back_alight[rows], size),
    )


def vehicles(problem: Problem, chosen: IntArray) -> IntArray:
    """Return (L,) vehicles that each service needs beside those that go anyway."""
    services = problem.services
    if services is None:
        return np.zeros(0, np.int64)
    need = np.zeros(len(services), np.int64)
    for calls, load in zip((services.out, services.back), loads(problem, chosen), strict=True):
        np.maximum.at(need, calls.service, -(-load // np.maximum(calls.seats, 1)))
    return np.where(services.running, 0, need)


def kronor(problem: Problem, chosen: IntArray) -> int:
    """Return what the services and those who ride on them cost in a school year."""
    services, rows = problem.services, riding(problem, chosen)
    if services is None:
        return 0
    size = problem.parties.size[problem.options.party[rows]]
    aboard = services.pupil_cost[problem.options.mode[rows] - 1] * size
    return int(services.cost @ vehicles(problem, chosen)) + int(aboard.sum())


def legs_of(problem: Problem) -> Legs:
    """Return every leg that some option rides."""
    none = np.zeros(0, np.int64)
    services = problem.services
    if services is None or services.rides is None:
        return Legs(none, none, none, none, none.astype(np.bool_), none)
    morning = _ridden(services.rides.board, services.rides.alight)
    evening = _ridden(services.rides.back_board, services.rides.back_alight)
    shift = len(services.out.stop)
    call = np.r_[morning[0], evening[0] + shift]
    used, leg = np.unique(call, return_inverse=True)
    back = used >= shift
    at = np.where(back, used - shift, used)
    service, seats = (
        np.r_[getattr(services.out, name), getattr(services.back, name)][used]
        for name in ("service", "seats")
    )
    option = np.r_[morning[1], evening[1]]
    return Legs(leg.reshape(-1), option, service, at, back, seats)


def _ridden(board: IntArray, alight: IntArray) -> tuple[IntArray, IntArray]:
    """Return (call, option row) for every call from which an option rides to the next."""
    rows = np.flatnonzero(board >= 0)
    width = alight[rows] - board[rows]
    ahead = np.arange(width.sum()) - np.repeat(np.cumsum(width) - width, width)
    return np.repeat(board[rows], width) + ahead, np.repeat(rows, width)


def _aboard(calls: Calls, board: IntArray, alight: IntArray, size: IntArray) -> IntArray:
    change = np.zeros(len(calls.stop) + 1, np.int64)
    np.add.at(change, board, size)
    np.add.at(change, alight, -size)
    return np.cumsum(change)[:-1]
