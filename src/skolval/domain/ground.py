"""Ground (mark): which areas are neighbours, where units stand, and today's attendance areas.

Neighbours are those of the table `adjacency`; without one, those whose polygons share a
stretch of border. Borders of public files do not match to the metre (they are simplified
piece by piece), so a stretch within `TOLERANCE` of both polygons counts as shared when it is at
least `LEAST_BORDER` long; corners that only touch do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from skolval.domain.party_tables import codes

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.problem import IntArray

__all__ = ["LEAST_BORDER", "TOLERANCE", "Ground", "ground_of", "neighbours"]

TOLERANCE = 15.0
LEAST_BORDER = 25.0


@dataclass(frozen=True, slots=True)
class Ground:
    """How the areas lie.

    Parameters
    ----------
    pairs : (k, 2) area indices of neighbours, the smaller first, sorted, each pair once.
    unit_area : (n_units,) area where each unit stands, -1 unknown.
    today : (n_areas, n_grades) unit of today's attendance area, -1 none.
    """

    pairs: IntArray
    unit_area: IntArray
    today: IntArray


def ground_of(instance: Instance, today: IntArray) -> Ground | None:
    """Return the ground of the instance; None where it tells of no neighbours.

    Parameters
    ----------
    today : see `Ground`.
    """
    pairs = _pairs(instance)
    if not len(pairs):
        return None
    return Ground(pairs, _unit_areas(instance), today)


def neighbours(pairs: IntArray, n_areas: int) -> tuple[IntArray, IntArray]:
    """Return (start, neighbour): the neighbours of every area, in order (CSR)."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.lexsort((both[:, 1], both[:, 0]))]
    start: IntArray = np.searchsorted(both[:, 0], np.arange(n_areas + 1)).astype(np.int64)
    return start, both[:, 1]


def _pairs(instance: Instance) -> IntArray:
    index = pd.Index(instance.areas["area_id"].astype(str))
    table = instance.adjacency
    if len(table):
        found = np.c_[codes(index, table["area_id"]), codes(index, table["neighbour_id"])]
    else:
        found = _touching(instance.areas)
    found = np.sort(found[(found >= 0).all(axis=1)], axis=1)
    pairs: IntArray = np.unique(found[found[:, 0] != found[:, 1]], axis=0)
    return pairs.reshape(-1, 2)


def _touching(areas: pd.DataFrame) -> IntArray:
    """Return the pairs of polygons that share a stretch of border, within the tolerance."""
    shapes = areas["geometry"] if "geometry" in areas else pd.Series([], dtype=object)
    drawn = np.flatnonzero(shapes.notna().to_numpy(bool))
    shape: Any = shapes.to_numpy(object)[drawn]
    if not len(drawn):
        return np.zeros((0, 2), np.int64)
    wide = shapely.buffer(shape, TOLERANCE)
    one, other = shapely.STRtree(shape).query(wide, predicate="intersects")
    later = one < other
    one, other = one[later], other[later]
    stretch = shapely.length(shapely.intersection(wide[one], shapely.boundary(shape[other])))
    # Either end of a stretch, and a corner that only touches, lies within the tolerance too.
    shares = stretch >= LEAST_BORDER + 2 * TOLERANCE
    pairs: IntArray = np.c_[drawn[one[shares]], drawn[other[shares]]].astype(np.int64)
    return pairs


def _unit_areas(instance: Instance) -> IntArray:
    """Return the area that the table names, else the one whose polygon holds the unit."""
    units, areas = instance.units, instance.areas
    index = pd.Index(areas["area_id"].astype(str))
    found = codes(index, units["area_id"])
    shapes = areas["geometry"] if "geometry" in areas else pd.Series([], dtype=object)
    drawn = np.flatnonzero(shapes.notna().to_numpy(bool))
    x, y = (pd.to_numeric(units[axis]).to_numpy(float, na_value=np.nan) for axis in "xy")
    lost = np.flatnonzero((found < 0) & ~np.isnan(x) & ~np.isnan(y))
    if not len(drawn) or not len(lost):
        return found
    points: Any = shapely.points(x[lost], y[lost])
    tree = shapely.STRtree(shapes.to_numpy(object)[drawn])
    point, inside = tree.query(points, predicate="intersects")
    first, at = np.unique(point, return_index=True)
    found[lost[first]] = drawn[inside[at]]
    return found
