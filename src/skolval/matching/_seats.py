"""Seats that are not all alike: reserves, slots, floors and ceilings, read into arrays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.matching._frames import MOST, listed_names
from skolval.matching._ledger import Ledger
from skolval.matching._table import Table
from skolval.matching.market import Bounds, SeatClasses

__all__ = ["SeatPlan", "Slot", "read_seat_plan"]

_BOUNDS = ("type_ceiling", "soft_floor", "soft_ceiling")


class Slot(NamedTuple):
    """Seats of one school that are filled together; `kind` empty for anybody."""

    kind: str
    only: bool
    seats: int


@dataclass(frozen=True, slots=True)
class SeatPlan:
    """How schools divide their seats.

    Parameters
    ----------
    slots : by school number, in precedence order; what they leave is open and comes last.
    types : by pupil number. bounds : floors and ceilings.
    """

    slots: Mapping[int, list[Slot]]
    types: tuple[frozenset[str], ...]
    bounds: Bounds | None

    def classes(self, seats: IntArray) -> SeatClasses | None:
        """Return the classes of every school with `seats`, None when all seats are alike."""
        if not self.slots:
            return None
        rows = [(s, slot) for s in range(len(seats)) for slot in self._of(s, int(seats[s]))]
        kinds = list(dict.fromkeys(slot.kind for _s, slot in rows if slot.kind))
        school = np.array([s for s, _slot in rows], np.int64)
        return SeatClasses(
            start=np.searchsorted(school, np.arange(len(seats) + 1)).astype(np.int64),
            seats=np.array([slot.seats for _s, slot in rows], np.int64),
            kind=np.array([kinds.index(x.kind) if x.kind else -1 for _s, x in rows], np.int64),
            only=np.array([slot.only for _s, slot in rows], bool),
            member=np.array([[k in own for k in kinds] for own in self.types], bool).reshape(
                len(self.types), len(kinds)
            ),
        )

    def _of(self, school: int, seats: int) -> list[Slot]:
        slots = self.slots.get(school, [])
        return [*slots, Slot("", False, seats - sum(slot.seats for slot in slots))]


def read_seat_plan(options: Mapping[str, Any], table: Table, ledger: Ledger) -> SeatPlan:
    """Return the seat plan that the options ask for; faults go to the ledger."""
    types = _types(options.get("types", {}), table, ledger)
    slots = _slots(options, table, ledger) or _reserves(options, table, ledger)
    bounds = _bounds(options, types, table, ledger)
    _check(options, ledger)
    for s, parts in slots.items():
        if sum(slot.seats for slot in parts) > table.seats[s]:
            message = _("The school {value} has fewer seats than its reserves or slots.")
            ledger.add("quotas", "capacity", message, value=table.schools[s])
    return SeatPlan(slots, types, bounds)


def _check(options: Mapping[str, Any], ledger: Ledger) -> None:
    if options.get("slots") and options.get("reserve"):
        ledger.add("slots", "combination", _("Give slots or reserve, not both."))
    if (options.get("slots") or options.get("reserve")) and any(map(options.get, _BOUNDS)):
        message = _("Slots and reserves cannot be combined with floors and ceilings.")
        ledger.add("slots", "combination", message)
    if options.get("type_ceiling") and options.get("soft_ceiling"):
        message = _("Give type_ceiling or soft_ceiling, not both.")
        ledger.add("type_ceiling", "combination", message)
    order = options.get("reserve_order", "first")
    if order not in {"first", "last"}:
        message = _("The reserve order {value} is neither first nor last.")
        ledger.add("reserve_order", "reference", message, value=order)


def _types(types: Any, table: Table, ledger: Ledger) -> tuple[frozenset[str], ...]:
    number = {name: i for i, name in enumerate(table.pupils)}
    own: list[frozenset[str]] = [frozenset()] * len(number)
    for pupil, named in types.items():
        if pupil not in number:
            message = _("{value} has types but is no pupil.")
            ledger.add("types", "reference", message, value=pupil, choices=list(number))
        elif named is not None:
            kinds = [named] if isinstance(named, str) else named
            own[number[pupil]] = frozenset(
                map(str, listed_names(kinds, "types", ledger, ordered=False))
            )
    return tuple(own)


def _counts(
    options: Mapping[str, Any], option: str, table: Table, ledger: Ledger
) -> Iterator[tuple[int, str, int]]:
    """Yield (school number, type, count) of an option school -> type -> count."""
    number = {name: s for s, name in enumerate(table.schools)}
    for school, by_type in (options.get(option) or {}).items():
        if not isinstance(by_type, Mapping):
            ledger.add(option, "type", _("{value} is no dict."), value=by_type)
            continue
        if school not in number:
            message = _("{value} is no school.")
            ledger.add(option, "reference", message, value=school, choices=list(number))
            continue
        for kind, value in by_type.items():
            if _is_count(value, option, ledger):
                yield number[school], str(kind), min(int(value), MOST)


def _is_count(value: Any, option: str, ledger: Ledger) -> bool:
    fine = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not fine or value < 0:
        message = _("{value} is not a whole number from 0.")
        ledger.add(option, "number", message, value=value)
        return False
    return True


def _reserves(options: Mapping[str, Any], table: Table, ledger: Ledger) -> dict[int, list[Slot]]:
    parts: dict[int, list[Slot]] = {}
    for s, kind, seats in _counts(options, "reserve", table, ledger):
        parts.setdefault(s, []).append(Slot(kind, False, seats))
    if options.get("reserve_order") == "last":
        for s, slots in parts.items():
            left = int(table.seats[s]) - sum(slot.seats for slot in slots)
            parts[s] = [Slot("", False, max(0, left)), *slots]
    return parts


def _slots(options: Mapping[str, Any], table: Table, ledger: Ledger) -> dict[int, list[Slot]]:
    number = {name: s for s, name in enumerate(table.schools)}
    parts: dict[int, list[Slot]] = {}
    for school, listed in (options.get("slots") or {}).items():
        if school not in number:
            message = _("{value} is no school.")
            ledger.add("slots", "reference", message, value=school, choices=list(number))
            continue
        slots = [
            _slot(part, ledger)
            for part in (listed if isinstance(listed, list | tuple) else [listed])
        ]
        parts[number[school]] = [slot for slot in slots if slot is not None]
    return parts


def _slot(part: Any, ledger: Ledger) -> Slot | None:
    pair = isinstance(part, list | tuple) and len(part) == 2
    how, _colon, kind = str(part[0] if pair else part).partition(":")
    named = how in {"first", "only"} and kind
    if not pair or not (named or (how == "open" and not kind)):
        message = _(
            "{value} is no slot: write [kind, seats], kind open, first:<type> or only:<type>."
        )
        ledger.add("slots", "slot", message, value=part)
        return None
    if not _is_count(part[1], "slots", ledger):
        return None
    return Slot(kind, how == "only", min(int(part[1]), MOST))


def _bounds(
    options: Mapping[str, Any],
    types: tuple[frozenset[str], ...],
    table: Table,
    ledger: Ledger,
) -> Bounds | None:
    rows = {name: list(_counts(options, name, table, ledger)) for name in _BOUNDS}
    kinds = list(dict.fromkeys(kind for name in _BOUNDS for _s, kind, _value in rows[name]))
    if not kinds:
        return None
    floor = np.zeros((len(table.seats), len(kinds)), np.int64)
    ceiling = np.full(floor.shape, max(len(types), 1), np.int64)
    for name, target in zip(_BOUNDS, (ceiling, floor, ceiling), strict=True):
        for s, kind, value in rows[name]:
            target[s, kinds.index(kind)] = value
    kind_of = np.full(len(types), -1, np.int64)
    for i, own in enumerate(types):
        bounded = [k for k, kind in enumerate(kinds) if kind in own]
        if len(bounded) > 1:
            message = _("The pupil {value} is of two types that have floors or ceilings.")
            ledger.add("types", "unique", message, value=table.pupils[i])
        elif bounded:
            kind_of[i] = bounded[0]
    return Bounds(kind_of, floor, ceiling, bool(rows["type_ceiling"]))
