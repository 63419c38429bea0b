"""Wishes (val) and grounds (urvalsuppgifter) of applications, by unit code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.io.dictionary import TABLES
from skolval.io.values import parsed
from skolval.sources.unit_names import DROPPED, Match, UnitNames
from skolval.synth.importers._applications_cells import Cells, Wrong, series
from skolval.synth.importers._applications_people import People
from skolval.synth.importers._applications_pupils import Read, tell_units

__all__ = ["Wishes", "read_grounds", "read_wishes"]

_NO_OFFER = Wrong(
    "grade",
    N_("The unit {value} does not offer the grade sought; the wish was dropped."),
    N_("Correct the grade or the wish, or add the offering."),
    level="warning",
)


@dataclass(frozen=True, slots=True)
class Wishes:
    """Wishes in order by pupil; `dropped` tells how many fell away and why."""

    units: tuple[tuple[str, ...], ...]
    dropped: Mapping[str, int]


def read_wishes(
    cells: Cells, people: People, read: Read, base: Instance, names: UnitNames
) -> Wishes:
    """Return the wishes of every pupil as unit codes, in order, without gaps and repeats."""
    work = _Work(cells, names, _offered(base))
    columns = [cells.table.position(name) for name in cells.mapping.columns.wishes]
    single = cells.column("wish")
    grades = read.columns["grade"]
    for column in dict.fromkeys([*columns, single]):
        if column is not None:
            cells.texts_at(column)  # tells errors of Excel, which would pass for no wish
    found = []
    for pupil, rows in enumerate(people.rows):
        wide = [(rows[0], column) for column in columns if column is not None]
        places = wide if single is None else _ordered(cells, rows, single)
        found.append(work.units(places, grades.iloc[pupil]))
    work.tell()
    read.strange.update(work.strange)
    return Wishes(tuple(found), work.dropped)


@dataclass
class _Work:
    """Wishes being read: what is dropped, and which cells are wrong."""

    cells: Cells
    names: UnitNames
    offered: set[tuple[str, str]]
    dropped: Counter[str] = field(default_factory=Counter)
    strange: dict[str, str] = field(default_factory=dict)
    _bad: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    _closed: dict[int, list[int]] = field(default_factory=dict)

    def units(self, places: Sequence[tuple[int, int]], grade: Any) -> tuple[str, ...]:
        """Return the units wished for in cells (row, column)."""
        units: list[str] = []
        for row, column in places:
            code = self._unit(row, column)
            if not code:
                continue
            if code in units:
                self.dropped["repeated"] += 1
            elif pd.notna(grade) and (code, grade) not in self.offered:
                self._closed.setdefault(column, []).append(row)
                self.dropped["grade"] += 1
            else:
                units.append(code)
        return tuple(units)

    def _unit(self, row: int, column: int) -> str:
        text = self.cells.table.text(row, column)
        if not text:
            return ""
        match = self.names.match(text)
        if match.code == DROPPED:
            self.dropped["mapped"] += 1
            return ""
        if not match.code:
            self._bad.setdefault((column, match.how), []).append(row)
        return match.code

    def tell(self) -> None:
        """Write down every wish that names no unit, or one without the grade."""
        for (column, how), rows in self._bad.items():
            tell_units(self.cells, column, {how: rows}, self.names)
            self.strange.update(self.cells.names_in(rows, column))
        for column, rows in self._closed.items():
            self.cells.tell(rows, column, _NO_OFFER, sure=True)


def _offered(base: Instance) -> set[tuple[str, str]]:
    graded = base.offerings[base.offerings["kind"] == "grade"]
    return set(zip(graded["unit_id"], graded["grade"], strict=True))


def _ordered(cells: Cells, rows: Sequence[int], column: int) -> list[tuple[int, int]]:
    """Return the rows of one pupil in the order of their ranks, else as they stand."""
    rank = cells.column("rank")
    if rank is None:
        return [(row, column) for row in rows]
    numbers: list[tuple[int, int]] = []
    for row in rows:
        digits = "".join(sign for sign in cells.table.text(row, rank) if sign.isdigit())
        numbers.append((int(digits or 0), row))
    wrong = [row for number, row in numbers if not number]
    twice = [row for i, (number, row) in enumerate(sorted(numbers))
             if i and number == sorted(numbers)[i - 1][0]]  # fmt: skip
    cells.tell(wrong, rank, Wrong("whole_number", N_("{value} is no rank."), N_("Write 1, 2, 3.")))
    cells.tell(twice, rank, Wrong("unique", N_("The pupil has two wishes of the same rank."),
                                  N_("Number the wishes 1, 2, 3.")))  # fmt: skip
    return [(row, column) for _number, row in sorted(numbers)]


def read_grounds(
    cells: Cells, people: People, wishes: Wishes, read: Read, names: UnitNames
) -> list[tuple[int, str, str, int]]:
    """Return (pupil, unit, ground, value) of what the mapping says are grounds."""
    found: dict[tuple[int, str, str], int] = {}
    for part in cells.mapping.grounds:
        column = cells.table.position(part.column) or 0
        numbers = _numbers_of(cells, column)
        where = _where(cells, part.at, wishes, read, names)
        for pupil, rows in enumerate(people.rows):
            value = numbers[rows[0]]
            for unit in where(pupil, rows[0]) if value and not people.hidden[pupil] else ():
                found.setdefault((pupil, unit, part.ground), value)
    return [(pupil, unit, ground, value) for (pupil, unit, ground), value in found.items()]


def _numbers_of(cells: Cells, column: int) -> list[int]:
    texts = cells.texts_at(column)
    yes = {"ja", "j", "x", "yes", "true", "sant"}
    no = {"nej", "n", "no", "false", "falskt", ""}
    plainly = ["1" if t.casefold() in yes else "0" if t.casefold() in no else t for t in texts]
    read = parsed(series(plainly), TABLES["grounds"].field("value"), None)
    for complaint, bad in read.wrong:
        rows = [row for row, is_bad in enumerate(bad) if is_bad]
        cells.tell(rows, column, Wrong(complaint.rule, complaint.message, complaint.remedy))
    return [0 if pd.isna(value) else int(value) for value in read.series]


def _where(
    cells: Cells, at: str, wishes: Wishes, read: Read, names: UnitNames
) -> Callable[[int, int], Sequence[str]]:
    if at == "wishes":
        return lambda pupil, _row: wishes.units[pupil]
    if at == "first_wish":
        return lambda pupil, _row: wishes.units[pupil][:1]
    if at == "current_unit":
        current = read.columns["current_unit"]
        return lambda pupil, _row: () if pd.isna(current.iloc[pupil]) else (current.iloc[pupil],)
    column = cells.table.position(at) or 0

    def told(_pupil: int, row: int) -> Sequence[str]:
        text = cells.table.text(row, column)
        match = names.match(text) if text else Match(DROPPED)
        if not match.code:
            tell_units(cells, column, {match.how: [row]}, names)
        return () if match.code in {"", DROPPED} else (match.code,)

    return told
