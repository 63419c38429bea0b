"""Mends drawn areas: stray lines, crossings, doubles and areas in several rows, each told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_
from skolval.domain.problem import BoolArray
from skolval.sources.crs import ShapeArray

__all__ = ["Mended", "enclosing", "inner_points", "mended", "one_per_area", "surfaces"]

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Mended:
    """Shapes after mending, and what was done, in English (see `retold`)."""

    shapes: ShapeArray
    notes: tuple[str, ...] = ()


def surfaces(shapes: ShapeArray) -> tuple[ShapeArray, BoolArray]:
    """Return the surfaces of drawn shapes, and which had stray lines or points beside them.

    A shape without any surface becomes None. Published files draw lines beside the areas.
    """
    found = shapes.copy()
    odd = np.flatnonzero(shapely.get_dimensions(shapes) != 2)
    stray = np.zeros(len(shapes), np.bool_)
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == _COLLECTION)
    rings, owner = shapely.get_rings(shapes, return_index=True)
    hollow = owner[shapely.is_empty(rings)]
    for row in np.union1d(np.union1d(odd, mixed), hollow):
        parts = _leaves(shapes[row])
        flat = parts[shapely.get_dimensions(parts) == 2]
        stray[row] = 0 < len(flat) < len(parts)
        found[row] = _together(flat)
    return found, stray


def enclosing(shapes: ShapeArray) -> ShapeArray:
    """Return the shapes, None where a corner has no place in the coordinate system."""
    corners, owner = shapely.get_coordinates(shapes, return_index=True)
    found = shapes.copy()
    found[owner[~np.isfinite(corners).all(axis=1)]] = None
    return found


_COLLECTION = 7
_SEVERAL = 4
"""From this type on, shapely's shapes have parts; a collection may hold such again."""


def _together(flat: ShapeArray) -> BaseGeometry | None:
    """Return polygons as one surface, not yet mended where they cross each other."""
    drawn = [_without_empty_holes(one) for one in flat if not one.is_empty]
    if len(drawn) < 2:
        return drawn[0] if drawn else None
    return MultiPolygon(drawn)


def _without_empty_holes(one: Polygon) -> Polygon:
    return Polygon(one.exterior, [hole for hole in one.interiors if not hole.is_empty])


def _leaves(shape: shapely.Geometry | None) -> ShapeArray:
    parts = np.array([] if shape is None else [shape], dtype=object)
    while (shapely.get_type_id(parts) >= _SEVERAL).any():
        parts = shapely.get_parts(parts)
    return parts


def mended(shapes: ShapeArray, codes: pd.Series) -> Mended:
    """Return valid surfaces: borders that cross themselves are untied."""
    bad = np.flatnonzero(~shapely.is_valid(shapes))
    if not len(bad):
        return Mended(shapes)
    found = shapes.copy()
    found[bad] = shapely.make_valid(shapes[bad], method="structure", keep_collapsed=False)
    change = np.abs(shapely.area(found[bad]) - shapely.area(shapes[bad]))
    note = N_(
        "{count} areas had borders that cross themselves and were mended: {shown}; the largest"
        " change is {change} m2."
    ).format(count=len(bad), shown=_shown(codes.iloc[bad]), change=int(np.ceil(change.max())))
    return Mended(found, (note,))


def one_per_area(shapes: ShapeArray, codes: pd.Series) -> tuple[ShapeArray, pd.Series, Mended]:
    """Return one surface for each code, in the order of the codes, the row of each, and notes."""
    order = codes.reset_index(drop=True)
    first = order.drop_duplicates().sort_values()
    if len(first) == len(order):
        return shapes[first.index], first, Mended(shapes)
    notes = []
    rows = order.groupby(order, sort=True).indices
    several = {code: at for code, at in rows.items() if len(at) > 1}
    same = [code for code, at in several.items() if _all_same(shapes[at])]
    united = dict.fromkeys(code for code in several if code not in set(same))
    if same:
        notes.append(
            N_("{count} areas stood twice with the same shape; one was kept: {shown}.").format(
                count=len(same), shown=_shown(same)
            )
        )
    if united:
        notes.append(
            N_("{count} areas stood in several rows and were put together: {shown}.").format(
                count=len(united), shown=_shown(united)
            )
        )
    found = np.array(
        [
            shapely.union_all(shapes[rows[code]]) if code in united else shapes[rows[code][0]]
            for code in first
        ],
        dtype=object,
    )
    return found, first, Mended(found, tuple(notes))


def _all_same(shapes: ShapeArray) -> bool:
    return bool(shapely.equals(shapes[0], shapes[1:]).all())


def _shown(codes: Iterable[object]) -> str:
    words = [str(code) for code in codes]
    return ", ".join(words[:_SHOWN]) + (" ..." if len(words) > _SHOWN else "")


def inner_points(shapes: ShapeArray) -> tuple[FloatArray, FloatArray]:
    """Return a point inside each surface, in centimetres."""
    points = shapely.point_on_surface(shapes)
    return np.round(shapely.get_x(points), 2), np.round(shapely.get_y(points), 2)
