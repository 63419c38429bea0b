"""School units of one municipality: by code, positions doubted, grades with confidence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from skolval.domain.language import N_, _
from skolval.domain.problem import BoolArray
from skolval.domain.provenance import Fact
from skolval.errors import Fault
from skolval.io.faults import Ledger
from skolval.sources.crs import box_of
from skolval.sources.municipalities import Municipality
from skolval.sources.positions import OUTLINE, Known, Points, doubts
from skolval.synth.importers._public_files import GROUP_IDS

__all__ = ["MunicipalityUnits", "located_units", "units_of"]

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class MunicipalityUnits:
    """Units as `PublicFiles` wants them, with facts and notes."""

    frame: pd.DataFrame
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


def units_of(
    told: pd.DataFrame, home: Municipality, ledger: Ledger, *, file: str
) -> MunicipalityUnits | None:
    """Return the units whose municipality is `home`, or None where there are none.

    Parameters
    ----------
    told : unit_id, name, provider, municipality_code, x, y, pupils, share_<group>,
        mark_<group>, and first_grade and last_grade, or has_y1 and has_y9 (``True``).
    """
    code = told["municipality_code"].fillna("").astype(str)
    rows = told[code == home.code].sort_values("unit_id").reset_index(drop=True)
    if rows.empty:
        ledger.add(
            Fault(
                _("No school unit of the file is of {code} {name}.").format(
                    code=home.code, name=home.name
                ),
                file=file,
                column="municipality_code",
                value=home.code,
                rule="municipality",
                remedy=_("Give the units of that municipality."),
            )
        )
        return None
    active = rows["pupils"].notna()
    spans, inferred = _spans(rows)
    notes = [
        *_counted(N_("{n} units of the file name no municipality; they were left out."),
                  code == ""),
        *_counted(N_("{n} units have no published number of pupils; no seats are made there."),
                  ~active),
        *_counted(N_("Grades of {n} units are inferred from which units have years 1 and 9:"
                     " F-6, 7-9 or F-9 is assumed and can be wrong by a few grades."), inferred),
        *_counted(N_("Grades of {n} units are not known; no seats are made there."),
                  spans == ""),
    ]  # fmt: skip
    frame = rows.assign(grades=spans, area_id=pd.Series(pd.NA, rows.index, "str"))
    for group in GROUP_IDS:
        mark = frame[f"mark_{group}"]
        frame[f"mark_{group}"] = mark.where(mark.notna() & (mark != ""))
    fact = Fact(
        "offerings", "grade", "skolval import", definition="the first grade", made="assumed",
        note=f"Grades of {int(inferred.sum())} of {len(rows)} units are inferred from years 1 and"
        " 9 (confidence medium), the rest as told.",
    )  # fmt: skip
    return MunicipalityUnits(frame, (fact,), tuple(notes))


def _counted(text: str, rows: pd.Series | BoolArray) -> list[str]:
    number = int(np.asarray(rows, bool).sum())
    return [text.format(n=number)] if number else []


def _spans(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the span of grades of every unit, empty if not known, and whether it is inferred."""
    spans = pd.Series("", rows.index, dtype="str")
    if {"first_grade", "last_grade"} <= set(rows.columns):
        first, last = (rows[end].fillna("").astype(str) for end in ("first_grade", "last_grade"))
        spans = (first + "-" + last).where((first != "") & (last != ""), "")
    one, nine = (_said(rows, name) for name in ("has_y1", "has_y9"))
    guess = np.select([one & nine, one, nine], ["F-9", "F-6", "7-9"], "")
    inferred = (spans == "") & (guess != "")
    return spans.where(~inferred, pd.Series(guess, rows.index, dtype="str")), inferred


def _said(rows: pd.DataFrame, name: str) -> BoolArray:
    if name not in rows:
        return np.zeros(len(rows), np.bool_)
    return np.asarray(rows[name].astype(str).str.casefold().isin(["true", "1", "ja"]), np.bool_)


def located_units(
    units: MunicipalityUnits,
    home: Municipality,
    areas: pd.DataFrame,
    ledger: Ledger,
    *,
    file: str,
) -> MunicipalityUnits:
    """Return the units with the area where each stands, and without positions far outside.

    A position outside the municipality (its areas where they are drawn, else a coarse box around
    it) belongs to something else: it is taken away and told, never moved.
    """
    frame = units.frame.copy()
    drawn = areas["geometry"].notna().all() and len(areas) > 0
    outline = shapely.union_all(areas["geometry"].to_numpy(object)) if drawn else box_of(home)
    x, y = (frame[axis].to_numpy(np.float64).copy() for axis in ("x", "y"))
    found = doubts(Points(frame["unit_id"], x, y, file=file), Known(outline=outline), ledger)
    off = found.frame.loc[found.frame["kind"] == "municipality", "row"].to_numpy(int)
    x[off], y[off] = np.nan, np.nan
    frame = frame.assign(x=x, y=y)
    if drawn:
        frame["area_id"] = _area_at(x, y, areas)
    lost = frame.loc[np.isnan(x), "name"].astype(str)
    names = ", ".join(lost.iloc[:_SHOWN]) + (" ..." if len(lost) > _SHOWN else "")
    notes = list(units.notes)
    if len(off):
        notes.append(
            N_("{n} positions lie more than {metres:.0f} m outside the municipality and were taken"
               " away: {names}.").format(
                n=len(off), metres=OUTLINE, names=", ".join(frame["name"].astype(str).iloc[off])
            )
        )  # fmt: skip
    if len(lost):
        notes.append(
            N_("{n} of {of} units have no position; nobody is placed there, their pupils count in"
               " the enrolment alone: {names}.").format(n=len(lost), of=len(frame), names=names)
        )  # fmt: skip
    return MunicipalityUnits(frame, units.facts, tuple(notes))


def _area_at(
    x: np.ndarray[tuple[int], np.dtype[np.float64]],
    y: np.ndarray[tuple[int], np.dtype[np.float64]],
    areas: pd.DataFrame,
) -> pd.Series:
    """Return the area that holds each point, else the nearest one; missing without position."""
    shapes = areas["geometry"].to_numpy(object)
    there = np.flatnonzero(~np.isnan(x))
    nearest = shapely.STRtree(shapes).query_nearest(
        shapely.points(x[there], y[there]), all_matches=False
    )
    code = pd.Series(pd.NA, range(len(x)), dtype="str")
    code.iloc[there[nearest[0]]] = areas["area_id"].astype(str).to_numpy()[nearest[1]]
    return code
