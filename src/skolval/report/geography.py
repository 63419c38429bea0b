"""Shapes of the map: areas, units and streets in longitude and latitude, light and tidy."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from skolval.travel.edges import street_pieces

if TYPE_CHECKING:
    from skolval.domain.instance import Instance

__all__ = ["area_shapes", "box_of", "coded_streets", "degrees"]

_AREA_DETAIL = 25.0
_STREET_DETAIL = 12.0
_DECIMALS = 5
_MOST_POINTS = 120_000


def degrees(x: Any, y: Any, crs: str) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return latitudes and longitudes of points given in `crs`, about a metre exact."""
    to_degrees = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    east, north = to_degrees.transform(np.asarray(x, float), np.asarray(y, float))
    return np.round(north, _DECIMALS), np.round(east, _DECIMALS)


def area_shapes(areas: pd.DataFrame, crs: str) -> list[dict[str, Any] | None]:
    """Return one GeoJSON geometry per area, None where it has no shape.

    Borders are simplified together, so that neighbours still meet.
    """
    if "geometry" not in areas or not len(areas):
        return [None] * len(areas)
    shapes = np.asarray(areas["geometry"].to_numpy(), object)
    known = np.array([shape is not None and not shape.is_empty for shape in shapes], bool)
    simple = shapely.coverage_simplify(shapes[known], _AREA_DETAIL)
    round_earth = gpd.GeoSeries(simple, crs=crs).to_crs("EPSG:4326")
    drawn: list[dict[str, Any] | None] = [None] * len(areas)
    for row, shape in zip(np.flatnonzero(known), round_earth, strict=True):
        drawn[int(row)] = _geometry(shape)
    return drawn


def _geometry(shape: Any) -> dict[str, Any]:
    plain = shapely.geometry.mapping(shape)
    return {"type": plain["type"], "coordinates": _rounded(plain["coordinates"])}


def _rounded(part: Any) -> Any:
    if isinstance(part[0], float):
        return [round(part[0], _DECIMALS), round(part[1], _DECIMALS)]
    return [_rounded(piece) for piece in part]


def coded_streets(instance: Instance | None) -> list[list[int]]:
    """Return the streets as few long lines, points as differences of 1/100,000 degree.

    An instance without streets, or none at all, gives no lines. Very dense networks are
    drawn coarser, so that the page stays light.
    """
    if instance is None or not len(instance.edges):
        return []
    start, end = street_pieces(instance).transpose(1, 0, 2)
    forward = (start[:, 0] < end[:, 0]) | ((start[:, 0] == end[:, 0]) & (start[:, 1] <= end[:, 1]))
    both = np.where(forward[:, None], np.c_[start, end], np.c_[end, start])
    pairs = np.unique(both, axis=0).reshape(-1, 2, 2)
    pairs = pairs[(pairs[:, 0] != pairs[:, 1]).any(axis=1)]
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(pairs)))
    detail = _STREET_DETAIL
    lines = shapely.get_parts(shapely.simplify(merged, detail))
    while shapely.get_num_coordinates(lines).sum() > _MOST_POINTS and detail < 500:
        detail *= 2
        lines = shapely.get_parts(shapely.simplify(merged, detail))
        lines = lines[shapely.length(lines) > detail]
    return _coded(lines, instance.crs)


def _coded(lines: Any, crs: str) -> list[list[int]]:
    points, owner = shapely.get_coordinates(lines, return_index=True)
    north, east = degrees(points[:, 0], points[:, 1], crs)
    whole = np.rint(np.c_[north, east] * 10**_DECIMALS).astype(np.int64)
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    coded = np.diff(whole, axis=0, prepend=0)
    coded[first] = whole[first]
    flat, ends = coded.ravel().tolist(), [*(2 * first).tolist(), 2 * len(whole)]
    return [flat[start:end] for start, end in pairwise(ends)]


def box_of(latitudes: Any, longitudes: Any) -> list[list[float]]:
    """Return the south-west and north-east corners of the points, whole Sweden for none."""
    if not len(latitudes):
        return [[55.3, 10.9], [69.1, 24.2]]
    south, north = float(np.min(latitudes)), float(np.max(latitudes))
    west, east = float(np.min(longitudes)), float(np.max(longitudes))
    if south == north and west == east:
        return [[south - 0.02, west - 0.04], [north + 0.02, east + 0.04]]
    return [[south, west], [north, east]]
