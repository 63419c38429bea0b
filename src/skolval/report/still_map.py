"""The map as it stands, drawn once (stillbild av kartan): for paper and for files.

The same areas, circles and colours as in the map that moves, on a plain projection in which
a metre is as long in both directions at the middle of the place.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

import numpy as np

from skolval.report.hosting_map import HostedDrawing
from skolval.report.hosting_map_words import recent_steps
from skolval.report.hosting_named import named
from skolval.report.map_words import legend
from skolval.report.mapview import Drawing
from skolval.report.scale import COLOURS, UNKNOWN

__all__ = ["still_map"]

_WIDTH, _TALLEST = 680.0, 820.0
_MARGIN = 14.0
_LINE = "#6b7480"
_FONT = "Source Sans 3, Segoe UI, Liberation Sans, Helvetica Neue, Arial, sans-serif"
_KEY = 66.0
_PLAIN = "#efece3"
"""Areas under circles that have colours of their own."""


class _Plane:
    """From latitude and longitude to the picture's points."""

    def __init__(self, box: Sequence[Sequence[float]]) -> None:
        (south, west), (north, east) = box
        squeeze = math.cos(math.radians((south + north) / 2))
        wide, tall = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
        # a little beyond the outermost units, so that no circle is cut
        self.west, self.north = west - 0.04 * wide / squeeze, north + 0.04 * tall
        self.scale = min(_WIDTH / (1.08 * wide), _TALLEST / (1.08 * tall))
        self.squeeze = squeeze
        self.width, self.height = 1.08 * wide * self.scale, 1.08 * tall * self.scale

    def at(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return the point's place from the left and from the top."""
        across = (longitude - self.west) * self.squeeze * self.scale
        return across, (self.north - latitude) * self.scale


def still_map(drawing: Drawing, policy: int) -> str:
    """Return one side of the map as SVG text.

    Parameters
    ----------
    policy : which of `drawing.titles` is shown.
    """
    plane = _Plane(drawing.whole)
    parts = [*_areas(drawing, plane), *_units(drawing, plane, policy)]
    width, height = plane.width, plane.height
    clip = f"still{policy}"
    key = _key(drawing, height + _MARGIN)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {max(width, _WIDTH):.0f} '
        f'{height + _MARGIN + _KEY:.0f}" font-family="{_FONT}">'
        f'<clipPath id="{clip}"><rect width="{width:.1f}" height="{height:.1f}"/></clipPath>'
        f'<g clip-path="url(#{clip})">{"".join(parts)}</g>'
        f'<rect width="{width:.1f}" height="{height:.1f}" fill="none" stroke="{_LINE}"/>'
        f"{key}</svg>"
    )


def _areas(drawing: Drawing, plane: _Plane) -> Iterator[str]:
    for shape, share in zip(drawing.areas, drawing.area_share, strict=True):
        if shape is None:
            continue
        rings = " ".join(_ring(ring, plane) for ring in _rings(shape))
        hosted = isinstance(drawing, HostedDrawing)
        colour = _PLAIN if hosted else drawing.scale.colour(float(share))
        yield (
            f'<path d="{rings}" fill="{colour}" fill-opacity="0.75" fill-rule="evenodd" '
            f'stroke="{_LINE}" stroke-width="0.6"/>'
        )


def _rings(shape: dict[str, Any]) -> Iterator[Any]:
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    for polygon in polygons:
        yield from polygon


def _ring(ring: Any, plane: _Plane) -> str:
    points = (plane.at(latitude, longitude) for longitude, latitude in ring)
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _units(drawing: Drawing, plane: _Plane, policy: int) -> Iterator[str]:
    placeable = drawing.first.units["placeable"].to_numpy(bool)
    # the largest first, so that no small circle is hidden
    circles = [drawing.circle(policy, row) for row in range(len(placeable))]
    order = np.argsort([0 if one is None else -one[0] for one in circles], kind="stable")
    for row in order.tolist():
        circle = circles[row]
        if np.isnan(drawing.y[row]) or circle is None:
            continue
        pupils, colour = circle
        x, y = plane.at(float(drawing.y[row]), float(drawing.x[row]))
        radius = max(3.0, 0.8 * float(drawing.per_root) * math.sqrt(pupils))
        dash = "" if placeable[row] else ' stroke-dasharray="2 2"'
        name = escape(str(drawing.first.units["name"].iloc[row]))
        yield (
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" '
            f'fill="{colour}" stroke="#101820" '
            f'stroke-width="1.2"{dash}><title>{name}</title></circle>'
        )


def _legend(drawing: Drawing) -> dict[str, Any]:
    if isinstance(drawing, HostedDrawing):
        _ = drawing.words.gettext
        title = named(
            drawing.first,
            _("Newly arrived, share of all pupils of the unit"),
            _("On introduction programmes, share of all pupils of the unit"),
        )
        return {"title": title, "steps": recent_steps(drawing)}
    return legend(drawing)


def _key(drawing: Drawing, top: float) -> str:
    """Return the colours with their classes."""
    colours = _legend(drawing)
    cell = min(96.0, _WIDTH / (len(COLOURS) + 1))
    parts = [f'<text x="0" y="{top + 14:.0f}" font-size="17">{escape(colours["title"])}</text>']
    for k, step in enumerate(colours["steps"]):
        colour = step["colour"] or UNKNOWN
        parts.append(
            f'<rect x="{k * cell:.1f}" y="{top + 22:.0f}" width="{cell - 10:.1f}" height="16" '
            f'fill="{colour}" stroke="{_LINE}"/>'
            f'<text x="{k * cell:.1f}" y="{top + 56:.0f}" font-size="15">'
            f"{escape(step['label'])}</text>"
        )
    return "".join(parts)
