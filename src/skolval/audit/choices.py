"""Who has a justified claim (blockerar) to a place: by seats alone, by class, by kind, by group.

One question for every way in which offerings choose: would the offering take this pupil in,
if it chose again among those it has admitted and the pupil?
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.audit.blocking import blocking_pairs
from skolval.audit.kinds import chosen_again, crowd
from skolval.audit.seating import blocked_class, seated
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.seat_classes import bound_table, class_table

__all__ = ["Blocking", "Standing", "blocking_of", "seats_left"]


@dataclass(frozen=True, slots=True)
class Standing:
    """Those who would rather be at an offering, then those admitted, row by row.

    Parameters
    ----------
    rows : option rows. wanted : how many of them, at the front, are wanted but not held.
    offering, party : of each row. level : a smaller number goes first at its offering; equal
        numbers are tied. place : on the pupil's list, 0 for the best.
    names : of the keys that made the level. keys : (k, rows) their values.
    """

    rows: IntArray
    wanted: int
    offering: IntArray
    party: IntArray
    level: IntArray
    place: IntArray
    names: tuple[str, ...]
    keys: IntArray

    def part(self, *, admitted: bool) -> dict[str, IntArray]:
        """Return offering, party and level of the admitted, or of those who want a place."""
        half = slice(self.wanted, None) if admitted else slice(0, self.wanted)
        return {name: getattr(self, name)[half] for name in ("offering", "party", "level")}


@dataclass(frozen=True, slots=True)
class Blocking:
    """What is found for each wanted row.

    Parameters
    ----------
    waste : a free seat would take the pupil. envy : somebody admitted goes after the pupil.
    rival : row (in the standing) of the one who goes after, -1 for none.
    """

    waste: BoolArray
    envy: BoolArray
    rival: IntArray


def blocking_of(problem: Problem, standing: Standing, *, group: str = "") -> Blocking:
    """Return who blocks, by the policy's classes or bounds if it has any.

    Parameters
    ----------
    group : ``reject`` or ``admit`` where equals are refused or admitted whole.
    """
    if group:
        return _by_group(problem, standing, group)
    if problem.policy.seat_classes:
        return _by_class(problem, standing)
    if problem.policy.bounds:
        return _by_kind(problem, standing)
    return _by_seat(problem, standing)


def seats_left(problem: Problem, standing: Standing) -> IntArray:
    """Return the seats left at every offering."""
    held = standing.part(admitted=True)
    size = problem.parties.size[held["party"]]
    taken = np.bincount(held["offering"], size, len(problem.offerings)).astype(np.int64)
    free: IntArray = problem.offerings.seats - taken
    return free


def _last(problem: Problem, standing: Standing) -> tuple[IntArray, IntArray]:
    """Return level and row of the last admitted at every offering, -1 where nobody is."""
    rows = np.arange(standing.wanted, len(standing.rows))
    order = rows[np.argsort(standing.level[rows], kind="stable")]
    row = np.full(len(problem.offerings), -1, np.int64)
    row[standing.offering[order]] = order
    level: IntArray = np.where(row < 0, -1, standing.level[np.maximum(row, 0)])
    return level, row


def _by_seat(problem: Problem, standing: Standing) -> Blocking:
    """Ask the audit's kernel: each pupil's wanted rows, the own one last."""
    parties = len(problem.parties)
    order = np.argsort(standing.party, kind="stable")  # the wanted stand before the admitted
    start = np.concatenate([[0], np.cumsum(np.bincount(standing.party, minlength=parties))])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    taken = np.full(parties, -1, np.int64)
    taken[standing.party[standing.wanted :]] = place[standing.wanted :]
    waste, envy = blocking_pairs(
        start.astype(np.int64),
        standing.offering[order],
        standing.level[order],
        taken=taken,
        seats=problem.offerings.seats,
    )
    mine = place[: standing.wanted]
    _level, row = _last(problem, standing)
    rival = np.where(envy[mine], row[standing.offering[: standing.wanted]], -1)
    return Blocking(waste[mine], envy[mine], rival)


def _by_class(problem: Problem, standing: Standing) -> Blocking:
    table = class_table(problem)
    held = standing.part(admitted=True)
    seating = seated(table, **held)
    found, empty = blocked_class(table, seating, **standing.part(admitted=False))
    envy: BoolArray = (found >= 0) & ~empty
    last = np.full(len(table.seats), -1, np.int64)
    sits = np.flatnonzero(seating.seat_class >= 0)
    order = sits[np.argsort(_turned(problem, held["party"][sits], seating.seat_class[sits],
                                    held["level"][sits]), kind="stable")]  # fmt: skip
    last[seating.seat_class[order]] = order + standing.wanted
    rival = np.where(envy, last[np.maximum(found, 0)], -1)
    return Blocking(empty, envy, rival)


def _turned(problem: Problem, party: IntArray, seat_class: IntArray, level: IntArray) -> IntArray:
    """Return the order within classes: those whom the class is for before the others."""
    table = class_table(problem)
    kind = table.kind[seat_class]
    inside = kind < 0
    inside[~inside] = table.member[party[~inside], kind[~inside]]
    order: IntArray = level + np.where(inside, 0, np.int64(1) << 40)
    return order


def _by_kind(problem: Problem, standing: Standing) -> Blocking:
    table = bound_table(problem)
    found = crowd(table, **standing.part(admitted=True))
    free = seats_left(problem, standing) > 0
    wanted = standing.part(admitted=False)
    chosen = chosen_again(table, found, **wanted, free=free)
    kind = np.where(table.kind_of[wanted["party"]] < 0, table.floor.shape[1],
                    table.kind_of[wanted["party"]])  # fmt: skip
    cell = wanted["offering"], kind
    within = (found.count[cell] < found.ceiling[cell]) | (not table.hard)
    waste: BoolArray = chosen & free[wanted["offering"]] & within
    envy: BoolArray = chosen & ~waste
    _level, row = _last(problem, standing)
    return Blocking(waste, envy, np.where(envy, row[wanted["offering"]], -1))


def _by_group(problem: Problem, standing: Standing, group: str) -> Blocking:
    """Nobody is refused who stands level with somebody admitted, or before.

    A free seat is wasted when the first group among those who want it would fit whole, or,
    where groups are admitted above the seats, whenever somebody wants it.
    """
    offering, level = standing.offering[: standing.wanted], standing.level[: standing.wanted]
    last, row = _last(problem, standing)
    envy: BoolArray = level <= last[offering]
    left = seats_left(problem, standing)[offering]
    first = np.full(len(problem.offerings), np.iinfo(np.int64).max, np.int64)
    np.minimum.at(first, offering, level)
    front = level == first[offering]
    size = np.bincount(offering[front], minlength=len(problem.offerings))[offering]
    fits = (size <= left) if group == "reject" else (left > 0)
    waste: BoolArray = front & fits & (left > 0) & ~envy
    return Blocking(waste, envy, np.where(envy, row[offering], -1))
