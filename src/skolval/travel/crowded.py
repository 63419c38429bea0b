"""Where pupils crowd and where seats stay free (trängsel och lediga platser), before any placement.

Everybody is thought to go to the nearest unit of the grade in a straight line. Offerings that more
pupils would come to than they have seats are crowded; what the others have over is free.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.spatial import cKDTree

from skolval.domain.instance import Instance
from skolval.domain.problem import BoolArray, IntArray

__all__ = ["Crowding", "crowding", "units_in_town"]

FloatArray = npt.NDArray[np.float64]

_WITHIN, _DENSE = 2_000.0, 5


@dataclass(frozen=True, slots=True, eq=False)
class Crowding:
    """Crowded areas and units with free seats.

    Parameters
    ----------
    x, y : (A,) metres, a point in each area. pupils : (A, G) whose nearest offering is crowded.
    free : (U, G) seats that stay free. area_ids : (A,) str. grades : (G,) codes.
    area_town, unit_town : whether the area's point and the unit lie in the town.
    """

    x: FloatArray
    y: FloatArray
    pupils: IntArray
    free: IntArray
    area_ids: tuple[str, ...]
    grades: tuple[str, ...]
    area_town: BoolArray
    unit_town: BoolArray


def crowding(instance: Instance, *, grades: tuple[str, ...] = ()) -> Crowding:
    """Return where pupils crowd and where seats are free in each grade (trängsel).

    Pupils with a protected identity have no known home and are not counted.

    Parameters
    ----------
    grades : which grades; empty for all that are placed.
    """
    areas, units = instance.areas, instance.units
    area = {str(code): row for row, code in enumerate(areas["area_id"])}
    unit = {str(code): row for row, code in enumerate(units["unit_id"])}
    codes = tuple(code for code in instance.grades.codes if not grades or code in grades)
    pupils = np.zeros((len(areas), len(codes)), np.int64)
    free = np.zeros((len(units), len(codes)), np.int64)
    homes, home_area, home_grade = _homes(instance, area)
    seats = _open(instance)
    at = units[["x", "y"]].to_numpy(np.float64)
    for column, code in enumerate(codes):
        offered = seats[seats["grade"].astype(str) == code].groupby("unit_id")["seats"].sum()
        rows = np.array([unit[str(name)] for name in offered.index], np.int64)
        known = ~np.isnan(at[rows]).any(axis=1)
        rows, whole = rows[known], offered.to_numpy(np.int64)[known]
        who = np.flatnonzero(home_grade == code)
        if not len(rows):
            continue
        nearest = cKDTree(at[rows]).query(homes[who])[1] if len(who) else np.empty(0, np.int64)
        coming = np.bincount(nearest, minlength=len(rows))
        crowded: BoolArray = coming > whole
        free[rows, column] = np.maximum(whole - coming, 0)
        np.add.at(pupils[:, column], home_area[who][crowded[nearest]], 1)
    points = areas[["x", "y"]].to_numpy(np.float64)
    lies = _town(instance, points), _town(instance, at)
    return Crowding(points[:, 0], points[:, 1], pupils, free, tuple(area), codes, *lies)


def units_in_town(instance: Instance) -> BoolArray:
    """Return (U,) which units lie in the town, from where services lead outwards."""
    return _town(instance, instance.units[["x", "y"]].to_numpy(np.float64))


def _town(instance: Instance, places: FloatArray) -> BoolArray:
    """Return which places lie in the town: at least a fifth of the pupils of the densest place.

    Pupils are counted within two kilometres, whatever their grade. A place without a position
    lies in the town, so that no run is thought out to it.
    """
    pupils = instance.pupils
    known = pupils["x"].notna().to_numpy(bool) & ~pupils["protected"].to_numpy(bool)
    homes = pupils.loc[known, ["x", "y"]].to_numpy(np.float64)
    found = np.ones(len(places), np.bool_)
    there = np.flatnonzero(~np.isnan(places).any(axis=1))
    if len(homes) and len(there):
        near = cKDTree(homes).query_ball_point(places[there], _WITHIN, return_length=True)
        found[there] = near * _DENSE >= near.max()
    return found


def _homes(
    instance: Instance, area: dict[str, int]
) -> tuple[FloatArray, IntArray, npt.NDArray[np.str_]]:
    """Return place, area row and grade of every pupil of the round whose home is known."""
    pupils = instance.pupils
    row = pupils["area_id"].map(area).fillna(-1).to_numpy(np.int64)
    known = pupils["in_round"].to_numpy(bool) & (row >= 0) & pupils["x"].notna().to_numpy(bool)
    known &= ~pupils["protected"].to_numpy(bool)
    there = pupils[known]
    homes: FloatArray = there[["x", "y"]].to_numpy(np.float64)
    grade: npt.NDArray[np.str_] = there["grade"].astype(str).to_numpy(np.str_)
    return homes, row[known].astype(np.int64), grade


def _open(instance: Instance) -> pd.DataFrame:
    """Return the grades at units where the municipality may place."""
    offerings = instance.offerings
    placeable = instance.units.set_index("unit_id")["placeable"]
    keep = (offerings["kind"] == "grade") & offerings["unit_id"].map(placeable).astype(bool)
    return offerings[keep]
