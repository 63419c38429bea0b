"""Seat classes of a policy on a problem: what the mechanism fills and the audit checks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.policy import Bound, SeatClass, Who
from skolval.domain.problem import BoolArray, IntArray, Problem

__all__ = ["BoundTable", "ClassTable", "bound_table", "class_table", "members"]


@dataclass(frozen=True, slots=True)
class ClassTable:
    """Classes of seats by offering, in precedence order; one open class without a policy's own.

    Parameters
    ----------
    start : (n_offerings + 1,) first class of each offering. step : (c,) number in the policy's
        list, -1 for the open class added for what is left. seats : (c,). kind : (c,) index
        into `member`'s columns, -1 for everybody. only : (c,). member : (n_parties, kinds).
    """

    start: IntArray
    step: IntArray
    seats: IntArray
    kind: IntArray
    only: BoolArray
    member: BoolArray


@dataclass(frozen=True, slots=True)
class BoundTable:
    """Floors and ceilings by offering and kind; -1 in `kind_of` for pupils of no kind.

    Parameters
    ----------
    kind_of : (n_parties,). floor, ceiling : (n_offerings, kinds) whole pupils.
    hard : ceilings are never passed.
    """

    kind_of: IntArray
    floor: IntArray
    ceiling: IntArray
    hard: bool


def members(problem: Problem, who: Who) -> BoolArray:
    """Return (n_parties,) which parties are of the kind; unknown counts as not."""
    column = problem.groups.index(who.group)
    if who.basis == "pupil":
        individual: BoolArray = problem.parties.member[:, column] > 0
        return individual
    share: IntArray = problem.parties.area_share[:, column]
    by_area: BoolArray = share >= round(who.at_least * 1000)
    return by_area


def class_table(problem: Problem) -> ClassTable:
    """Return the classes of every offering.

    Seats are handed out in the order of the policy's list: whole numbers as written, shares
    rounded down, never more than are left; a class with neither takes what is left. Seats
    that no class takes form a last open class.
    """
    kinds = list(dict.fromkeys(c.who for c in problem.policy.seat_classes if c.who is not None))
    member = np.zeros((len(problem.parties), len(kinds)), bool)
    for k, who in enumerate(kinds):
        member[:, k] = members(problem, who)
    rows = [
        (o, step, seats)
        for o in range(len(problem.offerings))
        for step, seats in _split(problem, o)
    ]
    table = np.array(rows, np.int64).reshape(-1, 3)
    listed = problem.policy.seat_classes
    kind = [
        kinds.index(who) if i >= 0 and (who := listed[i].who) is not None else -1
        for i in table[:, 1]
    ]
    return ClassTable(
        start=np.searchsorted(table[:, 0], np.arange(len(problem.offerings) + 1)).astype(np.int64),
        step=table[:, 1],
        seats=table[:, 2],
        kind=np.array(kind, np.int64),
        only=np.array([i >= 0 and listed[i].only for i in table[:, 1]], bool),
        member=member,
    )


def _split(problem: Problem, offering: int) -> list[tuple[int, int]]:
    """Return (number in the policy's list, seats) of one offering, in precedence order."""
    total = int(problem.offerings.seats[offering])
    unit = str(problem.unit_ids[problem.offerings.unit[offering]])
    present = [
        (i, c) for i, c in enumerate(problem.policy.seat_classes) if not c.units or unit in c.units
    ]
    left, taken = total, {}
    for i, seat_class in present:
        taken[i] = min(left, _asked(seat_class, total))
        left -= taken[i]
    rest = [i for i, c in present if c.seats is None and c.share is None]
    if rest:
        taken[rest[0]] = left
    split = [(i, taken[i]) for i, _c in present]
    return split if rest or not left else [*split, (-1, left)]


def _asked(seat_class: SeatClass, total: int) -> int:
    if seat_class.seats is not None:
        return seat_class.seats
    # 1e-9: 0.29 of 100 is 29 seats, though binary 0.29 * 100 is a little less.
    return int((seat_class.share or 0.0) * total + 1e-9)


def bound_table(problem: Problem) -> BoundTable:
    """Return floors and ceilings of every offering.

    A bound up to 1 is a share of the seats (floors rounded down, ceilings too), above 1 whole
    pupils. A pupil of two kinds counts as the first one listed.
    """
    bounds = problem.policy.bounds
    kinds = list(dict.fromkeys(bound.who for bound in bounds))
    kind_of = np.full(len(problem.parties), -1, np.int64)
    for k in reversed(range(len(kinds))):
        kind_of[members(problem, kinds[k])] = k
    seats = problem.offerings.seats
    floor = np.zeros((len(seats), len(kinds)), np.int64)
    ceiling = np.repeat(seats[:, None], len(kinds), axis=1)
    units = problem.unit_ids[problem.offerings.unit]
    for bound in bounds:
        here = np.isin(units, bound.units) if bound.units else np.ones(len(seats), bool)
        _set(bound, kinds.index(bound.who), here, (seats, floor, ceiling))
    return BoundTable(kind_of, floor, ceiling, any(bound.hard for bound in bounds))


def _set(
    bound: Bound, kind: int, here: BoolArray, tables: tuple[IntArray, IntArray, IntArray]
) -> None:
    seats, floor, ceiling = tables
    for value, table in ((bound.floor, floor), (bound.ceiling, ceiling)):
        if value is not None:
            whole = np.floor(value * seats + 1e-9) if value <= 1 else np.full(len(seats), value)
            table[here, kind] = np.minimum(seats, whole.astype(np.int64))[here]
