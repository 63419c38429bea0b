"""A small map of one pupil's ways: streets around, the way to the place, both ends, a scale.

For the pupil's own decision only: it shows where the pupil lives. Never in a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from markupsafe import Markup, escape

from skolval.domain.language import _, current, number

if TYPE_CHECKING:
    from skolval.domain.counts import FloatArray
    from skolval.domain.instance import Instance
    from skolval.explain.certified import CertifiedUnit

__all__ = ["route_map"]

_WIDE, _HIGH, _EDGE = 720, 440, 24
_STEPS = (50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000)
_FOOT = 20
"""Below the way, for the scale: no home lies under it."""
_MOST_STREETS = 6000
"""Streets around the way that are drawn; a way across a county needs no side streets."""


def route_map(found: tuple[CertifiedUnit, ...], instance: Instance) -> Markup:
    """Return the map as SVG; empty where no certificate tells both ends."""
    lines = [(one, _line(one)) for one in found]
    lines = [(one, line) for one, line in lines if len(line) > 1]
    if not lines:
        return Markup()
    frame = _Frame(np.concatenate([line for _one, line in lines]))
    drawn = [frame.streets(instance)]
    # the place last, so that it lies on top of the others
    drawn += [frame.way(one, line) for one, line in sorted(lines, key=_place_last)]
    drawn.append(frame.home(lines[0][1][0]))
    drawn.append(frame.scale())
    spoken = _("Map of the way from the home to {unit}.").format(unit=lines[0][0].unit)
    head = Markup(
        '<svg class="route" viewBox="0 0 {} {}" role="img" aria-label="{}" '
        'xmlns="http://www.w3.org/2000/svg">'
    ).format(_WIDE, _HIGH + _FOOT, spoken)
    return head + Markup("").join(drawn) + Markup("</svg>")


def _place_last(pair: tuple[CertifiedUnit, FloatArray]) -> int:
    return int(pair[0].role == "placed")


def _line(one: CertifiedUnit) -> FloatArray:
    """Return (n, 2) points from door to door."""
    paper = one.certificate
    if paper.home is None or paper.door is None:
        return np.zeros((0, 2))
    ends = [(paper.home.x, paper.home.y), *paper.line, (paper.door.x, paper.door.y)]
    return np.array(ends, np.float64)


class _Frame:
    """From metres to the picture, with the same scale in both directions."""

    def __init__(self, points: FloatArray) -> None:
        low, high = points.min(axis=0), points.max(axis=0)
        span = np.maximum(high - low, 100.0)
        room = np.array([_WIDE - 2 * _EDGE, _HIGH - 2 * _EDGE])
        self.per_metre = float((room / span).min())
        self.middle = (low + high) / 2
        half = np.array([_WIDE, _HIGH]) / 2 / self.per_metre
        self.low, self.high = self.middle - half, self.middle + half

    def at(self, points: FloatArray) -> FloatArray:
        """Return points of the picture; north is up."""
        moved: FloatArray = (points - self.middle) * self.per_metre * np.array([1.0, -1.0])
        return np.round(moved + np.array([_WIDE, _HIGH]) / 2, 1)

    def streets(self, instance: Instance) -> Markup:
        """Return the streets inside the frame as straight lines between their ends."""
        if not len(instance.edges):
            return Markup()
        place = pd.Index(instance.nodes["node_id"].astype("str"))
        xy = instance.nodes[["x", "y"]].to_numpy(np.float64)
        first = xy[place.get_indexer(pd.Index(instance.edges["from_node"].astype("str")))]
        last = xy[place.get_indexer(pd.Index(instance.edges["to_node"].astype("str")))]
        near = np.all((np.maximum(first, last) >= self.low)
                      & (np.minimum(first, last) <= self.high), axis=1)  # fmt: skip
        rows = np.flatnonzero(near)[:_MOST_STREETS]
        a, b = self.at(first[rows]), self.at(last[rows])
        path = " ".join(f"M{p[0]:g} {p[1]:g}L{q[0]:g} {q[1]:g}" for p, q in zip(a, b, strict=True))
        return Markup('<path class="street" d="{}"/>').format(path)

    def way(self, one: CertifiedUnit, line: FloatArray) -> Markup:
        """Return the way to one unit and the unit's name at its end."""
        points = self.at(line)
        path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
        x, y = points[-1]
        kind = "place" if one.role == "placed" else "other"
        side = "end" if x > _WIDE * 0.6 else "start"
        return Markup(
            '<path class="way {0}" d="{1}"/><rect class="unit {0}" x="{2:g}" y="{3:g}" width="9" '
            'height="9"/><text class="{0}" text-anchor="{4}" x="{5:g}" y="{6:g}">{7}</text>'
        ).format(
            kind, path, x - 4.5, y - 4.5, side, x + (-8 if side == "end" else 8), y - 7, one.unit
        )

    def home(self, point: FloatArray) -> Markup:
        """Return the mark of the home."""
        x, y = self.at(point[None, :])[0]
        return Markup(
            '<circle class="home" cx="{0:g}" cy="{1:g}" r="6"/><text x="{2:g}" y="{3:g}">{4}</text>'
        ).format(x, y, x + 9, y + 16, _("home"))

    def scale(self) -> Markup:
        """Return a bar of a round number of metres."""
        fits = [step for step in _STEPS if step * self.per_metre <= _WIDE / 3] or [_STEPS[0]]
        long = fits[-1] * self.per_metre
        told = escape(_("{metres} m").format(metres=number(fits[-1], current())))
        return Markup(
            '<path class="scale" d="M{0} {1}v6h{2:g}v-6"/><text x="{3:g}" y="{4}">{5}</text>'
        ).format(_EDGE, _HIGH + 6, long, _EDGE + long + 8, _HIGH + 12, told)
