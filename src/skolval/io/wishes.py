"""Checks that wishes make sense: their numbers, units, offerings and grades."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.language import _
from skolval.io.faults import Complaint, Ledger
from skolval.io.references import Tables
from skolval.io.tables import Loaded, mask, unread_cells
from skolval.io.values import among

__all__ = ["check_ranks", "check_wishes"]


def check_ranks(choices: Loaded, ledger: Ledger) -> None:
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
        _("The pupil's wishes are not numbered 1, 2, 3, ...: {value} comes too early."),
        _("Number the wishes without gaps, 1 first."),
    )
    ledger.cells(choices.sheet, "rank", bad & ~unread_cells(choices, "rank"), complaint)


def check_wishes(tables: Tables, ledger: Ledger) -> None:
    """Write down wishes that cannot be met by any placement, or that do not count."""
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
        self.unit = wishes["unit_id"].fillna(wishes["offered_unit"])

    def _tell(self, column: str, bad: pd.Series, complaint: Complaint) -> None:
        self.ledger.cells(self.choices.sheet, column, mask(bad), complaint)

    def _tell_wish(self, bad: pd.Series, complaint: Complaint) -> None:
        """Point at the offering where the wish names one, else at the unit."""
        offering = self.wishes["offering_id"].notna()
        self._tell("unit_id", bad & ~offering, complaint)
        self._tell("offering_id", bad & offering, complaint)

    def none_named(self) -> None:
        empty = self.wishes["unit_id"].isna() & self.wishes["offering_id"].isna()
        self._tell_wish(
            empty,
            Complaint(
                "required", _("The wish names neither unit nor offering."), _("Fill in unit_id.")
            ),
        )

    def unfitting(self, offerings: pd.DataFrame) -> None:
        wishes = self.wishes
        other = wishes["offered_grade"].notna() & wishes["pupil_grade"].notna()
        other &= wishes["offered_grade"] != wishes["pupil_grade"]
        self._tell(
            "offering_id",
            other,
            Complaint(
                "grade",
                _("The offering {value} is of another grade than the pupil's."),
                _("Choose an offering of the pupil's grade, or correct the grade."),
            ),
        )
        clash = wishes["unit_id"].notna() & wishes["offered_unit"].notna()
        clash &= wishes["unit_id"] != wishes["offered_unit"]
        self._tell(
            "offering_id",
            clash,
            Complaint(
                "reference",
                _("The offering {value} is not at the wished unit."),
                _("Correct unit_id or offering_id."),
            ),
        )
        graded = offerings[offerings["kind"] == "grade"]
        offered = pd.MultiIndex.from_frame(graded[["unit_id", "grade"]].drop_duplicates())
        pairs = pd.MultiIndex.from_arrays([wishes["unit_id"], wishes["pupil_grade"]])
        asked = wishes["pupil_grade"].notna() & among(wishes["unit_id"], offerings["unit_id"])
        lacking = asked & wishes["offering_id"].isna() & ~pd.Series(pairs.isin(offered))
        self._tell(
            "unit_id",
            lacking,
            Complaint(
                "grade",
                _("The unit {value} does not offer the pupil's grade."),
                _("Correct the wish or the pupil's grade, or add the offering."),
            ),
        )

    def closed(self, units: pd.DataFrame) -> None:
        shut = units.loc[~units["placeable"], "unit_id"]
        self._tell_wish(
            pd.Series(among(self.unit, shut)),
            Complaint(
                "placeable",
                _("The wish {value} is for a unit where the municipality may not place."),
                _(
                    "The wish does not count in this round; nothing needs doing if that is "
                    "intended."
                ),
                "warning",
            ),
        )

    def repeated(self) -> None:
        named = self.wishes.assign(named=self.wishes["offering_id"].fillna(self.unit))
        known = named[["pupil_id", "named"]].notna().all(axis=1)
        again = known & named.duplicated(["pupil_id", "named"])
        self._tell_wish(
            again,
            Complaint(
                "unique",
                _("The pupil wishes for {value} more than once."),
                _("Keep the first of the wishes and number the rest anew."),
            ),
        )

    def not_in_round(self, pupils: pd.DataFrame) -> None:
        outside = pupils.loc[~pupils["in_round"], "pupil_id"]
        among_them = pd.Series(among(self.wishes["pupil_id"], outside))
        self._tell(
            "pupil_id",
            among_them,
            Complaint(
                "in_round",
                _("The pupil {value} has wishes but does not take part in the round."),
                _("Set in_round to yes, or take the wishes away."),
                "warning",
            ),
        )
