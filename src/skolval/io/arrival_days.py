"""Days, parts of weeks and rows of preparatory classes that cannot be meant as they are written.

A day in another century is a slip of the hand; it would silently make a pupil one who arrived
long ago, or a seat one that is never free. A row of free seats that stands twice would count twice.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.language import N_
from skolval.domain.problem import BoolArray, IntArray
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask
from skolval.io.values import among

__all__ = ["check_days"]

_EARLIER, _LATER, _NEWLY_ARRIVED, _UNKNOWN = 21, 10, 4, -1
_FAR = Complaint(
    "other_time",
    N_("The day {value} is many years from the school year."),
    N_("Correct the year of the day, or school_year in instance.yaml."),
)
_LONG_AGO = Complaint(
    "newly_arrived",
    N_("The pupil arrived {value}, and counts as newly arrived for four years (3:12 a)."),
    N_("Take the pupil out of the table, or correct the day."),
    "warning",
)
_NO_PART = Complaint(
    "partly",
    N_("The pupil needs a preparatory class, but no part of the week is in it."),
    N_("Write more than 0 in week_percent, or 0 in months_needed."),
)
_TWICE = Complaint(
    "unique",
    N_("Free seats of {value} in the same grade and the same days stand more than once."),
    N_("Write them in one row with their sum."),
)
_BOTH = Complaint(
    "unique",
    N_("The pupil {value} also stands among the pupils of this round, who are placed as well."),
    N_("Take the pupil out of one of the tables, or set in_round to no."),
    "warning",
)


def check_days(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down days, weeks and rows that cannot be meant."""
    arrived, free = tables.get("newly_arrived"), tables.get("free_seats")
    year = int(head.school_year[:4])
    if arrived is not None:
        _check_arrived(arrived, year, ledger)
        _check_both(arrived, tables, ledger)
    if free is not None:
        for column in ("from_date", "to_date"):
            ledger.cells(free.sheet, column, _far(free.frame[column], year), _FAR)
        if free.whole("unit_id", "grade"):
            days = ["unit_id", "grade", "from_date", "to_date"]
            ledger.cells(free.sheet, "unit_id", free.frame.duplicated(days).to_numpy(bool), _TWICE)


def _check_arrived(arrived: Loaded, year: int, ledger: Ledger) -> None:
    frame, sheet = arrived.frame, arrived.sheet
    far = _far(frame["arrival"], year)
    ledger.cells(sheet, "arrival", far, _FAR)
    came = _years(frame["arrival"])
    ledger.cells(
        sheet, "arrival", ~far & (came != _UNKNOWN) & (came < year - _NEWLY_ARRIVED), _LONG_AGO
    )
    needing = ~mask(frame["months_needed"] == 0) & ~mask(frame["grade"] == "F")
    ledger.cells(sheet, "week_percent", mask(frame["week_percent"] == 0) & needing, _NO_PART)


def _check_both(arrived: Loaded, tables: Tables, ledger: Ledger) -> None:
    if "pupils" not in tables or not tables["pupils"].whole("pupil_id", "in_round"):
        return
    pupils = tables["pupils"].frame
    placed = pupils.loc[mask(pupils["in_round"]), "pupil_id"]
    ledger.cells(arrived.sheet, "pupil_id", among(arrived.frame["pupil_id"], placed), _BOTH)


def _far(days: pd.Series, year: int) -> BoolArray:
    came = _years(days)
    outside = (came < year - _EARLIER) | (came > year + _LATER)
    far: BoolArray = outside & (came != _UNKNOWN)
    return far


def _years(days: pd.Series) -> IntArray:
    """Return the year of every day, -1 where none is told."""
    told = pd.to_numeric(days.astype("str").str[:4], errors="coerce").fillna(_UNKNOWN)
    return np.asarray(told.to_numpy(np.float64), np.int64)
