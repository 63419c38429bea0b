"""Names turned into numbers, and every name that leads nowhere told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.matching._frames import Name, read_lists, read_seats, read_tiers
from skolval.matching._ledger import Ledger

__all__ = ["Table", "read_table"]


@dataclass(frozen=True, slots=True)
class Table:
    """Who wishes for what and who goes first where, by number.

    Parameters
    ----------
    pupils, schools : the names; the numbers below point into them.
    wish : (w, 3) pupil, school and place on the list (0 first), sorted by pupil and place.
    tier : (t, 3) school, pupil and tier (the smaller first); None when all are equal.
    seats : (m,) whole.
    """

    pupils: tuple[Name, ...]
    schools: tuple[Name, ...]
    wish: IntArray
    tier: IntArray | None
    seats: IntArray


def read_table(wishes: Any, priorities: Any, quotas: Any, ledger: Ledger) -> Table:
    """Return what the three arguments of `match` say; faults go to the ledger.

    The schools are those that `quotas` names; without it those that have priorities, and
    without these those that are wished for, with one seat each.
    """
    lists = read_lists(wishes, ledger)
    tiers = read_tiers(priorities, ledger)
    seats = read_seats(quotas, ledger)
    if seats is None:
        named = [s for listed in lists.values() for s in listed] if tiers is None else tiers
        seats = dict.fromkeys(named, 1)
    pupil = {name: number for number, name in enumerate(lists)}
    school = {name: number for number, name in enumerate(seats)}
    return Table(
        pupils=tuple(pupil),
        schools=tuple(school),
        wish=_wish_rows(lists, school, ledger),
        tier=None if tiers is None else _tier_rows(tiers, school, pupil, ledger),
        seats=np.array(list(seats.values()), np.int64),
    )


def _wish_rows(
    lists: Mapping[Name, list[Name]], number: Mapping[Name, int], ledger: Ledger
) -> IntArray:
    rows: list[tuple[int, int, int]] = []
    for i, (pupil, listed) in enumerate(lists.items()):
        for place, school in enumerate(listed):
            if school not in number:
                message = _("The pupil {pupil} wishes for {value}, which is no school.")
                names = list(number)
                ledger.add("wishes", "reference", message, value=school, pupil=pupil, choices=names)
            elif school in listed[:place]:
                message = _("The pupil {pupil} wishes for {value} more than once.")
                ledger.add("wishes", "unique", message, value=school, pupil=pupil)
            else:
                rows.append((i, number[school], place))
    return np.array(rows, np.int64).reshape(-1, 3)


def _tier_rows(
    tiers: Mapping[Name, list[list[Name]]],
    schools: Mapping[Name, int],
    pupils: Mapping[Name, int],
    ledger: Ledger,
) -> IntArray:
    for school in schools:
        if school not in tiers:
            message = _("The school {value} has no priorities.")
            remedy = _("List its pupils; an empty list accepts nobody.")
            ledger.add("priorities", "required", message, value=school, remedy=remedy)
    rows: list[tuple[int, int, int]] = []
    for school, listed in tiers.items():
        if school in schools:
            here = _pupils_of(school, listed, pupils, ledger)
            rows += [(schools[school], i, level) for i, level in here.items()]
        else:
            message = _("{value} has priorities but is no school.")
            ledger.add("priorities", "reference", message, value=school, choices=list(schools))
    return np.array(rows, np.int64).reshape(-1, 3)


def _pupils_of(
    school: Name, listed: list[list[Name]], pupils: Mapping[Name, int], ledger: Ledger
) -> dict[int, int]:
    """Return the tier of every pupil on one school's list."""
    level_of: dict[int, int] = {}
    for level, tier in enumerate(listed):
        for name in tier:
            number = pupils.get(name, -1)
            if number < 0:
                message = _("The school {school} lists {value}, who is no pupil.")
                words: dict[str, Any] = {"value": name, "school": school}
                ledger.add("priorities", "reference", message, choices=list(pupils), **words)
            elif number in level_of:
                message = _("The school {school} lists {value} more than once.")
                ledger.add("priorities", "unique", message, value=name, school=school)
            else:
                level_of[number] = level
    return level_of
