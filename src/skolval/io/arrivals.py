"""Checks of the tables of preparatory classes: newly arrived pupils, free seats and hosts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.grades import SCHOOL_FORMS
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.domain.spans import SPAN_RULE, grades_of_span
from skolval.io.arrival_days import check_days
from skolval.io.arrival_languages import check_languages
from skolval.io.coherence import check_siblings
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask, unread_cells
from skolval.io.values import among

__all__ = ["check_arrivals"]

_OF_UNIT = (
    "unit_groups_most", "unit_cost", "languages", "pupils_today", "newly_arrived_today",
)  # fmt: skip
"""Columns of the hosts that are about the whole unit, whatever kinds of group it runs."""

_SCHOOL_START, _YEARS_APART = 6, 3

_WHOLE_WEEK = Complaint(
    "partly",
    N_("The whole school week is in the preparatory class."),
    N_(
        "A pupil is taught partly in a preparatory class (skollagen 3 kap. 12 f §): write "
        "less than 100."
    ),
)
_HOMELESS = Complaint(
    "position",
    N_("The pupil {value} has neither position nor known area."),
    N_("Give x and y, or an area_id of the areas table."),
)
_PROTECTED = Complaint(
    "protected",
    N_("The pupil {value} is protected, and has neither current unit nor wishes."),
    N_("Positions of protected pupils are never read: give current_unit, or wishes."),
)
_AGE = Complaint(
    "age",
    N_("The age {value} is far from that of the grade."),
    N_("Check age and grade."),
    "warning",
)
_BACKWARDS = Complaint(
    "date_order",
    N_("The last day {value} is before the first."),
    N_("Correct from_date or to_date."),
)
_SPAN = Complaint("span", N_("{value} is no span of grades."), SPAN_RULE)
_LEAST = Complaint(
    "group_size",
    N_("The least group {value} is larger than the largest."),
    N_("Lower size_least or raise size_most."),
)
_TODAY = Complaint(
    "groups",
    N_("The unit runs {value} groups today, more than groups_most."),
    N_("Raise groups_most, unless rooms are to be taken away."),
    "warning",
)
_RECENT = Complaint(
    "share",
    N_("{value} newly arrived pupils are more than all pupils of the unit."),
    N_("Correct newly_arrived_today or pupils_today."),
)
_NOT_PLACEABLE = Complaint(
    "placeable",
    N_("The municipality may not place at the unit {value}, so the row does not count."),
    N_("Take the row away, or set placeable for the unit."),
    "warning",
)


def check_arrivals(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down what cannot be right about newly arrived pupils, free seats and hosts."""
    arrived, free, hosts = (tables.get(n) for n in ("newly_arrived", "free_seats", "hosts"))
    if arrived is not None:
        _check_pupils(arrived, tables, head, ledger)
    if free is not None:
        late = mask(free.frame["to_date"] < free.frame["from_date"])
        ledger.cells(free.sheet, "to_date", late, _BACKWARDS)
        _check_placeable(free, tables, ledger)
    if hosts is not None:
        _check_hosts(hosts, head, ledger)
        _check_placeable(hosts, tables, ledger)
    check_days(tables, head, ledger)
    if arrived is not None and hosts is not None:
        check_languages(arrived, hosts, ledger)
    if arrived is not None and free is not None and free.whole("unit_id", "grade", "seats"):
        _check_seats(arrived, free, tables, ledger)
    if arrived is not None and hosts is not None and hosts.whole("unit_id", "kind"):
        _check_spans(arrived, hosts, head, ledger)


def _check_pupils(arrived: Loaded, tables: Tables, head: Head, ledger: Ledger) -> None:
    frame, sheet = arrived.frame, arrived.sheet
    ledger.cells(sheet, "week_percent", mask(frame["week_percent"] == 100), _WHOLE_WEEK)
    areas = tables["areas"].frame["area_id"] if "areas" in tables else pd.Series([], dtype="str")
    known = frame["x"].notna().to_numpy(bool) | among(frame["area_id"], areas)
    known |= unread_cells(arrived, "x")
    if "travel" in tables:
        known |= among(frame["pupil_id"], tables["travel"].frame["origin_id"])
    if "areas" in tables and not tables["areas"].whole("area_id"):
        known |= frame["area_id"].notna().to_numpy(bool)
    protected = mask(frame["protected"])
    ledger.cells(sheet, "pupil_id", ~protected & ~known, _HOMELESS)
    placed = (frame["current_unit"].notna() | frame["wishes"].notna()).to_numpy(bool)
    ledger.cells(sheet, "pupil_id", protected & ~placed, _PROTECTED)
    check_siblings(arrived, ledger)
    if head.school_form == SCHOOL_FORMS[0]:
        grade = pd.Index(list(head.grades.codes)).get_indexer(pd.Index(frame["grade"]))
        usual = grade + _SCHOOL_START + int(head.grades.codes[0] != "F")
        age = frame["age"].astype("Float64").to_numpy(float, na_value=np.nan)
        far = (np.abs(age - usual) > _YEARS_APART) & (grade >= 0)
        ledger.cells(sheet, "age", far, _AGE)


def _check_placeable(table: Loaded, tables: Tables, ledger: Ledger) -> None:
    if "units" not in tables or not tables["units"].whole("unit_id", "provider"):
        return
    units = tables["units"].frame
    closed = units.loc[~units["placeable"], "unit_id"]
    ledger.cells(table.sheet, "unit_id", among(table.frame["unit_id"], closed), _NOT_PLACEABLE)


def _check_hosts(hosts: Loaded, head: Head, ledger: Ledger) -> None:
    frame, sheet = hosts.frame, hosts.sheet
    spans = [grades_of_span(str(kind), head.grades) for kind in frame["kind"].fillna("")]
    bad = np.array([not span for span in spans], bool) & frame["kind"].notna().to_numpy(bool)
    ledger.cells(sheet, "kind", bad, _SPAN)
    ledger.cells(sheet, "kind", _overlapping(frame, spans), _overlap())
    ledger.cells(sheet, "size_least", mask(frame["size_least"] > frame["size_most"]), _LEAST)
    ledger.cells(sheet, "groups_today", mask(frame["groups_today"] > frame["groups_most"]), _TODAY)
    more = mask(frame["newly_arrived_today"] > frame["pupils_today"])
    ledger.cells(sheet, "newly_arrived_today", more, _RECENT)
    for column in _OF_UNIT:
        told = frame[column].notna() & frame["unit_id"].notna()
        first = frame[told].groupby("unit_id")[column].transform("first")
        unlike = (frame.loc[told, column] != first).reindex(frame.index, fill_value=False)
        ledger.cells(sheet, column, mask(unlike.astype("boolean")), _unlike(column))


def _overlapping(frame: pd.DataFrame, spans: list[tuple[int, ...]]) -> BoolArray:
    """Return rows whose grades another kind at the same unit has already."""
    seen: dict[str, set[int]] = {}
    found = np.zeros(len(frame), bool)
    for row, (unit, span) in enumerate(zip(frame["unit_id"].fillna(""), spans, strict=True)):
        taken = seen.setdefault(str(unit), set())
        found[row] = bool(taken & set(span)) and bool(unit)
        taken.update(span)
    return found


def _overlap() -> Complaint:
    return Complaint(
        "span",
        _("The grades {value} stand in two kinds of group at the same unit.").format(
            value="{value}"
        ),
        _("Let every grade belong to one kind of group at a unit."),
    )


def _unlike(column: str) -> Complaint:
    return Complaint(
        "same",
        _("{column} is told differently on two rows of the same unit.").format(column=column),
        _("Write the same value on all rows of the unit, or on the first alone."),
    )


def _check_seats(arrived: Loaded, free: Loaded, tables: Tables, ledger: Ledger) -> None:
    """Refuse a grade without free seats; warn where there are fewer than pupils to place."""
    if "units" not in tables or not tables["units"].whole("unit_id", "provider"):
        return
    units = tables["units"].frame
    open_to = among(free.frame["unit_id"], units.loc[units["placeable"], "unit_id"])
    seats = free.frame[open_to].groupby("grade")["seats"].sum()
    new = arrived.frame[arrived.frame["current_unit"].isna()]
    for grade, wanted in new["grade"].value_counts(sort=False).sort_index().items():
        have = int(seats.get(grade, 0))
        if have >= wanted:
            continue
        text = _("Grade {grade} has {have} free seats for {wanted} newly arrived pupils.")
        complaint = Complaint(
            "seats",
            text.format(grade=grade, have=have, wanted=int(wanted)),
            _("Add rows of free seats, or correct the pupils' grades.")
            if not have
            else _("Some pupils cannot be placed; check the seats."),
            "error" if not have else "warning",
        )
        ledger.table(free.sheet, complaint, column="seats")


def _check_spans(arrived: Loaded, hosts: Loaded, head: Head, ledger: Ledger) -> None:
    """Refuse a grade whose pupils need a group that no unit may run."""
    spans = {grade for kind in hosts.frame["kind"].dropna() for grade in
             grades_of_span(kind, head.grades)}  # fmt: skip
    grade = pd.Index(list(head.grades.codes)).get_indexer(pd.Index(arrived.frame["grade"]))
    needs = (arrived.frame["months_needed"].astype("Int64").fillna(1) > 0).to_numpy(bool)
    needs &= (arrived.frame["grade"] != "F").to_numpy(bool) & (grade >= 0)
    lost = needs & ~np.isin(grade, sorted(spans))
    complaint = Complaint(
        "span",
        _("No unit of the hosts may run a group with the grade {value}.").format(value="{value}"),
        _("Add a row of hosts whose kind has the grade, or set months_needed to 0."),
    )
    ledger.cells(arrived.sheet, "grade", lost, complaint)
