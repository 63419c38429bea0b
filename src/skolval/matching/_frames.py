"""Wishes, priorities and seats as researchers hold them: dicts of lists, or frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.matching._ledger import Ledger

__all__ = [
    "MOST",
    "Name",
    "is_storable",
    "listed_names",
    "read_lists",
    "read_metres",
    "read_seats",
    "read_tiers",
]

# A pupil or a school.
Name: TypeAlias = str | int

# More than anybody counts or walks, and safe to add up.
MOST = 10**9

# Tuples: asked a million times, and quicker than unions.
_NAMES = (str, int, np.integer)
_LISTINGS = (list, tuple, set, frozenset, np.ndarray, pd.Series)

_Cells: TypeAlias = list[tuple[Any, ...]]


def read_lists(wishes: Any, ledger: Ledger) -> dict[Name, list[Name]]:
    """Return every pupil's schools, best first."""
    if isinstance(wishes, pd.DataFrame):
        return _lists_of_frame(wishes, ledger)
    if not isinstance(wishes, Mapping):
        remedy = _("Give each pupil a list of schools, the best first.")
        ledger.add("wishes", "type", _("Wishes are no dict and no frame."), remedy=remedy)
        return {}
    lists = {pupil: listed_names(wishes[pupil], "wishes", ledger) for pupil in wishes}
    return {pupil: listed for pupil, listed in lists.items() if _is_name(pupil, "wishes", ledger)}


def read_tiers(priorities: Any, ledger: Ledger) -> dict[Name, list[list[Name]]] | None:
    """Return every school's tiers, the first first; None when all are equal everywhere."""
    if priorities is None:
        return None
    before = len(ledger.faults)
    if isinstance(priorities, pd.DataFrame):
        by_level = _tiers_of_frame(priorities, ledger)
        # What could not be read says nothing about who is a school.
        return by_level if len(ledger.faults) == before else None
    if not isinstance(priorities, Mapping):
        remedy = _("Give each school a list of pupils or of tiers, the first first.")
        ledger.add("priorities", "type", _("Priorities are no dict and no frame."), remedy=remedy)
        return None
    tiers: dict[Name, list[list[Name]]] = {}
    for school, listed in priorities.items():
        # A set has no order: everybody in it is equal.
        unordered = isinstance(listed, set | frozenset)
        levels = _plain([listed] if unordered else listed, "priorities", ledger)
        tiers[school] = [_tier(level, ledger) for level in levels]
    return tiers


def _tier(level: Any, ledger: Ledger) -> list[Name]:
    if isinstance(level, _LISTINGS):
        return listed_names(level, "priorities", ledger, ordered=False)
    return [level] if _is_name(level, "priorities", ledger) else []


def read_seats(quotas: Any, ledger: Ledger) -> dict[Name, int] | None:
    """Return every school's seats, None when nothing is said."""
    if quotas is None:
        return None
    if isinstance(quotas, pd.Series):
        quotas = dict(zip(quotas.index.tolist(), quotas.tolist(), strict=True))
    if isinstance(quotas, pd.DataFrame):
        before = len(ledger.faults)
        quotas = dict(_cells(quotas, ("school", "seats"), "quotas", ledger))
        if len(ledger.faults) > before:
            return None
    if not isinstance(quotas, Mapping):
        ledger.add("quotas", "type", _("Quotas are no dict, no series and no frame."))
        return None
    for school, value in quotas.items():
        if not 0 <= _whole(value) <= MOST:
            message = _("The seats of {school} are {value}, not a whole number from 0.")
            remedy = _("At most 1,000,000,000 can be counted.")
            ledger.add("quotas", "number", message, value=value, remedy=remedy, school=school)
    return {school: max(-1, min(_whole(value), MOST)) for school, value in quotas.items()}


def read_metres(distances: Any, ledger: Ledger) -> dict[Name, Any]:
    """Return every pupil's metres by school, not yet checked to be whole."""
    if not isinstance(distances, pd.DataFrame):
        fine = isinstance(distances, Mapping)
        if not fine:
            ledger.add("distance_m", "type", _("Distances are no dict and no frame."))
        return dict(distances) if fine else {}
    ways: dict[Name, dict[Name, float]] = {}
    for pupil, school, metres in _cells(
        distances, ("pupil", "school", "metres"), "distance_m", ledger
    ):
        ways.setdefault(pupil, {})[school] = metres
    return ways


def listed_names(listed: Any, argument: str, ledger: Ledger, *, ordered: bool = True) -> list[Name]:
    """Return a list of names; what is none is a fault.

    Parameters
    ----------
    ordered : the order says something, so that a set, which has none, is a fault.
    """
    if ordered and isinstance(listed, set | frozenset):
        remedy = _("Give a list, the first first.")
        ledger.add(argument, "type", _("{value} has no order."), value=listed, remedy=remedy)
        return []
    names = _plain(listed, argument, ledger)
    return [name for name in names if _is_name(name, argument, ledger)]


def _plain(listed: Any, argument: str, ledger: Ledger) -> list[Any]:
    scalar = isinstance(listed, np.ndarray) and not listed.ndim
    if scalar or not isinstance(listed, _LISTINGS):
        ledger.add(argument, "type", _("{value} is not a list."), value=listed)
        return []
    return listed.tolist() if isinstance(listed, np.ndarray | pd.Series) else list(listed)


def _is_name(name: Any, argument: str, ledger: Ledger) -> bool:
    fine = isinstance(name, _NAMES) and not isinstance(name, bool)
    if not fine or not is_storable(name):
        message = _("{value} is no name: names are texts or whole numbers.")
        ledger.add(argument, "type", message, value=name)
        return False
    return True


def is_storable(name: Any) -> bool:
    """Return whether a text has no half characters, which no file and no hash can take."""
    if not isinstance(name, str) or name.isascii():
        return True
    return not any("\ud800" <= letter <= "\udfff" for letter in name)


def _empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, float) and cell != cell)  # noqa: PLR0124 - NaN


def _whole(value: Any) -> int:
    """Return the whole number, -1 for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | np.integer | np.floating):
        return -1
    return int(value) if value == value // 1 else -1


def _cells(frame: pd.DataFrame, columns: tuple[str, ...], argument: str, ledger: Ledger) -> _Cells:
    """Return the rows of these columns, the last one as numbers; none when a fault is found."""
    names = [str(name) for name in frame.columns]
    missing = [column for column in columns if column not in names]
    for column in missing:
        message = _("The frame has no column {value}.")
        ledger.add(argument, "column", message, value=column, choices=names)
    if missing:
        return []
    last = pd.to_numeric(frame[columns[-1]], errors="coerce")
    wrong = frame[last.isna() & frame[columns[1]].notna()]
    for value in wrong[columns[-1]].tolist():
        ledger.add(argument, "number", _("{value} is not a number."), value=value)
    parts = [frame[column].tolist() for column in columns[:-1]]
    names_fine = [
        _is_name(name, argument, ledger) for part in parts for name in part if not _empty(name)
    ]
    fine = not len(wrong) and all(names_fine)
    return list(zip(*parts, last.tolist(), strict=True)) if fine else []


def _lists_of_frame(frame: pd.DataFrame, ledger: Ledger) -> dict[Name, list[Name]]:
    ranked: dict[Name, dict[float, Name]] = {}
    for pupil, school, rank in _cells(frame, ("pupil", "school", "rank"), "wishes", ledger):
        listed = ranked.setdefault(pupil, {})
        if rank in listed:
            message = _("The pupil {value} has two wishes of rank {rank:g}.")
            ledger.add("wishes", "unique", message, value=pupil, rank=rank)
        # A row without a school only says that the pupil is there.
        if not _empty(school):
            listed[rank] = school
    return {pupil: [listed[rank] for rank in sorted(listed)] for pupil, listed in ranked.items()}


def _tiers_of_frame(frame: pd.DataFrame, ledger: Ledger) -> dict[Name, list[list[Name]]]:
    levels: dict[Name, dict[float, list[Name]]] = {}
    columns = "school", "pupil", "priority"
    for school, pupil, priority in _cells(frame, columns, "priorities", ledger):
        levels.setdefault(school, {}).setdefault(priority, []).append(pupil)
    return {school: [by[level] for level in sorted(by)] for school, by in levels.items()}
