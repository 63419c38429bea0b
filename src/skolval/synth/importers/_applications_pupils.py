"""From understood rows to the tables of an instance: pupils, choices, grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from skolval.domain.grades import GradeSystem
from skolval.domain.instance import Instance
from skolval.domain.language import N_
from skolval.io.dictionary import TABLES
from skolval.io.values import parsed
from skolval.sources.headings import plain
from skolval.sources.notes import Note
from skolval.sources.unit_names import DROPPED, Match, UnitNames
from skolval.synth.importers._applications_cells import Cells, Wrong, dates_of, series
from skolval.synth.importers._applications_people import People

__all__ = ["Read", "read_columns", "tell_units"]

_MOST_MONTHS = 300
_MOST_WORDS = 80
"""Different words that a column of languages or programmes may hold; more are names."""
_NO_UNIT = {
    "unknown": Wrong(
        "reference",
        N_("No unit is called {value}."),
        N_("Write the name and its unit code under `units:` in the mapping file, or - to drop it."),
    ),
    "ambiguous": Wrong(
        "reference",
        N_("Several units are called {value}."),
        N_("Write the name and its unit code under `units:` in the mapping file."),
    ),
}


@dataclass
class Read:
    """What the columns say of each pupil, and which units the file names in vain."""

    columns: dict[str, pd.Series] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    strange: dict[str, str] = field(default_factory=dict)


def _parsed_role(cells: Cells, role: str, grades: GradeSystem) -> pd.Series:
    """Return a column read as the dictionary's field of the same name, with faults."""
    texts = _translated(cells, role)
    column = parsed(series(texts), TABLES["pupils"].field(role), grades)
    for complaint, bad in column.wrong:
        rows = [row for row, is_bad in enumerate(bad) if is_bad]
        wrong = Wrong(complaint.rule, complaint.message, complaint.remedy, tuple(complaint.known))
        cells.tell(rows, cells.column(role), wrong)
    return column.series


def _translated(cells: Cells, role: str) -> list[str]:
    """Return the texts of a role in the words that the mapping translates them to."""
    texts = cells.texts(role)
    dumped: dict[str, Any] = cells.mapping.model_dump()["values"]
    words: dict[str, str] = {}
    if role.endswith("grade"):
        words = {plain(k): v for k, v in dumped["grade"].items()}
    elif role in {"language", "status"}:
        words = {plain(k): v for k, v in dumped[role].items()}
    elif role == "in_round" or role.startswith("groups."):
        words = dict.fromkeys(map(plain, dumped["yes"]), "ja")
        words |= dict.fromkeys(map(plain, dumped["no"]), "nej")
    return [words.get(plain(text), text) for text in texts]


def read_columns(cells: Cells, people: People, base: Instance, names: UnitNames) -> Read:
    """Return everything that stands in one cell per pupil, protected pupils' rows included."""
    read = Read()
    grades = base.grades
    constants = cells.mapping.constants
    first = [rows[0] for rows in people.rows]

    def keep(role: str, values: pd.Series) -> None:
        read.columns[role] = values.iloc[first].reset_index(drop=True)

    keep("grade", _grades(cells, grades, constants.grade))
    keep("in_round", _parsed_role(cells, "in_round", grades).astype("boolean").fillna(value=True))
    keep("current_unit", _units(cells, "current_unit", names, read))
    keep("sibling_unit", _units(cells, "sibling_unit", names, read))
    keep("sibling_grade", _parsed_role(cells, "sibling_grade", grades))
    keep("status", _parsed_role(cells, "status", grades).fillna(constants.status or None))
    keep("transport_reason", _parsed_role(cells, "transport_reason", grades))
    keep("language", _words(cells, "language", constants.language))
    keep("programme", _programmes(cells, base, constants.programme))
    keep("needs", _needs(cells, base))
    keep("months_in_sweden", _months(cells, base, read))
    for group, name in cells.mapping.groups.items():
        keep(f"groups.{group}", _members(cells, name, grades))
    return read


def _grades(cells: Cells, grades: GradeSystem, constant: str) -> pd.Series:
    column = cells.column("grade")
    if column is None:
        return series([constant] * len(cells.table.rows))
    found = _parsed_role(cells, "grade", grades)
    texts = cells.table.texts(column)
    empty = [row for row in range(len(texts)) if pd.isna(texts[row])]
    if constant:
        return found.fillna(constant)
    cells.tell(empty, column, Wrong("required", N_("The cell is empty."), N_("Fill it in.")))
    return found


def _units(cells: Cells, role: str, names: UnitNames, read: Read) -> pd.Series:
    column = cells.column(role)
    if column is None:
        return series([""] * len(cells.table.rows))
    texts = cells.texts(role)
    kindergartens = 0
    found: list[str] = []
    bad: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        match = names.match(text) if text else Match()
        before_school = "förskol" in text.casefold() and "förskolekl" not in text.casefold()
        if not match.code and text and before_school:
            kindergartens += 1
        elif not match.code and text:
            bad.setdefault(match.how, []).append(row)
        found.append("" if match.code == DROPPED else match.code)
    tell_units(cells, column, bad, names)
    for rows in bad.values():
        read.strange.update(cells.names_in(rows, column))
    if kindergartens:
        read.notes.append(Note(N_("{count} preschools as today's unit were left out."),
                               {"count": kindergartens}))  # fmt: skip
    return series(found)


def tell_units(
    cells: Cells, column: int, bad: Mapping[str, Sequence[int]], names: UnitNames
) -> None:
    """Write down cells that name no unit, or several."""
    known = tuple(names.names.values())
    for how, rows in bad.items():
        wrong = _NO_UNIT[how]
        cells.tell(rows, column, Wrong(wrong.rule, wrong.message, wrong.remedy, known))


def _words(cells: Cells, role: str, constant: str) -> pd.Series:
    """Return short words; a column of many different ones names people and is refused."""
    column = cells.column(role)
    if column is None:
        return series([constant] * len(cells.table.rows))
    texts = _translated(cells, role)
    distinct = {text for text in texts if text}
    odd = [
        row for row, text in enumerate(texts)
        if len(text) > 40 or "@" in text or any(sign.isdigit() for sign in text)
    ]  # fmt: skip
    if len(distinct) > _MOST_WORDS or len(odd) > len(texts) // 2:
        odd = list(range(len(texts)))
    cells.tell(odd, column, Wrong("words", N_("The cell holds more than a word."),
                                  N_("Name the column that holds the language.")),
               close=True)  # fmt: skip
    return series([text or constant for text in texts])


def _programmes(cells: Cells, base: Instance, constant: str) -> pd.Series:
    column = cells.column("programme")
    if column is None:
        return series([constant] * len(cells.table.rows))
    return _among(cells, "programme", set(base.offerings["programme"].dropna()))


def _needs(cells: Cells, base: Instance) -> pd.Series:
    if cells.column("needs") is None:
        return series([""] * len(cells.table.rows))
    words = {word for text in base.units["features"].dropna() for word in str(text).split()}
    return _among(cells, "needs", words)


def _among(cells: Cells, role: str, known: set[str]) -> pd.Series:
    texts = [" ".join(text.replace(";", " ").replace(",", " ").split())
             for text in cells.texts(role)]  # fmt: skip
    split = role == "needs"
    bad = [
        row for row, text in enumerate(texts)
        if text and any(part not in known for part in (text.split() if split else [text]))
    ]  # fmt: skip
    wrong = Wrong("reference", N_("{value} is nothing that the units of the instance have."),
                  N_("Correct it, or take the column out of the mapping file."),
                  tuple(sorted(known)))  # fmt: skip
    cells.tell(bad, cells.column(role), wrong)
    return series(texts)


def _months(cells: Cells, base: Instance, read: Read) -> pd.Series:
    """Return months in Sweden on 1 August of the school year."""
    if cells.column("months_in_sweden") is not None:
        return _parsed_role(cells, "months_in_sweden", base.grades).astype("Int64")
    days, wrong, serials = dates_of(cells.texts("arrived"))
    cells.tell(wrong, cells.column("arrived"),
               Wrong("date", N_("{value} is no date."), N_("Write it as 2026-02-01.")))  # fmt: skip
    start = dt.date(int(base.school_year[:4]), 8, 1)
    months = [None if day is None else _between(day.date(), start) for day in days]
    if serials:
        read.notes.append(Note(N_("{count} dates stood as Excel's number of days."),
                               {"count": serials}))  # fmt: skip
    return pd.Series(months, dtype="Int64")


def _between(day: dt.date, start: dt.date) -> int | None:
    months = (start.year - day.year) * 12 + start.month - day.month - (day.day > start.day)
    return None if months > _MOST_MONTHS else max(months, 0)


def _members(cells: Cells, name: str, grades: GradeSystem) -> pd.Series:
    column = cells.table.position(name) or 0
    texts = cells.texts_at(column)
    words: dict[str, Any] = cells.mapping.model_dump()["values"]
    said = dict.fromkeys(map(plain, words["yes"]), "ja")
    said |= dict.fromkeys(map(plain, words["no"]), "nej")
    told = [said.get(plain(text), text) for text in texts]
    found = parsed(series(told), TABLES["pupils"].field("in_round"), grades)
    for complaint, bad in found.wrong:
        rows = [row for row, is_bad in enumerate(bad) if is_bad]
        cells.tell(rows, column, Wrong(complaint.rule, complaint.message, complaint.remedy))
    return found.series.astype("Int64")
