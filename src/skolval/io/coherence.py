"""Checks that rows make sense together: wishes, homes, seats and grades."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.needs import check_needs
from skolval.io.protected import check_protected
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask, unread_cells
from skolval.io.values import among
from skolval.io.wishes import check_ranks, check_wishes

__all__ = ["check_coherence", "check_siblings"]


def check_coherence(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down what cannot be right between rows and tables."""
    if "offerings" in tables:
        _check_offerings(tables["offerings"], ledger)
    if "units" in tables:
        _check_unit_places(tables, ledger)
    if "pupils" in tables:
        _check_homes(tables, ledger)
        check_siblings(tables["pupils"], ledger)
        if _whole(tables, "offerings", "units"):
            _check_seats(tables, head, ledger)
            if "choices" not in tables or _whole(tables, "choices"):
                check_protected(tables, ledger)
    check_needs(tables, ledger)
    if _whole(tables, "choices"):
        check_ranks(tables["choices"], ledger)
    if _whole(tables, "choices", "pupils", "offerings", "units"):
        check_wishes(tables, ledger)


_LEANED_ON = {
    "units": ("unit_id", "provider"),
    "offerings": ("offering_id", "unit_id", "kind", "grade"),
    "pupils": ("pupil_id", "grade"),
    "choices": ("pupil_id", "rank"),
}


def _whole(tables: Tables, *names: str) -> bool:
    """Return whether the tables were read well enough for others to lean on them."""
    return all(name in tables and tables[name].whole(*_LEANED_ON[name]) for name in names)


def _check_offerings(offerings: Loaded, ledger: Ledger) -> None:
    frame = offerings.frame
    bare = mask((frame["kind"] == "grade") & frame["grade"].isna())
    if bare.any() and not (offerings.has("grade") and unread_cells(offerings, "grade")[bare].all()):
        complaint = Complaint(
            "required", _("An offering of kind grade needs a grade."), _("Fill in the grade.")
        )
        ledger.cells(offerings.sheet, "grade", bare & ~unread_cells(offerings, "grade"), complaint)
    over = mask(frame["minimum_size"] > frame["seats"])
    complaint = Complaint(
        "minimum_size",
        _("The least number of pupils {value} is more than the seats."),
        _("Lower minimum_size or add seats."),
    )
    ledger.cells(offerings.sheet, "minimum_size", over, complaint)
    placed = frame["kind"].eq("programme") & frame["grade"].notna() & frame["programme"].notna()
    idle = mask(frame["kind"].notna() & (frame["kind"] != "grade") & ~placed)
    complaint = Complaint(
        "kind",
        _("An offering of kind {value} is read, but a round of pupils places nobody there."),
        _("Nothing needs to be done; only grades, and programmes in a grade, are placed."),
        "warning",
    )
    ledger.cells(offerings.sheet, "kind", idle, complaint)


def _check_unit_places(tables: Tables, ledger: Ledger) -> None:
    units = tables["units"]
    reached = set(tables["travel"].frame["unit_id"].dropna()) if "travel" in tables else set()
    lost = units.frame["x"].isna() & units.frame["area_id"].isna()
    lost &= ~units.frame["unit_id"].isin(reached)
    bare = mask(lost) & ~unread_cells(units, "x")
    needed = np.ones(len(bare), np.bool_)
    if "offerings" in tables and tables["offerings"].whole("unit_id"):
        needed = among(units.frame["unit_id"], tables["offerings"].frame["unit_id"])
    text = _("The unit {value} has neither position nor area.")
    remedy = _("Give x and y, or the area where it lies.")
    complaint = Complaint("position", text, remedy, called="name")
    ledger.cells(units.sheet, "unit_id", bare & needed, complaint)
    idle = _("It offers nothing, so that nobody is placed there. {remedy}").format(remedy=remedy)
    complaint = replace(complaint, remedy=idle, level="warning")
    ledger.cells(units.sheet, "unit_id", bare & ~needed, complaint)


def _check_homes(tables: Tables, ledger: Ledger) -> None:
    """A pupil to be placed must live somewhere, unless the identity is protected."""
    pupils = tables["pupils"]
    frame = pupils.frame
    areas = tables["areas"].frame["area_id"] if "areas" in tables else pd.Series([], dtype="str")
    known = frame["x"].notna() | among(frame["area_id"], areas)
    if "travel" in tables:
        known |= among(frame["pupil_id"], tables["travel"].frame["origin_id"])
    known |= pd.Series(unread_cells(pupils, "x"))
    if "areas" in tables and not tables["areas"].whole("area_id"):
        known |= frame["area_id"].notna()
    homeless = frame["in_round"] & ~frame["protected"] & ~known
    complaint = Complaint(
        "position",
        _("The pupil {value} has neither position nor known area."),
        _("Give x and y, or an area_id of the areas table."),
    )
    ledger.cells(pupils.sheet, "pupil_id", mask(homeless), complaint)
    placed = frame["current_unit"].notna()
    if "choices" in tables:
        placed |= among(frame["pupil_id"], tables["choices"].frame["pupil_id"])
        placed |= not tables["choices"].whole("pupil_id")
    lost = frame["in_round"] & frame["protected"] & ~placed
    complaint = Complaint(
        "protected",
        _("The pupil {value} is protected, and has neither current unit nor choices."),
        _("Positions of protected pupils are never read: give current_unit, or choices."),
    )
    ledger.cells(pupils.sheet, "pupil_id", mask(lost), complaint)
    stay = mask(~frame["in_round"] & frame["current_unit"].isna())
    complaint = Complaint(
        "current_unit",
        _("The pupil {value} does not take part in the round and has no current unit."),
        _("Give current_unit, or set in_round to yes."),
    )
    ledger.cells(pupils.sheet, "pupil_id", stay, complaint)


def check_siblings(pupils: Loaded, ledger: Ledger) -> None:
    """Write down siblings of whom only the unit or only the grade is told."""
    frame = pupils.frame
    alone = frame["sibling_unit"].notna() & frame["sibling_grade"].isna()
    complaint = Complaint(
        "sibling",
        _("A sibling's unit {value} is given without the sibling's grade."),
        _("Fill in sibling_grade."),
    )
    bad = mask(alone) & ~unread_cells(pupils, "sibling_grade")
    ledger.cells(pupils.sheet, "sibling_unit", bad, complaint)
    alone = frame["sibling_grade"].notna() & frame["sibling_unit"].isna()
    complaint = Complaint(
        "sibling",
        _("A sibling's grade {value} is given without the sibling's unit."),
        _("Fill in sibling_unit."),
    )
    ledger.cells(pupils.sheet, "sibling_grade", mask(alone), complaint)


def _check_seats(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Warn where a grade has fewer seats than pupils; refuse a grade that nobody offers."""
    offerings, units = tables["offerings"].frame, tables["units"].frame
    pupils = tables["pupils"].frame
    if offerings["seats"].isna().any() or (offerings["seats"] < 0).any():
        return  # told already; sums would mislead
    placeable = set(units.loc[units["placeable"], "unit_id"])
    open_to = (offerings["kind"] == "grade") & offerings["unit_id"].isin(placeable)
    seats = offerings[open_to].groupby("grade")["seats"].sum()
    seeking = pupils.loc[pupils["in_round"], "grade"].value_counts()
    for grade in head.grades.codes:
        wanted, have = int(seeking.get(grade, 0)), seats.get(grade)
        if wanted and have is None:
            complaint = Complaint(
                "seats",
                _(
                    "No unit where the municipality may place offers grade {grade}, which "
                    "{wanted} pupils seek."
                ).format(grade=grade, wanted=wanted),
                _("Add offerings of the grade, or correct the pupils' grades."),
            )
            ledger.table(tables["offerings"].sheet, complaint, column="grade")
        elif wanted and have is not None and have < wanted:
            complaint = Complaint(
                "seats",
                _("Grade {grade} has {have} seats for {wanted} pupils.").format(
                    grade=grade, have=int(have), wanted=wanted
                ),
                _("Some pupils cannot be placed; check the seats."),
                "warning",
            )
            ledger.table(tables["offerings"].sheet, complaint, column="seats")
