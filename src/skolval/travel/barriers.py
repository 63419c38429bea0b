"""Barriers (hinder): rivers, railways and roads that a way must not, or not safely, cross.

The user draws them; where they may be crossed after all is drawn as openings. A way crosses a
barrier where it goes through it, not where it only touches it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from skolval.domain.instance import Instance
from skolval.domain.language import _
from skolval.errors import Fault, InputError

__all__ = ["Barriers", "barriers_of"]

BoolArray = npt.NDArray[np.bool_]
Lines = npt.NDArray[np.object_]

_OPENING_METRES = 20.0
"""A crossing this near to an opening is open."""


@dataclass(frozen=True, slots=True)
class Barriers:
    """What one mode must not cross.

    Parameters
    ----------
    closed, unsafe : shapes that cannot be crossed, and that a child crosses in danger.
    openings : shapes at which they may be crossed.
    """

    closed: tuple[BaseGeometry, ...] = ()
    unsafe: tuple[BaseGeometry, ...] = ()
    openings: tuple[BaseGeometry, ...] = ()

    def shut(self, lines: Lines) -> BoolArray:
        """Return which lines go through a closed barrier."""
        return self._through(lines, self.closed)

    def endangered(self, lines: Lines) -> BoolArray:
        """Return which lines go through a barrier that is unsafe to cross."""
        return self._through(lines, self.unsafe)

    def _through(self, lines: Lines, barriers: tuple[BaseGeometry, ...]) -> BoolArray:
        found = np.zeros(len(lines), bool)
        if not barriers:
            return found
        shapes = np.asarray(barriers, object)
        line, barrier = shapely.STRtree(shapes).query(lines, predicate="intersects")
        for one, wall in zip(line.tolist(), barrier.tolist(), strict=True):
            if not found[one] and not shapely.touches(lines[one], shapes[wall]):
                found[one] = not self._opened(shapely.intersection(lines[one], shapes[wall]))
        return found

    def _opened(self, crossing: BaseGeometry) -> bool:
        """Return whether every place of a crossing is at some opening."""
        if not self.openings:
            return False
        places = shapely.get_parts(crossing)
        away = shapely.distance(np.asarray(self.openings, object)[:, None], places[None, :])
        return bool((away.min(axis=0) <= _OPENING_METRES).all())


def barriers_of(instance: Instance, mode: str) -> Barriers:
    """Return the barriers that hold for a mode.

    Raises
    ------
    InputError
        If a shape is not Well-Known Text.
    """
    table = instance.barriers
    if not len(table):
        return Barriers()
    shapes = _shapes(table["shape"].astype(str).tolist())
    holds = table["mode"].fillna("walk").isin([mode, "all"]).tolist()
    effect = table["effect"].tolist()
    told = {
        name: tuple(
            shape
            for shape, one, here in zip(shapes, effect, holds, strict=True)
            if one == name and here
        )
        for name in ("closed", "unsafe", "opening")
    }
    return Barriers(told["closed"], told["unsafe"], told["opening"])


def _shapes(texts: list[str]) -> list[BaseGeometry]:
    shapes = shapely.from_wkt(texts, on_invalid="ignore")
    bad = [row for row, shape in enumerate(shapes) if shape is None or shape.is_empty]
    if bad:
        raise InputError(
            Fault(
                _("{text!r} is no shape.").format(text=texts[row][:60]),
                file="barriers",
                row=row + 2,
                column="shape",
                value=texts[row][:60],
                rule="shape",
                remedy=_("Write Well-Known Text in the instance's CRS: LINESTRING (x y, x y)."),
            )
            for row in bad
        )
    return list(shapes)
