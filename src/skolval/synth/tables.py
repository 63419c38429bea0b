"""From drawn arrays to the tables of an instance, with every column of the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.io.dictionary import TABLES
from skolval.synth._chance import stream
from skolval.synth.naming import area_names
from skolval.synth.units import further_units

if TYPE_CHECKING:
    from skolval.synth.admission import Admission
    from skolval.synth.areas import Areas
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile
    from skolval.synth.schooling import Schooling
    from skolval.synth.units import Units

__all__ = ["area_ids", "area_table", "choice_table", "coded", "complete", "enrolment_table",
           "numbered", "offering_table", "pupil_table", "table_rows", "unit_ids",
           "unit_table"]  # fmt: skip

IntArray = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

_DTYPES = {"whole": "Int64", "number": "float64", "share": "float64", "x": "float64",
           "y": "float64", "bool": "boolean"}  # fmt: skip


def complete(name: str, columns: Mapping[str, Any], length: int | None = None) -> pd.DataFrame:
    """Return the table `name` with all its columns, missing where `columns` has none."""
    filled: dict[str, Any] = {}
    rows = length if length is not None else len(next(iter(columns.values())))
    for field in TABLES[name].fields:
        dtype = _DTYPES.get(field.kind, "str")
        absent = pd.NA if dtype in {"Int64", "boolean"} else np.nan
        values = columns.get(field.name)
        column = pd.Series([absent] * rows if values is None else values, dtype=dtype)
        filled[field.name] = _tight(column)
    return pd.DataFrame(filled | {key: columns[key] for key in columns if key not in filled})


def _tight(column: pd.Series) -> pd.Series:
    if not len(column) or column.isna().any():
        return column
    if str(column.dtype) == "Int64":
        return column.astype("int64")
    return column.astype("bool") if str(column.dtype) == "boolean" else column


def numbered(prefix: str, count: int, *, least: int = 1) -> Texts:
    """Return codes such as ``e001``, all of the same width (at least `least` digits)."""
    width = max(least, len(str(count)))
    return np.array([f"{prefix}{number:0{width}d}" for number in range(1, count + 1)], object)


def coded(ids: Texts, index: IntArray) -> pd.Series:
    """Return the id of each index, missing where it is negative."""
    return (
        pd.Series(ids, dtype="str")
        .take(np.maximum(index, 0))
        .reset_index(drop=True)
        .where(index >= 0)
    )


def unit_ids(profile: Profile, units: Units) -> Texts:
    """Return a code for each unit that no Swedish unit has."""
    return numbered(f"{profile.name[0].upper()}", len(units), least=2)


def area_ids(profile: Profile, areas: Areas) -> Texts:
    """Return DeSO-like codes: municipality, A rural, B settlement or C town, number."""
    numbers = np.zeros(len(areas.kind), np.int64)
    for kind in np.unique(areas.kind):
        here = areas.kind == kind
        numbers[here] = np.arange(1, here.sum() + 1)
    return np.array(
        [f"{profile.code}{kind}{n:04d}" for kind, n in zip(areas.kind, numbers, strict=True)],
        object,
    )


def area_table(profile: Profile, areas: Areas, *, seed: int) -> pd.DataFrame:
    """Return `areas` with shares and geometry."""
    return complete(
        "areas",
        {
            "area_id": area_ids(profile, areas),
            "name": area_names(len(areas.kind), stream(seed, "area-names")),
            "x": areas.centre[:, 0],
            "y": areas.centre[:, 1],
            "population": areas.residents,
            "share_low_education": areas.low_education,
            "share_foreign_background": areas.foreign,
            "geometry": areas.geometry,
        },
    )


def unit_table(ids: Texts, units: Units, home: Texts) -> pd.DataFrame:
    """Return `units`; only municipal ones are placeable."""
    return complete(
        "units",
        {
            "unit_id": ids,
            "name": units.name,
            "provider": np.where(units.municipal, "municipal", "independent"),
            "x": units.xy[:, 0],
            "y": units.xy[:, 1],
            "area_id": home[units.area],
            "placeable": units.municipal,
            "next_unit": coded(ids, further_units(units)),
        },
    )


def offering_table(ids: Texts, admission: Admission, codes: tuple[str, ...]) -> pd.DataFrame:
    """Return `offerings`: the seats of this round."""
    unit, grade = ids[admission.unit], np.array(codes, object)[admission.grade]
    return complete(
        "offerings",
        {
            "offering_id": unit + "-" + grade,
            "unit_id": unit,
            "kind": np.full(len(unit), "grade"),
            "grade": grade,
            "seats": admission.seats,
        },
    )


def table_rows(children: Children, codes: tuple[str, ...]) -> IntArray:
    """Return the children in table order: without those who leave, protected ones last.

    Children are drawn by household, so a protected pupil's place in that order would tell
    whose sibling it is.
    """
    kept = np.flatnonzero(children.grade < len(codes))
    return kept[np.argsort(children.protected[kept], kind="stable")]


def pupil_table(
    ids: tuple[Texts, Texts, Texts],
    children: Children,
    schooling: Schooling,
    admission: Admission,
    codes: tuple[str, ...],
) -> pd.DataFrame:
    """Return `pupils`; protected ones without place, kin, language or group."""
    pupil_ids, units, areas = ids
    rows = table_rows(children, codes)
    shown = ~children.protected[rows]
    grades = np.array(codes, object)
    sibling = admission.sibling[rows]
    current = np.where(schooling.in_round, schooling.now, schooling.coming)[rows]
    months = children.months[rows]
    return complete(
        "pupils",
        {
            "pupil_id": pupil_ids,
            "x": np.where(shown, children.xy[rows, 0], np.nan),
            "y": np.where(shown, children.xy[rows, 1], np.nan),
            "area_id": coded(areas, np.where(shown, children.area[rows], -1)),
            "grade": coded(grades, children.grade[rows]),
            "in_round": schooling.in_round[rows],
            "current_unit": coded(units, current),
            "household": _households(children.household[rows], shown),
            "sibling_unit": coded(units, _of(sibling, schooling.coming)),
            "sibling_grade": coded(grades, _of(sibling, children.grade)),
            "protected": ~shown,
            "language": pd.Series(children.language[rows], dtype="str").where(shown),
            "months_in_sweden": _whole(months, shown & (months >= 0)),
            "low_education": _whole(children.low_education[rows], shown),
            "foreign_background": _whole(children.foreign[rows], shown),
        },
    )


def _of(index: IntArray, values: IntArray) -> IntArray:
    """Return the value of each index, -1 where the index is -1."""
    return np.where(index >= 0, values[index], -1)


def _whole(values: npt.NDArray[Any], known: npt.NDArray[np.bool_]) -> pd.Series:
    return pd.Series(pd.arrays.IntegerArray(values.astype(np.int64), ~known))


def _households(home: IntArray, shown: npt.NDArray[np.bool_]) -> pd.Series:
    """Return household codes, only where the table holds siblings."""
    several = np.bincount(home[shown], minlength=int(home.max()) + 1)[home] > 1
    names = numbered("h", int(home.max()) + 1)
    return coded(names, np.where(several & shown, home, -1))


def choice_table(
    pupil_ids: Texts, units: Texts, admission: Admission, rows: IntArray
) -> pd.DataFrame:
    """Return `choices`: the wishes, by pupil and rank; `rows` is the pupils' table order."""
    wishes = admission.wishes
    place = np.full(int(rows.max()) + 1, -1, np.int64)
    place[rows] = np.arange(len(rows))
    return complete(
        "choices",
        {
            "pupil_id": coded(pupil_ids, place[wishes.pupil]),
            "rank": wishes.rank,
            "unit_id": coded(units, wishes.unit),
        },
    )


def enrolment_table(ids: Texts, children: Children, schooling: Schooling) -> pd.DataFrame:
    """Return `enrolment`: this year's pupils by unit and group, those who leave included."""
    rows = schooling.now >= 0
    unit = schooling.now[rows]
    total = np.bincount(unit, minlength=len(ids))
    filled = total > 0
    parts = []
    for group, flag in (
        ("low_education", children.low_education),
        ("foreign_background", children.foreign),
    ):
        members = np.bincount(unit, flag[rows], minlength=len(ids))[filled]
        parts.append(
            complete(
                "enrolment",
                {
                    "unit_id": ids[filled],
                    "group": np.full(int(filled.sum()), group),
                    "pupils": total[filled],
                    "share": members / total[filled],
                    "count_low": members.astype(np.int64),
                    "count_high": members.astype(np.int64),
                },
            )
        )
    return pd.concat(parts, ignore_index=True)
