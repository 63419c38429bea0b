"""School units of one municipality: by code, positions doubted, grades with confidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.language import N_
from skolval.domain.problem import BoolArray
from skolval.domain.provenance import Fact
from skolval.io.faults import Ledger
from skolval.sources.crs import box_of
from skolval.sources.inferred_grades import CONFIDENCE, inferred_grades
from skolval.sources.municipalities import Municipality
from skolval.sources.positions import OUTLINE, Known, Points, doubts, places_of
from skolval.sources.unit_join import NAMELESS, none_left
from skolval.synth.importers._public_files import GROUP_IDS

__all__ = ["MunicipalityUnits", "located_units", "units_of"]

_SHOWN = 8
_PUBLIC = ("municipal", "independent")

FloatArray = npt.NDArray[np.float64]
_STANDS = "area that holds the unit's position"


@dataclass(frozen=True, slots=True)
class MunicipalityUnits:
    """Units as `PublicFiles` wants them, with facts and notes."""

    frame: pd.DataFrame
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


def units_of(
    told: pd.DataFrame, years: pd.DataFrame, home: Municipality, ledger: Ledger
) -> MunicipalityUnits | None:
    """Return the units whose municipality is `home`, or None where there are none.

    Parameters
    ----------
    told : see `skolval.sources.units.UnitsRead`. years : see `years_told`.
    """
    # A table of one municipality alone need not say which.
    codes = told.get("municipality_code", pd.Series(home.code, told.index)).fillna("").astype(str)
    rows = told[codes == home.code].sort_values("unit_id").reset_index(drop=True)
    if rows.empty:
        ledger.add(none_left(home.code, int((codes == "").sum())))
        return None
    spans, sources = inferred_grades(rows, years)
    provider = rows["provider"].fillna("").astype(str)
    other = ~provider.isin(_PUBLIC)
    frame = pd.DataFrame(
        {
            **{name: rows[name] for name in ("unit_id", "name", "x", "y")},
            "address": rows.get("address", pd.Series(pd.NA, rows.index, dtype="str")),
            "provider": provider.where(~other, "independent"),
            "grades": spans,
            "pupils": rows.get("pupils", pd.Series(np.nan, rows.index)),
            "area_id": pd.Series(pd.NA, rows.index, dtype="str"),
            "said_area": rows.get("area_id", pd.Series(pd.NA, rows.index, dtype="str")),
            **dict(_group_columns(rows)),
        }
    )
    notes = (
        *_counted(NAMELESS, codes == ""),
        *_counted(N_("{n} units are run by neither municipality nor independent provider, or it"
                     " is not told; the municipality places nobody there."), other),
        *_counted(N_("{n} units have no published number of pupils; no seats are made there."),
                  frame["pupils"].isna()),
        *_counted(N_("Grades of {n} units are inferred from which units have years 1 and 9:"
                     " F-6, 7-9 or F-9 is assumed and can be wrong by a few grades."),
                  sources == "years"),
        *_counted(N_("Grades of {n} units are not known; no seats are made there."), spans == ""),
    )  # fmt: skip
    return MunicipalityUnits(frame, (_grades_fact(sources),), notes)


def _group_columns(rows: pd.DataFrame) -> Iterator[tuple[str, pd.Series]]:
    for group in GROUP_IDS:
        share = f"share_{group}"
        mark = rows.get(f"mark_{share}", pd.Series(pd.NA, rows.index, dtype="str"))
        yield share, rows.get(share, pd.Series(np.nan, rows.index))
        yield f"mark_{group}", mark.where(mark.notna() & (mark != ""))


def _counted(text: str, rows: pd.Series | BoolArray) -> list[str]:
    number = int(np.asarray(rows, bool).sum())
    return [text.format(n=number, count=number)] if number else []


def _grades_fact(sources: pd.Series) -> Fact:
    counts = sources.value_counts()
    parts = [
        f"{int(counts[way])} {words} (confidence {CONFIDENCE[way]})"
        for way, words in (
            ("told", "told"), ("name", "read from the unit's name"),
            ("years", "inferred from years 1 and 9"), ("", "unknown"),
        )
        if way in counts
    ]  # fmt: skip
    made = "read" if set(counts.index) == {"told"} else "assumed"
    return Fact(
        "offerings", "grade", "skolval import", definition="which units have the first grade",
        made=made, note="Grades: " + ", ".join(parts) + ".",
    )  # fmt: skip


def located_units(
    units: MunicipalityUnits, home: Municipality, areas: pd.DataFrame, ledger: Ledger
) -> MunicipalityUnits:
    """Return the units with the area where each stands, and without positions far outside.

    A position outside the municipality (its areas where they are drawn, else a coarse box around
    it) belongs to something else: it is taken away and told, never moved.
    """
    drawn = len(areas) > 0 and bool(areas["geometry"].notna().all())
    outline = shapely.union_all(areas["geometry"].to_numpy(object)) if drawn else box_of(home)
    frame = units.frame
    x, y = (frame[axis].to_numpy(np.float64).copy() for axis in ("x", "y"))
    points = Points(frame["unit_id"], x, y, frame["said_area"], frame["address"], frame["name"])
    found = doubts(points, _known(outline, areas if drawn else None), ledger)
    off = found.frame.loc[found.frame["kind"] == "municipality", "row"].to_numpy(int)
    x[off], y[off] = np.nan, np.nan
    frame = frame.assign(x=x, y=y)
    facts = units.facts
    if drawn:
        frame = frame.assign(area_id=_area_at(x, y, areas))
        facts += (Fact("units", "area_id", made="computed", definition=_STANDS),)
    told = found.notes_of("area", "place", "same_point")
    notes = (*units.notes, *_position_notes(frame, off), *told)
    return replace(units, frame=frame, facts=facts, notes=notes)


def _position_notes(frame: pd.DataFrame, off: npt.NDArray[np.int64]) -> Iterator[str]:
    names = frame["name"].astype(str)
    if len(off):
        text = N_(
            "{n} positions lie more than {metres} m outside the municipality and were taken away:"
            " {names}."
        )
        yield text.format(n=len(off), metres=f"{OUTLINE:g}", names=_some(names.iloc[off]))
    lost = frame["x"].isna()
    if lost.any():
        text = N_(
            "{n} of {all} units have no position; nobody is placed there, their pupils count in"
            " the enrolment alone: {names}."
        )
        yield text.format(n=int(lost.sum()), all=len(frame), names=_some(names[lost]))


def _known(outline: BaseGeometry, areas: pd.DataFrame | None) -> Known:
    """Return the ground that positions are held against: areas, and the places they name."""
    if areas is None:
        return Known(outline)
    names = areas["region"].fillna(areas["name"]) if "region" in areas else areas["name"]
    return Known(outline, areas, places_of(names, areas["geometry"]))


def _some(names: pd.Series) -> str:
    return ", ".join(names.iloc[:_SHOWN]) + (" ..." if len(names) > _SHOWN else "")


def _area_at(x: FloatArray, y: FloatArray, areas: pd.DataFrame) -> pd.Series:
    """Return the area that holds each point, else the nearest one; missing without position."""
    there = np.flatnonzero(~np.isnan(x))
    points = shapely.points(x[there], y[there])
    tree = shapely.STRtree(areas["geometry"].to_numpy(object))
    _point, area = tree.query_nearest(points, all_matches=False)
    code = pd.Series(pd.NA, range(len(x)), dtype="str")
    code.iloc[there] = areas["area_id"].astype(str).to_numpy()[area]
    return code
