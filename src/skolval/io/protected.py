"""Checks that pupils with a protected identity can be placed without knowing where they live."""

from __future__ import annotations

import pandas as pd

from skolval.domain.language import _
from skolval.io.faults import Complaint, Ledger
from skolval.io.references import Tables
from skolval.io.tables import mask

__all__ = ["check_protected"]


def check_protected(tables: Tables, ledger: Ledger) -> None:
    """Write down protected pupils whose current unit and wishes leave no place to give.

    Their homes are never read, so nothing is near them: the current unit and the wishes are
    all the options there are, and one of them must offer the grade.
    """
    pupils = tables["pupils"]
    frame = pupils.frame
    seeking = frame[frame["in_round"] & frame["protected"] & frame["grade"].notna()]
    named = _named(seeking, tables)
    told = seeking["pupil_id"].isin(named["pupil_id"])  # naming nothing is told elsewhere
    offered = pd.MultiIndex.from_frame(_open(tables)[["unit_id", "grade"]])
    fits = pd.MultiIndex.from_frame(named[["unit_id", "grade"]]).isin(offered)
    lost = told & ~seeking["pupil_id"].isin(named.loc[fits, "pupil_id"])
    complaint = Complaint(
        "protected",
        _("The pupil {value} is protected, and neither current unit nor choices offer the grade."),
        _(
            "Positions of protected pupils are never read, so no unit is near: give a "
            "choice, or a current_unit, where the municipality may place and that offers "
            "the grade."
        ),
    )
    bad = pd.Series(frame.index.isin(lost.index[lost]), frame.index)
    ledger.cells(pupils.sheet, "pupil_id", mask(bad), complaint)


def _open(tables: Tables) -> pd.DataFrame:
    """Return the grade offerings of units where the municipality may place."""
    units, offerings = tables["units"].frame, tables["offerings"].frame
    placeable = set(units.loc[units["placeable"], "unit_id"])
    return offerings[(offerings["kind"] == "grade") & offerings["unit_id"].isin(placeable)]


def _named(seeking: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return pupil, grade and unit for every unit that a pupil goes to or wishes for."""
    who = seeking[["pupil_id", "grade"]]
    found = [who.assign(unit_id=seeking["current_unit"])]
    if "choices" in tables:
        wishes = tables["choices"].frame
        offerings = tables["offerings"].frame.drop_duplicates("offering_id")
        site = wishes["offering_id"].map(offerings.set_index("offering_id")["unit_id"])
        unit = wishes["unit_id"].fillna(site)
        wished = pd.DataFrame({"pupil_id": wishes["pupil_id"], "unit_id": unit})
        found.append(who.merge(wished, on="pupil_id"))
    return pd.concat(found).dropna(subset=["unit_id"])
