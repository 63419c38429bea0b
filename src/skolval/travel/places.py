"""Places (lägen): where pupils and units are, and the distinct origins of a travel table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = [
    "Doors",
    "Origins",
    "doors_of",
    "idle_units",
    "origins_of",
    "rows_in_round",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_ENDS: dict[str, tuple[str, ...]] = {
    "main_entrance": ("main_entrance",),
    "nearest_entrance": ("main_entrance", "entrance"),
    "plot_boundary": ("plot_boundary",),
}
"""Measuring point to the kinds of entrances at which a way may end; the nearest counts."""

_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class Origins:
    """Distinct points where pupils set out; pupils of one area without address share its point.

    Parameters
    ----------
    x, y : (n,) metres; NaN in the one row of pupils whose home is protected.
    of_pupil : (n_pupils,) row of each pupil, -1 when not wanted.
    by_area : wanted pupils who stand at the point of their area.
    careful : (n,) unsafe roads weigh more for the pupils of this origin.
    """

    x: FloatArray
    y: FloatArray
    of_pupil: IntArray
    by_area: int
    careful: BoolArray


@dataclass(frozen=True, slots=True)
class Doors:
    """Where ways to units end, one or more doors to each.

    Parameters
    ----------
    x, y : (d,) metres. unit : (d,) row of the units table, in order.
    kind : (d,) kind of entrance, or ``unit`` for the unit's own point.
    """

    x: FloatArray
    y: FloatArray
    unit: IntArray
    kind: npt.NDArray[np.object_]


def rows_in_round(instance: Instance, pupils: IntArray | None) -> IntArray:
    """Return the wanted rows of the pupils table: those given, else those in the round."""
    if pupils is not None:
        return np.asarray(pupils, np.int64)
    taking_part = instance.pupils["in_round"].fillna(value=True).to_numpy(bool)
    return np.flatnonzero(taking_part).astype(np.int64)


def origins_of(instance: Instance, rows: IntArray) -> Origins:
    """Return where the pupils of `rows` set out: the address, else the point of the home area.

    A pupil with protected identity and no position is no fault: such a pupil's row is unknown.

    Raises
    ------
    InputError
        If another pupil has neither an address nor an area with a point.
    """
    pupils = instance.pupils.iloc[rows]
    x, y, from_area = _positions(pupils, instance.areas)
    lost, known = np.isnan(x), ~_protected(pupils)
    _refuse(pupils, lost & known, table="pupils", key="pupil_id")
    keys = np.column_stack([x, y, _careful(instance, pupils)])
    points, of_row = np.unique(keys, axis=0, return_inverse=True)
    of_pupil = np.full(len(instance.pupils), -1, np.int64)
    of_pupil[rows] = of_row.reshape(-1)
    careful = points[:, 2] > 0
    # a report tells how many set out from an area, and is to tell of no protected identity
    return Origins(points[:, 0], points[:, 1], of_pupil, int((from_area & known).sum()), careful)


def _careful(instance: Instance, pupils: pd.DataFrame) -> BoolArray:
    """Return for whom unsafe roads weigh more: everybody, or the grades of the way rule."""
    rule = instance.ways
    if rule.unsafe_factor == 1.0:
        return np.zeros(len(pupils), bool)
    if not rule.unsafe_through_grade:
        return np.ones(len(pupils), bool)
    codes = instance.grades.codes
    young = codes[: codes.index(rule.unsafe_through_grade) + 1]
    return np.asarray(pupils["grade"].isin(young), bool)


def doors_of(instance: Instance) -> Doors:
    """Return where ways end: the entrances that the measuring point names, else the unit's point.

    Raises
    ------
    InputError
        If a unit has neither an entrance nor a position nor an area with a point.
    """
    entrances = instance.entrances
    wanted = entrances["kind"].isin(_ENDS.get(instance.measuring_point, ()))
    told = entrances[wanted.to_numpy(bool)]
    ids = pd.Index(instance.units["unit_id"].astype(str))
    of_unit = np.asarray(ids.get_indexer(pd.Index(told["unit_id"].astype(str))), np.int64)
    without = np.setdiff1d(np.arange(len(ids)), of_unit)
    x, y, _by_area = _positions(instance.units, instance.areas)
    bare = instance.units.iloc[without]
    _refuse(bare, np.isnan(x[without]), table="units", key="unit_id")
    known = of_unit >= 0
    unit = np.concatenate([of_unit[known], without])
    order = np.argsort(unit, kind="stable")
    door_x = np.concatenate([_number(told, "x")[known], x[without]])
    door_y = np.concatenate([_number(told, "y")[known], y[without]])
    kinds = np.concatenate(
        [told["kind"].to_numpy(object)[known], np.full(len(without), "unit", object)]
    )
    return Doors(door_x[order], door_y[order], unit[order], kinds[order])


def idle_units(instance: Instance) -> BoolArray:
    """Return which units have no place and offer nothing: nobody can be on the way there.

    Such a unit is known by its pupils alone, as where a register has no position of it.
    """
    x, _y, _by_area = _positions(instance.units, instance.areas)
    offers = instance.units["unit_id"].isin(instance.offerings["unit_id"]).to_numpy(bool)
    return np.isnan(x) & ~offers


def _positions(
    table: pd.DataFrame, areas: pd.DataFrame
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    x, y = _number(table, "x"), _number(table, "y")
    # Half a position is none: both coordinates come from the same place.
    lacking = np.isnan(x) | np.isnan(y)
    ids = pd.Index(areas["area_id"].astype(str)) if len(areas) else pd.Index([], dtype=str)
    row = np.asarray(ids.get_indexer(pd.Index(table["area_id"])), np.int64)
    known = lacking & (row >= 0)
    x[lacking], y[lacking] = np.nan, np.nan
    if known.any():
        x[known], y[known] = _number(areas, "x")[row[known]], _number(areas, "y")[row[known]]
    gone = np.isnan(x) | np.isnan(y)
    x[gone], y[gone] = np.nan, np.nan
    return x, y, known & ~gone


def _number(table: pd.DataFrame, column: str) -> FloatArray:
    return np.array(pd.to_numeric(table[column]).to_numpy(np.float64, na_value=np.nan))


def _protected(pupils: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return np.asarray(pupils["protected"].fillna(value=False), bool)


def _refuse(table_rows: pd.DataFrame, lost: npt.NDArray[np.bool_], *, table: str, key: str) -> None:
    if not lost.any():
        return
    ids = table_rows[key].astype(str).to_numpy()[lost]
    raise InputError(
        Fault(
            _(
                "{key} {place} has neither a position nor an area with a point ({count} such "
                "rows in all)."
            ).format(key=key, place=place, count=len(ids)),
            file=table,
            column="x",
            value=str(place),
            rule="position",
            remedy=_("Fill in x and y, or an area_id whose area has a point."),
        )
        for place in ids[:_MOST_FAULTS]
    )
