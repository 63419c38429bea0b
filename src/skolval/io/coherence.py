"""Do the rows make sense together? Wishes, homes, seats and grades."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.problem import BoolArray
from skolval.io.faults import Complaint, Ledger
from skolval.io.head import Head
from skolval.io.references import Tables
from skolval.io.tables import Loaded
from skolval.io.values import among

__all__ = ["check_coherence"]


def check_coherence(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Write down what cannot be right between rows and tables."""
    if "offerings" in tables:
        _check_offerings(tables["offerings"], ledger)
    if "units" in tables:
        _check_unit_places(tables, ledger)
    if "pupils" in tables:
        _check_homes(tables, ledger)
        _check_siblings(tables["pupils"], ledger)
        if "offerings" in tables and "units" in tables:
            _check_seats(tables, head, ledger)
    if {"choices", "pupils", "offerings", "units"} <= set(tables):
        _check_ranks(tables["choices"], ledger)
        _check_wishes(tables, ledger)


def _mask(condition: pd.Series) -> BoolArray:
    return condition.to_numpy(bool, na_value=False)


def _check_offerings(offerings: Loaded, ledger: Ledger) -> None:
    frame = offerings.frame
    bare = _mask((frame["kind"] == "grade") & frame["grade"].isna())
    if bare.any() and not (offerings.has("grade") and _unread(offerings, "grade")[bare].all()):
        complaint = Complaint(
            "required", "An offering of kind grade needs a grade.", "Fill in the grade."
        )
        ledger.cells(offerings.sheet, "grade", bare & ~_unread(offerings, "grade"), complaint)
    over = _mask(frame["minimum_size"] > frame["seats"])
    complaint = Complaint(
        "minimum_size",
        "The least number of pupils {value} is more than the seats.",
        "Lower minimum_size or add seats.",
    )
    ledger.cells(offerings.sheet, "minimum_size", over, complaint)


def _unread(table: Loaded, column: str) -> BoolArray:
    """Return cells that hold text which was refused: already told, so not told again."""
    if not table.has(column):
        return np.zeros(len(table.frame), bool)
    raw = table.sheet.raw[table.sheet.labels[column]]
    return (raw.notna() & table.frame[column].isna()).to_numpy(bool)


def _check_unit_places(tables: Tables, ledger: Ledger) -> None:
    units = tables["units"]
    reached = set(tables["travel"].frame["unit_id"].dropna()) if "travel" in tables else set()
    lost = units.frame["x"].isna() & units.frame["area_id"].isna()
    lost &= ~units.frame["unit_id"].isin(reached)
    complaint = Complaint(
        "position",
        "The unit {value} has neither position nor area.",
        "Give x and y, or the area where it lies.",
    )
    ledger.cells(units.sheet, "unit_id", _mask(lost) & ~_unread(units, "x"), complaint)


def _check_homes(tables: Tables, ledger: Ledger) -> None:
    """A pupil to be placed must live somewhere, unless the identity is protected."""
    pupils = tables["pupils"]
    frame = pupils.frame
    areas = tables["areas"].frame["area_id"] if "areas" in tables else pd.Series([], dtype="str")
    known = frame["x"].notna() | among(frame["area_id"], areas)
    if "travel" in tables:
        known |= among(frame["pupil_id"], tables["travel"].frame["origin_id"])
    known |= pd.Series(_unread(pupils, "x"))
    homeless = frame["in_round"] & ~frame["protected"] & ~known
    complaint = Complaint(
        "position",
        "The pupil {value} has neither position nor known area.",
        "Give x and y, or an area_id of the areas table.",
    )
    ledger.cells(pupils.sheet, "pupil_id", _mask(homeless), complaint)
    placed = frame["current_unit"].notna()
    if "choices" in tables:
        placed |= among(frame["pupil_id"], tables["choices"].frame["pupil_id"])
    lost = frame["in_round"] & frame["protected"] & ~placed
    complaint = Complaint(
        "protected",
        "The pupil {value} is protected, and has neither current unit nor choices.",
        "Positions of protected pupils are never read: give current_unit, or choices.",
    )
    ledger.cells(pupils.sheet, "pupil_id", _mask(lost), complaint)
    stay = _mask(~frame["in_round"] & frame["current_unit"].isna())
    complaint = Complaint(
        "current_unit",
        "The pupil {value} does not take part in the round and has no current unit.",
        "Give current_unit, or set in_round to yes.",
    )
    ledger.cells(pupils.sheet, "pupil_id", stay, complaint)


def _check_siblings(pupils: Loaded, ledger: Ledger) -> None:
    frame = pupils.frame
    alone = frame["sibling_unit"].notna() & frame["sibling_grade"].isna()
    complaint = Complaint(
        "sibling",
        "A sibling's unit {value} is given without the sibling's grade.",
        "Fill in sibling_grade.",
    )
    bad = _mask(alone) & ~_unread(pupils, "sibling_grade")
    ledger.cells(pupils.sheet, "sibling_unit", bad, complaint)
    alone = frame["sibling_grade"].notna() & frame["sibling_unit"].isna()
    complaint = Complaint(
        "sibling",
        "A sibling's grade {value} is given without the sibling's unit.",
        "Fill in sibling_unit.",
    )
    ledger.cells(pupils.sheet, "sibling_grade", _mask(alone), complaint)


def _check_seats(tables: Tables, head: Head, ledger: Ledger) -> None:
    """Warn where a grade has fewer seats than pupils; refuse a grade that nobody offers."""
    offerings, units = tables["offerings"].frame, tables["units"].frame
    pupils = tables["pupils"].frame
    placeable = set(units.loc[units["placeable"], "unit_id"])
    open_to = (offerings["kind"] == "grade") & offerings["unit_id"].isin(placeable)
    seats = offerings[open_to].groupby("grade")["seats"].sum()
    seeking = pupils.loc[pupils["in_round"], "grade"].value_counts()
    for grade in head.grades.codes:
        wanted, have = int(seeking.get(grade, 0)), seats.get(grade)
        if wanted and have is None:
            complaint = Complaint(
                "seats",
                f"No unit where the municipality may place offers grade {grade},"
                f" which {wanted} pupils seek.",
                "Add offerings of the grade, or correct the pupils' grades.",
            )
            ledger.table(tables["offerings"].sheet, complaint, column="grade")
        elif wanted and have is not None and have < wanted:
            complaint = Complaint(
                "seats",
                f"Grade {grade} has {int(have)} seats for {wanted} pupils.",
                "Some pupils cannot be placed; check the seats.",
                "warning",
            )
            ledger.table(tables["offerings"].sheet, complaint, column="seats")


def _check_ranks(choices: Loaded, ledger: Ledger) -> None:
    """Ranks run 1, 2, 3, ... for each pupil (repeated ranks are told as repeated keys)."""
    frame = choices.frame[["pupil_id", "rank"]]
    known = frame.notna().all(axis=1) & ~frame.duplicated()
    ordered = frame[known].sort_values(["pupil_id", "rank"], kind="stable")
    expected = ordered.groupby("pupil_id", sort=False).cumcount() + 1
    off = ordered.index[(ordered["rank"] != expected).to_numpy(bool)]
    first_off = ordered.loc[off].drop_duplicates("pupil_id").index
    bad = np.zeros(len(frame), bool)
    bad[first_off] = True
    complaint = Complaint(
        "rank_gap",
        "The pupil's wishes are not numbered 1, 2, 3, ...: {value} comes too early.",
        "Number the wishes without gaps, 1 first.",
    )
    ledger.cells(choices.sheet, "rank", bad & ~_unread(choices, "rank"), complaint)


def _check_wishes(tables: Tables, ledger: Ledger) -> None:
    choices = tables["choices"]
    wishes = _wishes(tables)
    told = _Wishes(choices, wishes, ledger)
    told.none_named()
    told.unfitting(tables["offerings"].frame)
    told.closed(tables["units"].frame)
    told.repeated()
    told.not_in_round(tables["pupils"].frame)


def _wishes(tables: Tables) -> pd.DataFrame:
    """Return one row per wish with the pupil's grade and the offering's unit and grade."""
    frame = tables["choices"].frame
    pupils = tables["pupils"].frame.drop_duplicates("pupil_id").set_index("pupil_id")
    offerings = tables["offerings"].frame.drop_duplicates("offering_id").set_index("offering_id")
    return frame.assign(
        pupil_grade=frame["pupil_id"].map(pupils["grade"]),
        offered_unit=frame["offering_id"].map(offerings["unit_id"]),
        offered_grade=frame["offering_id"].map(offerings["grade"]),
    )


class _Wishes:
    """Checks of the choices table, one method each."""

    def __init__(self, choices: Loaded, wishes: pd.DataFrame, ledger: Ledger) -> None:
        self.choices = choices
        self.wishes = wishes
        self.ledger = ledger
        self.column = "unit_id" if choices.has("unit_id") else "offering_id"
        self.unit = wishes["unit_id"].fillna(wishes["offered_unit"])

    def _tell(self, column: str, bad: pd.Series, complaint: Complaint) -> None:
        self.ledger.cells(self.choices.sheet, column, _mask(bad), complaint)

    def none_named(self) -> None:
        empty = self.wishes["unit_id"].isna() & self.wishes["offering_id"].isna()
        self._tell(self.column, empty, Complaint(
            "required", "The wish names neither unit nor offering.", "Fill in unit_id."))  # fmt: skip

    def unfitting(self, offerings: pd.DataFrame) -> None:
        wishes = self.wishes
        other = wishes["offered_grade"].notna() & wishes["pupil_grade"].notna()
        other &= wishes["offered_grade"] != wishes["pupil_grade"]
        self._tell("offering_id", other, Complaint(
            "grade", "The offering {value} is of another grade than the pupil's.",
            "Choose an offering of the pupil's grade, or correct the grade."))  # fmt: skip
        clash = wishes["unit_id"].notna() & wishes["offered_unit"].notna()
        clash &= wishes["unit_id"] != wishes["offered_unit"]
        self._tell("offering_id", clash, Complaint(
            "reference", "The offering {value} is not at the wished unit.",
            "Correct unit_id or offering_id."))  # fmt: skip
        graded = offerings[offerings["kind"] == "grade"]
        offered = pd.MultiIndex.from_frame(graded[["unit_id", "grade"]].drop_duplicates())
        pairs = pd.MultiIndex.from_arrays([wishes["unit_id"], wishes["pupil_grade"]])
        asked = wishes["pupil_grade"].notna() & among(wishes["unit_id"], offerings["unit_id"])
        lacking = asked & wishes["offering_id"].isna() & ~pd.Series(pairs.isin(offered))
        self._tell("unit_id", lacking, Complaint(
            "grade", "The unit {value} does not offer the pupil's grade.",
            "Correct the wish or the pupil's grade, or add the offering."))  # fmt: skip

    def closed(self, units: pd.DataFrame) -> None:
        shut = units.loc[~units["placeable"], "unit_id"]
        self._tell(self.column, pd.Series(among(self.unit, shut)), Complaint(
            "placeable", "The wish {value} is for a unit where the municipality may not place.",
            "The wish does not count in this round; nothing needs doing if that is intended.",
            "warning"))  # fmt: skip

    def repeated(self) -> None:
        named = self.wishes.assign(unit=self.unit).dropna(subset=["pupil_id", "unit"])
        named = named[named["offering_id"].isna()]
        again = named.index[named.duplicated(["pupil_id", "unit"])]
        bad = pd.Series(data=False, index=self.wishes.index)
        bad[again] = True
        self._tell(self.column, bad, Complaint(
            "unique", "The pupil wishes for {value} more than once.",
            "Keep the first of the wishes and number the rest anew."))  # fmt: skip

    def not_in_round(self, pupils: pd.DataFrame) -> None:
        outside = pupils.loc[~pupils["in_round"], "pupil_id"]
        among_them = pd.Series(among(self.wishes["pupil_id"], outside))
        self._tell("pupil_id", among_them, Complaint(
            "in_round", "The pupil {value} has wishes but does not take part in the round.",
            "Set in_round to yes, or take the wishes away.", "warning"))  # fmt: skip
