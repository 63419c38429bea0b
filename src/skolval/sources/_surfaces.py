"""Mends drawn areas: stray lines, crossings, doubles and areas in several rows, each told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from skolval.domain.counts import FloatArray
from skolval.domain.language import N_
from skolval.domain.problem import BoolArray
from skolval.sources.crs import ShapeArray

__all__ = ["Mended", "inner_points", "mended", "one_per_area", "surfaces"]

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
    for row in np.union1d(odd, mixed):
        parts = _leaves(shapes[row])
        flat = parts[shapely.get_dimensions(parts) == 2]
        stray[row] = 0 < len(flat) < len(parts)
        found[row] = shapely.union_all(flat) if len(flat) else None
    return found, stray


_COLLECTION = 7


def _leaves(shape: shapely.Geometry | None) -> ShapeArray:
    parts = np.array([] if shape is None else [shape], dtype=object)
    while (shapely.get_type_id(parts) == _COLLECTION).any() or (
        shapely.get_num_geometries(parts) > 1
    ).any():
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
