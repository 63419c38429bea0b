"""Checks of the tables of upper secondary school: programmes and introduction pupils.

What the law says of a table's rows is told here where it can be corrected; what a policy makes of
them is looked at by the audit.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.grades import UPPER_SECONDARY
from skolval.domain.introduction import (
    INTRODUCTION,
    WEEKLY_HOURS,
    may_start,
    open_programmes,
    parts_of,
)
from skolval.domain.introduction_view import merits_of, told
from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.introduction_pupils import check_introduction_pupils
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask

__all__ = ["check_upper_secondary"]

_CODE = Complaint(
    "programme_code",
    N_("{value} is no introduction programme."),
    N_("Write IMA, IMS, IMV-BA or IMY-BA, where BA is the national programme."),
)
_TOWARDS = Complaint(
    "programme_code",
    N_("{value}: IMV is towards a national programme, and IMA and IMS are towards none (17:3)."),
    N_("Write IMV-BA, where BA is the programme, or IMA and IMS without one."),
)
_FORM = Complaint(
    "programme_form",
    N_("IMA and IMS are designed for single pupils (17:4)."),
    N_("Write individual, or leave the cell empty."),
)
_HOURS = Complaint(
    "weekly_hours",
    N_("{value} hours a week are too few: pupils are to be offered 23 (17:6)."),
    N_("Write the hours of teaching, those read with national programmes included."),
    "warning",
)
_COREAD = Complaint(
    "coread_hours",
    N_("{value} hours are read with national programmes, more than there are."),
    N_("Hours that are co-read are part of `hours`."),
)
_LEAST = Complaint(
    "group_size",
    N_("The least group {value} is larger than the largest."),
    N_("Lower size_least or raise size_most."),
)
_NOT_RUN = Complaint(
    "imv_host",
    N_("{value}: the unit does not run that national programme, so nobody is placed there."),
    N_("IMV is only where its national programme is (17:28); correct the row, or take it away."),
    "warning",
)
_NOT_OPEN = Complaint(
    "not_open",
    N_("{value} is not open to a pupil with these grades (17:10-12)."),
    N_("Correct the grades or the programme; who has started may go on: `started`."),
)
_ELIGIBLE = Complaint(
    "eligible",
    N_("The pupil is eligible to a vocational programme, and no introduction programme is open."),
    N_("Correct the grades, or take the pupil out of the table."),
)
_LATE = Complaint(
    "late_start",
    N_("A pupil who turns 20 in {value} may not start any more (15:5)."),
    N_("Correct the year, or write `started` for one who goes on."),
)
_NOWHERE = Complaint(
    "orientation",
    N_("No unit runs the national programme {value}; the pupil goes to IMY, IMA or IMS."),
    N_("Write a code of the table programmes."),
    "warning",
)


def check_upper_secondary(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down what cannot be right among programmes and introduction pupils."""
    mine = [name for name in ("programmes", "introduction_pupils") if name in tables]
    if mine and head.grades != UPPER_SECONDARY:
        complaint = Complaint(
            "school_form",
            _("The table is of upper secondary school, and the instance is not."),
            _("Write `school_form: upper_secondary` in instance.yaml, or take the table away."),
        )
        for name in mine:
            ledger.table(tables[name].sheet, complaint)
        return
    there = {name: tables[name] for name in mine if tables[name].whole()}
    if "programmes" in there:
        _check_programmes(there["programmes"], ledger)
    if "introduction_pupils" in there:
        _check_pupils(there["introduction_pupils"], head, ledger)
        check_introduction_pupils(tables, head, ledger)
        _check_aims(there["introduction_pupils"], there.get("programmes"), ledger)


def _parts(codes: pd.Series) -> tuple[BoolArray, BoolArray]:
    """Return which codes are of an introduction programme, and which aim where they must not."""
    parts = [parts_of(str(code)) for code in codes]
    of_one = np.array([bool(part) for part, _to in parts], bool)
    wrong = [
        (part == INTRODUCTION[0] and not to) or (part in INTRODUCTION[2:] and bool(to))
        for part, to in parts
    ]
    return of_one, np.array(wrong, bool)


def _check_programmes(loaded: Loaded, ledger: Ledger) -> None:
    frame, sheet = loaded.frame, loaded.sheet
    introductory = mask(frame["kind"] == "introduction")
    of_one, astray = _parts(frame["programme"])
    ledger.cells(sheet, "programme", introductory & ~of_one, _CODE)
    ledger.cells(sheet, "programme", introductory & of_one & astray, _TOWARDS)
    single = frame["programme"].isin(INTRODUCTION[2:]).to_numpy(bool)
    ledger.cells(sheet, "form", single & mask(frame["form"] == "group"), _FORM)
    few = introductory & mask(frame["hours"] < WEEKLY_HOURS)
    ledger.cells(sheet, "hours", few, _HOURS)
    ledger.cells(sheet, "size_least", mask(frame["size_least"] > frame["size_most"]), _LEAST)
    ledger.cells(sheet, "coread_hours", mask(frame["coread_hours"] > frame["hours"]), _COREAD)
    national = frame[~introductory]
    runs = set(zip(national["unit_id"], national["programme"], strict=True))
    mine = [
        parts_of(str(code))[0] == INTRODUCTION[0] and (unit, parts_of(str(code))[1]) not in runs
        for unit, code in zip(frame["unit_id"], frame["programme"], strict=True)
    ]
    ledger.cells(sheet, "programme", introductory & ~astray & np.array(mine, bool), _NOT_RUN)


def _check_pupils(loaded: Loaded, head: Head, ledger: Ledger) -> None:
    frame, sheet = loaded.frame, loaded.sheet
    decided = frame["programme"].notna().to_numpy(bool)
    codes = frame["programme"].astype("str").fillna("")
    of_one, _astray = _parts(codes)
    ledger.cells(sheet, "programme", decided & ~of_one, _CODE)
    fresh = ~told(frame["started"])
    known = mask(frame["others"].notna())
    fitting = open_programmes(
        merits_of(frame.assign(others=frame["others"].fillna(0))), told(frame["newly_arrived"])
    )
    part = [INTRODUCTION.index(parts_of(code)[0]) if parts_of(code)[0] else 0 for code in codes]
    closed = ~fitting[np.arange(len(frame)), np.array(part, np.int64)]
    ledger.cells(sheet, "programme", decided & of_one & fresh & known & closed, _NOT_OPEN)
    eligible = fresh & known & ~decided & ~fitting.any(axis=1)
    ledger.cells(sheet, "others", eligible, _ELIGIBLE)
    year = np.asarray(frame["turns_20"].astype("Int64").fillna(-1), np.int64)
    late = fresh & ~may_start(year, (int(head.school_year[:4]), 8))
    ledger.cells(sheet, "turns_20", late, _LATE)


def _check_aims(pupils: Loaded, programmes: Loaded | None, ledger: Ledger) -> None:
    if programmes is None:
        return
    table = programmes.frame
    known = set(table.loc[table["kind"] != "introduction", "programme"].dropna())
    aims = pupils.frame["orientation"]
    complaint = Complaint(
        _NOWHERE.rule, _NOWHERE.message, _NOWHERE.remedy, "warning", known=tuple(sorted(known))
    )
    ledger.cells(pupils.sheet, "orientation", mask(aims.notna() & ~aims.isin(known)), complaint)
