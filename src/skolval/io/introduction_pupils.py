"""Checks of introduction pupils that a placement would stumble on: homes, years and aims."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.introduction import INTRODUCTION, parts_of
from skolval.domain.language import N_
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.tables import mask, unread_cells
from skolval.io.values import among

__all__ = ["check_introduction_pupils"]

_EARLIER, _LATER = 6, 8
_HOMELESS = Complaint(
    "position",
    N_("The pupil {value} has neither position nor known area."),
    N_("Give x and y, or an area_id of the areas table."),
)
_OTHER_TIME = Complaint(
    "other_time",
    N_("A pupil who turns 20 in {value} is not of the age of upper secondary school."),
    N_("Correct the year, or school_year in instance.yaml."),
)
_AIMLESS = Complaint(
    "orientation",
    N_("{value} is towards a national programme, and the pupil has no orientation."),
    N_("Write IMV-BA, where BA is the programme, or fill in orientation."),
)


def check_introduction_pupils(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down introduction pupils without a home, of another time, or with no aim."""
    loaded = tables["introduction_pupils"]
    frame, sheet = loaded.frame, loaded.sheet
    areas = tables["areas"].frame["area_id"] if "areas" in tables else pd.Series([], dtype="str")
    known = frame["x"].notna().to_numpy(bool) | among(frame["area_id"], areas)
    known |= unread_cells(loaded, "x") | mask(frame["protected"])
    if "travel" in tables:
        known |= among(frame["pupil_id"], tables["travel"].frame["origin_id"])
    if "areas" in tables and not tables["areas"].whole("area_id"):
        known |= frame["area_id"].notna().to_numpy(bool)
    ledger.cells(sheet, "pupil_id", ~known, _HOMELESS)
    school_year = int(head.school_year[:4])
    year = np.asarray(frame["turns_20"].astype("Int64").fillna(school_year), np.int64)
    far = (year < school_year - _EARLIER) | (year > school_year + _LATER)
    ledger.cells(sheet, "turns_20", far, _OTHER_TIME)
    codes = frame["programme"].astype("str").fillna("")
    aimless = [parts_of(code) == (INTRODUCTION[0], "") for code in codes]
    none = frame["orientation"].isna().to_numpy(bool)
    ledger.cells(sheet, "programme", np.array(aimless, bool) & none, _AIMLESS)
