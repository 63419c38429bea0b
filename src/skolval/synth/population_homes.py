"""Homes of synthetic children (bostäder): places by lot in the home area, never addresses.

On streets a home lies beside a street inside the area, longer streets having more of them;
where an area has no streets, or none are asked for, anywhere in its surface. Every area has
its own stream of chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from skolval.synth._chance import stream

__all__ = ["Homes", "place_homes"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_BESIDE = (8.0, 25.0)
"""So many metres from the middle of the street."""


@dataclass(frozen=True, slots=True)
class Homes:
    """Positions in whole metres, NaN where the area has neither streets nor surface.

    Parameters
    ----------
    x, y : (n,). on_streets, in_surface : how many homes lie where.
    """

    x: FloatArray
    y: FloatArray
    on_streets: int
    in_surface: int


def place_homes(
    area: IntArray,
    areas: pd.DataFrame,
    *,
    seed: int,
    streets: npt.NDArray[np.object_] | None = None,
) -> Homes:
    """Return a place for each household.

    Parameters
    ----------
    area : (n,) row of `areas` (columns area_id, geometry) of each household.
    streets : lines along which people live, in the areas' CRS; None for anywhere.
    """
    place = np.full((len(area), 2), np.nan)
    tree = shapely.STRtree(streets) if streets is not None and len(streets) else None
    counted = [0, 0]
    for row in np.unique(area):
        surface = areas["geometry"].iloc[row]
        if surface is None or surface.area <= 0:
            continue
        mine = np.flatnonzero(area == row)
        rng = stream(seed, f"homes/{areas['area_id'].iloc[row]}")
        lines = _inside(surface, streets, tree)
        found = _beside(lines, len(mine), rng) if len(lines) else _within(surface, len(mine), rng)
        counted[0 if len(lines) else 1] += len(mine)
        place[mine] = np.round(found)
    return Homes(place[:, 0], place[:, 1], counted[0], counted[1])


def _inside(
    surface: shapely.Geometry,
    streets: npt.NDArray[np.object_] | None,
    tree: shapely.STRtree | None,
) -> npt.NDArray[np.object_]:
    """Return the lines of which the middle lies in `surface`, in their order."""
    if tree is None or streets is None:
        return np.zeros(0, object)
    near = np.sort(tree.query(surface, predicate="intersects"))
    middle = shapely.line_interpolate_point(streets[near], 0.5, normalized=True)
    return np.asarray(streets[near[shapely.contains(surface, middle)]], object)


def _beside(lines: npt.NDArray[np.object_], count: int, rng: np.random.Generator) -> FloatArray:
    length = shapely.length(lines)
    picked = rng.choice(len(lines), count, p=length / length.sum())
    along = rng.random(count)
    here, ahead = (
        shapely.get_coordinates(
            shapely.line_interpolate_point(lines[picked], part, normalized=True)
        )
        for part in (along, along + np.where(along < 0.5, 0.01, -0.01))
    )
    way = ahead - here
    far = np.maximum(np.hypot(*way.T), 1e-9)
    side = rng.choice([-1.0, 1.0], count) * rng.uniform(*_BESIDE, count)
    across = np.column_stack([-way[:, 1], way[:, 0]]) / far[:, None]
    return np.asarray(here + across * side[:, None], np.float64)


def _within(surface: shapely.Geometry, count: int, rng: np.random.Generator) -> FloatArray:
    """Return points anywhere in `surface`: drawn in its frame until enough lie inside."""
    west, south, east, north = shapely.bounds(surface)
    found = np.zeros((0, 2))
    while len(found) < count:
        tried = rng.random((4 * count + 16, 2)) * (east - west, north - south) + (west, south)
        inside = shapely.contains_xy(surface, tried[:, 0], tried[:, 1])
        found = np.concatenate([found, tried[inside]])
    return found[:count]
