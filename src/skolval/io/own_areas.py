"""Checks that units stand in the area that the table says, by the areas' shapes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_, _
from skolval.domain.party_tables import codes
from skolval.domain.problem import BoolArray, IntArray
from skolval.errors import Fault
from skolval.io.faults import CELLS_TOLD, Ledger
from skolval.io.references import Tables

__all__ = ["NEAR", "OFF_AREA", "OFF_AREAS", "OFF_REMEDY", "area_at", "check_own_areas",
           "metres_from_area", "told_far"]  # fmt: skip

NEAR = 100.0
"""Metres outside its area where a unit may stand: borders are simplified, doors face streets."""

OFF_AREA = N_("The position of {code} lies {far} from its area {said}, in {found}.")
OFF_AREAS = N_("The position of {code} lies {far} from its area {said}, in no known area.")
OFF_REMEDY = N_("Check the position, then the area; nothing was moved.")


def metres_from_area(
    x: FloatArray, y: FloatArray, stated: IntArray, areas: pd.Series
) -> FloatArray:
    """Return the metres from each point to its stated area, 0 inside, not a number if unknown.

    Parameters
    ----------
    x, y : metres. stated : row of the area in `areas`, -1 where none is stated.
    areas : the areas' surfaces, missing where an area has none.
    """
    metres = np.full(len(x), np.nan)
    drawn = areas.notna().to_numpy(bool)
    known = (stated >= 0) & np.isfinite(x) & np.isfinite(y)
    known[known] = drawn[stated[known]]
    shapes = areas.to_numpy(object)[stated[known]]
    metres[known] = shapely.distance(shapes, shapely.points(x[known], y[known]))
    return metres


def area_at(x: FloatArray, y: FloatArray, areas: pd.Series) -> IntArray:
    """Return the row of the first area that holds each point, -1 where none does."""
    found = np.full(len(x), -1, np.int64)
    drawn = np.flatnonzero(areas.notna().to_numpy(bool))
    there = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not len(drawn) or not len(there):
        return found
    tree = shapely.STRtree(areas.to_numpy(object)[drawn])
    point, area = tree.query(shapely.points(x[there], y[there]), predicate="intersects")
    order = np.lexsort((area, point))
    first, at = np.unique(point[order], return_index=True)
    found[there[first]] = drawn[area[order][at]]
    return found


def check_own_areas(tables: Tables, ledger: Ledger) -> None:
    """Warn of units whose position lies outside the area that their row names."""
    if "units" not in tables or "areas" not in tables:
        return
    units, areas = tables["units"], tables["areas"].frame
    ids, shapes = areas["area_id"].fillna("").astype(str), areas["geometry"]
    x, y = (units.frame[axis].to_numpy(float) for axis in "xy")
    stated = codes(pd.Index(ids), units.frame["area_id"]) if ids.is_unique else None
    if stated is None:
        return
    metres = metres_from_area(x, y, stated, shapes)
    off: BoolArray = np.nan_to_num(metres) > NEAR
    holder = area_at(x, y, shapes)
    for row in np.flatnonzero(off)[:CELLS_TOLD]:
        place = ids.iloc[holder[row]] if holder[row] >= 0 else ""
        unit, area = (units.sheet.text(name, int(row)) for name in ("unit_id", "area_id"))
        ledger.add(
            Fault(
                _(OFF_AREA if place else OFF_AREAS).format(
                    code=unit, far=told_far(float(metres[row])), said=area, found=place
                ),
                units.sheet.file,
                units.sheet.sheet,
                int(units.sheet.rows[row]),
                units.sheet.heading("area_id"),
                area,
                "position",
                _(OFF_REMEDY),
                level="warning",
            )
        )
    if off.sum() > CELLS_TOLD:
        rest = _("{rest} more cells of this column have the same fault.")
        fault = replace(ledger.faults[-1], row=None, value="")
        ledger.add(replace(fault, message=rest.format(rest=int(off.sum()) - CELLS_TOLD)))


def told_far(metres: float) -> str:
    """Return how far that is, in metres or kilometres."""
    return f"{metres / 1000:.1f} km" if metres >= 1000 else f"{metres:.0f} m"
