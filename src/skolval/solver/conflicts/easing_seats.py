"""Easing by seats (fler platser): how many are missing, and where they would do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.problem import BoolArray, IntArray
from skolval.solver.conflicts.crowding import Crowd, seating
from skolval.solver.conflicts.easing_kinds import Easing, Seats, is_about_seats
from skolval.solver.conflicts.oracle import Oracle

__all__ = ["LARGE", "fewer_placed", "more_seats", "overfull"]

_TRIED = 12
"""Offerings tried for one crowd's seats."""


LARGE = 20_000
"""Option rows above which a number that needs the solver at every notch is not looked for."""


def overfull(oracle: Oracle, step: Step, chosen: IntArray) -> tuple[Seats, ...]:
    """Return by how much each offering is filled beyond its seats, of a limit on seats."""
    problem = oracle.problem
    if not is_about_seats(step):
        return ()
    taken = np.zeros(len(problem.offerings), np.int64)
    some = np.flatnonzero(chosen >= 0)
    np.add.at(taken, problem.options.offering[chosen[some]], problem.parties.size[some])
    beyond = taken - oracle.said(step).seats
    return tuple(Seats(int(one), int(beyond[one])) for one in np.flatnonzero(beyond > 0))


def fewer_placed(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return how many have no place: as many as have no seat, if the rest can be kept."""
    if step.name != "everyone_placed":
        return None
    seated = oracle.seated([*others, step])
    if not seated.short:
        return None
    oracle.learn(seated.chosen)
    kept = all(oracle.meets(len(oracle.placements) - 1, other) for other in others)
    if not kept or (oracle.problem.parties.size != 1).any():
        return None
    least = (float(seated.short),)
    return Easing(step, "", (0,), least, least, "pupils", chosen=seated.chosen)


def more_seats(oracle: Oracle, step: Step, others: Sequence[Step]) -> Easing | None:
    """Return how many more seats are needed, and where they would do."""
    if not is_about_seats(step):
        return None
    rules = [*others, step]
    seated = oracle.seated(rules)
    problem = oracle.problem
    if not seated.short:
        return None
    allowed, _must, seats = oracle.terms(rules)
    more: list[Seats] = []
    for crowd in oracle.crowds(rules, seated):
        places = _places(oracle, allowed, seats, crowd)
        if places is None:
            return None
        more += places
    raised = problem.offerings.seats.copy()
    for place in more:
        raised[place.offering] += place.count
    larger = Oracle(
        problem.replace(offerings=replace(problem.offerings, seats=raised)),
        oracle.effort,
        oracle.attempt,
    )
    if not larger.can(rules, search=len(problem.options) <= LARGE):
        return None
    least = (float(seated.short),)
    return Easing(step, "", (0,), least, least, "pupils", seats=tuple(more))


def _places(
    oracle: Oracle, allowed: BoolArray, seats: IntArray, crowd: Crowd
) -> list[Seats] | None:
    """Return where the crowd's missing seats would do: at one offering if they can."""
    problem = oracle.problem
    options = problem.options
    must = np.zeros(len(problem.parties), np.bool_)
    must[crowd.parties] = True
    rows = np.flatnonzero(allowed & must[options.party])
    near = np.bincount(options.offering[rows], minlength=len(seats))
    tried = sorted(crowd.offerings.tolist(), key=lambda offering: (-near[offering], offering))
    found: list[Seats] = []
    given, short = seats.copy(), crowd.short
    while short:
        best, most = -1, 0
        for offering in tried[:_TRIED]:
            raised = given.copy()
            raised[offering] = max(int(raised[offering]), 0) + short
            helped = short - seating(problem, allowed, must, raised).short
            if helped > most:
                best, most = offering, helped
            if most == short:
                break
        if not most:
            return None
        given[best] = max(int(given[best]), 0) + most
        found.append(Seats(best, most))
        short -= most
    return found
