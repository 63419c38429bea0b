"""The tables that applications become; protected identities keep one unit and a grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.domain.problem import BoolArray
from skolval.sources.notes import Note
from skolval.sources.pseudonyms import Pseudonyms
from skolval.synth.importers._applications_people import Kin, People
from skolval.synth.importers._applications_places import Homes, area_of
from skolval.synth.importers._applications_pupils import Read
from skolval.synth.importers._applications_wishes import Wishes
from skolval.synth.tables import complete

__all__ = ["Made", "Parts", "choice_table", "ground_table", "pupil_table"]

_NEVER_SHOWN = ("language", "months_in_sweden", "status", "needs", "programme", "sibling_unit",
                "sibling_grade", "transport_reason")  # fmt: skip
"""What a protected pupil loses beside home, kin and groups."""

_SIBLING = ("sibling_unit", "sibling_grade")
_AS_READ = ("grade", "in_round", "current_unit", *_NEVER_SHOWN)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that is understood of the applications."""

    people: People
    kin: Kin
    read: Read
    wishes: Wishes
    home: Homes
    second: Homes


@dataclass(frozen=True, slots=True)
class Made:
    """Pupils, and the unit where each protected pupil is locked.

    Parameters
    ----------
    kept : numbers of the pupils that stand in the table. locked : unit by number.
    """

    pupils: pd.DataFrame
    kept: tuple[int, ...]
    locked: dict[int, str]
    notes: tuple[Note, ...]


def pupil_table(parts: Parts, base: Instance, names: Pseudonyms, *, leave_out: bool) -> Made:
    """Return the pupils.

    Parameters
    ----------
    leave_out : pupils whose home is unknown are left out; otherwise they stay as they are.
    """
    hidden = np.array(parts.people.hidden, bool)
    locked = _locked(parts, base)
    read, lost = _read(parts, hidden)
    read["current_unit"] = read["current_unit"].mask(hidden)
    for pupil, unit in locked.items():
        if unit not in parts.wishes.units[pupil]:
            read["current_unit"].iloc[pupil] = unit or None
    area, outside = area_of(parts.home.x, parts.home.y, base)
    second_area, _second_outside = area_of(parts.second.x, parts.second.y, base)
    homes = {
        "x": parts.home.x, "y": parts.home.y, "area_id": area,
        "second_x": parts.second.x, "second_y": parts.second.y, "second_area_id": second_area,
    }  # fmt: skip
    people = {
        "pupil_id": list(parts.people.codes),
        "household": _households(parts, names),
        "protected": hidden,
    }
    table = complete("pupils", people | homes | {name: read[name] for name in _AS_READ})
    for group in base.groups:
        told = read.get(f"groups.{group.id}")
        none = pd.Series([pd.NA] * len(hidden), dtype="Int64")
        table[group.id] = none if told is None else told.astype("Int64").mask(hidden)
    lacking = np.isnan(parts.home.x) & ~hidden & table["in_round"].to_numpy(bool)
    kept = np.flatnonzero(~(lacking & leave_out))
    return Made(
        table.iloc[kept].reset_index(drop=True),
        tuple(int(pupil) for pupil in kept),
        locked,
        tuple(_told(lost, len(outside), int((lacking & leave_out).sum()))),
    )


def _read(parts: Parts, hidden: BoolArray) -> tuple[dict[str, pd.Series], int]:
    """Return the columns as read, without what may not be told, and how many siblings lack half."""
    read = {name: column.copy() for name, column in parts.read.columns.items()}
    for name in _NEVER_SHOWN:
        read[name] = read[name].mask(hidden)
    near = np.isin(np.arange(len(hidden)), list(parts.kin.near_secret))
    for name in _SIBLING:
        read[name] = read[name].mask(near)
    _stay_with_siblings(parts, read)
    unit, grade = (read[name].notna() for name in _SIBLING)
    for name in _SIBLING:
        read[name] = read[name].mask(~(unit & grade))
    return read, int((unit ^ grade).sum())


def _told(lost: int, outside: int, left: int) -> list[Note]:
    told = (
        (N_("{count} siblings lack unit or grade and do not count."), lost),
        (N_("{count} homes lie outside every area of the instance."), outside),
        (N_("{count} pupils without a known home were left out with their wishes."), left),
    )
    return [Note(text, {"count": count}) for text, count in told if count]


def _locked(parts: Parts, base: Instance) -> dict[int, str]:
    """Return the one unit of each protected pupil: the first wish that can be met, else today's."""
    open_to = set(base.units.loc[base.units["placeable"].astype(bool), "unit_id"])
    graded = base.offerings[base.offerings["kind"] == "grade"]
    fits = set(zip(graded["unit_id"], graded["grade"], strict=True))
    locked = {}
    for pupil, hidden in enumerate(parts.people.hidden):
        if hidden:
            stays = parts.read.columns["current_unit"].iloc[pupil]
            grade = parts.read.columns["grade"].iloc[pupil]
            named = [*parts.wishes.units[pupil], *([] if pd.isna(stays) else [str(stays)])]
            met = [unit for unit in named if unit in open_to and (unit, grade) in fits]
            staying = not parts.read.columns["in_round"].iloc[pupil]
            locked[pupil] = str(stays) if staying and pd.notna(stays) else (*met, "")[0]
    return locked


def _stay_with_siblings(parts: Parts, read: dict[str, pd.Series]) -> None:
    """Fill in the unit of a sibling in the file who takes no part in the round and stays."""
    families: dict[int, list[int]] = {}
    for pupil, first in enumerate(parts.kin.family):
        if first >= 0:
            families.setdefault(first, []).append(pupil)
    stays = ~read["in_round"].astype(bool) & read["current_unit"].notna()
    for members in families.values():
        there = [pupil for pupil in members if stays.iloc[pupil]]
        for pupil in members:
            if there and pupil not in there and pd.isna(read["sibling_unit"].iloc[pupil]):
                for name, source in (("sibling_unit", "current_unit"), ("sibling_grade", "grade")):
                    read[name] = read[name].astype(object)
                    read[name].iloc[pupil] = read[source].iloc[there[0]]


def _households(parts: Parts, names: Pseudonyms) -> list[str | None]:
    codes = parts.people.codes
    return [
        None if first < 0 else "h" + names.code(codes[first], purpose="household")[1:]
        for first in parts.kin.family
    ]


def choice_table(parts: Parts, made: Made) -> pd.DataFrame:
    """Return the wishes; a protected pupil keeps that of the locked unit alone."""
    rows = [
        (parts.people.codes[pupil], rank, unit)
        for pupil in made.kept
        for rank, unit in enumerate(_kept_wishes(parts, made, pupil), 1)
    ]
    return complete(
        "choices",
        {
            "pupil_id": [row[0] for row in rows],
            "rank": [row[1] for row in rows],
            "unit_id": [row[2] for row in rows],
        },
        len(rows),
    )


def _kept_wishes(parts: Parts, made: Made, pupil: int) -> tuple[str, ...]:
    wishes = parts.wishes.units[pupil]
    if not parts.people.hidden[pupil]:
        return wishes
    return tuple(unit for unit in wishes if unit == made.locked[pupil])


def ground_table(
    rows: Sequence[tuple[int, str, str, int]], parts: Parts, made: Made
) -> pd.DataFrame:
    """Return what is noted about pupils at units, by pupil, unit and ground."""
    kept = set(made.kept)
    told = sorted(
        (parts.people.codes[pupil], unit, ground, value)
        for pupil, unit, ground, value in rows
        if pupil in kept
    )
    names = ("pupil_id", "unit_id", "ground", "value")
    return complete(
        "grounds", {name: [row[i] for row in told] for i, name in enumerate(names)}, len(told)
    )


def dropped_notes(wishes: Wishes) -> list[Note]:
    """Return what was dropped among the wishes, by reason."""
    told = (
        (N_("{count} wishes were dropped because the mapping file says so."), "mapped"),
        (N_("{count} wishes repeated an earlier one and were dropped."), "repeated"),
        (N_("{count} wishes were for a unit without the grade and were dropped."), "grade"),
    )
    counts = Counter(wishes.dropped)
    return [Note(text, {"count": counts[why]}) for text, why in told if counts[why]]
