"""Layers of the map beside units and areas: flows, attendance areas, transport lines, names.

Everything is plain values for the page's script. A flow starts at the area's own point, never
at a home, and only flows of at least five pupils are drawn.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from skolval.domain.area_zones import attendance_areas
from skolval.report.geography import degrees
from skolval.report.masking import SMALLEST
from skolval.report.scale import COLOURS, UNKNOWN
from skolval.report.told import rounded_flow

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run
    from skolval.report.facts import UnitNumbers
    from skolval.report.words import Words

__all__ = [
    "PAINTS",
    "ZONES",
    "area_points",
    "area_units",
    "flows",
    "line_paths",
    "paint_legends",
    "unit_paints",
]

_EVEN = "#e9e6dc"
PAINTS: dict[str, tuple[tuple[float, ...], tuple[str, ...]]] = {
    "use": ((0.5, 0.7, 0.85, 0.95, 1.0001), ("#f4efe1", "#ccdbcb", "#98c0bb", "#569caa", "#1b3a63",
                                             "#8c1127")),
    "change": ((-0.10, -0.05, -0.02, 0.02, 0.05, 0.10),
               ("#6b2a10", "#b0651a", "#e3b98a", _EVEN, "#a9c3d8", "#4f86ad", "#173a5e")),
}  # fmt: skip
"""Breaks and colours of units by utilisation and by change of composition. Full units stand
apart in a colour of their own; no change is pale, and both directions grow darker."""

ZONES = (*COLOURS[1:5], "#e3b98a", "#b0651a", "#8c1127", "#6f3f7a", "#c9a3c4", "#3b6b35", "#a9c08a",
         "#5f6b78")  # fmt: skip
"""Colours of attendance areas; a grey copy cannot tell them apart, so a tooltip names the unit."""


def area_points(run: Run) -> Any:
    """Return (areas, 2) easting and northing of each area's own point."""
    areas = run.areas
    if {"x", "y"} <= set(areas) and areas[["x", "y"]].notna().all(axis=None):
        return areas[["x", "y"]].to_numpy(float)
    return shapely.get_coordinates(shapely.point_on_surface(areas["geometry"].to_numpy()))


def flows(run: Run, audience: str = "internal") -> list[tuple[int, int, int]]:
    """Return (area, unit, pupils) for every flow of at least five pupils.

    For the public they are rounded to fives, and those of fewer than about ten are left out.
    """
    problem = run.problem
    area, unit = problem.parties.area, run.placement.unit(problem)
    known = (area >= 0) & (unit >= 0) & ~problem.parties.protected
    width = len(problem.unit_ids)
    cell = area[known] * width + unit[known]
    pupils = np.bincount(cell, problem.parties.size[known], minlength=0).astype(np.int64)
    if audience != "internal":
        pupils = rounded_flow(pupils)
    shown = np.flatnonzero(pupils >= SMALLEST)
    return [(int(one) // width, int(one) % width, int(pupils[one])) for one in shown]


def area_units(run: Run) -> list[int] | None:
    """Return the unit of every area, -1 none; None where the policy places pupils, not areas.

    Where grades of an area have different units, that of most pupils counts.
    """
    if run.problem.policy.parties != "areas":
        return None
    table = attendance_areas(run.problem, run.placement)
    unit = {str(code): row for row, code in enumerate(run.problem.unit_ids)}
    table = table.sort_values(["area_id", "pupils"], ascending=[True, False], kind="stable")
    first = table.drop_duplicates("area_id").set_index("area_id")["unit_id"].astype(str)
    codes = [str(code) for code in run.problem.area_ids]
    return [unit.get(first.get(code, ""), -1) for code in codes]


def line_paths(instance: Instance | None) -> list[dict[str, Any]]:
    """Return every transport line in each direction: name, direction and points."""
    if instance is None or not len(instance.lines) or not len(instance.stops):
        return []
    place = instance.stops.set_index("stop_id")[["x", "y"]]
    found = []
    for (line, way), calls in instance.lines.groupby(["line_id", "direction"], sort=True):
        stops = calls.sort_values("order")["stop_id"].astype(str).to_list()
        points = place.loc[stops].to_numpy(float)
        north, east = degrees(points[:, 0], points[:, 1], instance.crs)
        path = np.c_[north, east].tolist()
        found.append({"n": str(line), "d": str(way), "p": path})
    return found


def unit_paints(numbers: UnitNumbers, first: UnitNumbers) -> list[tuple[float | None, ...]]:
    """Return utilisation and change of composition of every unit, None where hidden."""
    change = numbers.share - first.share
    return [
        tuple(None if np.isnan(value) else round(float(value), 4) for value in pair)
        for pair in zip(numbers.utilisation, change, strict=True)
    ]


def paint_legends(words: Words, composition: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the legends that units can be coloured by, the composition first."""
    _ = words.gettext
    unknown = {"colour": UNKNOWN, "label": _("not shown"), "hatched": True}
    use = [*PAINTS["use"][0][:-1], 1.0]
    steps = [_("under {end}").format(end=words.percent(use[0]))]
    steps += [words.percents(low, high) for low, high in pairwise(use)]
    steps.append(_("over {end}").format(end=words.percent(1.0)))
    points = [words.points(value, 0) for value in PAINTS["change"][0]]
    change = [_("{end} or less").format(end=points[0])]
    change += [_("{low} to {high}").format(low=a, high=b)
               for a, b in pairwise(points)]  # fmt: skip
    change.append(_("{end} or more").format(end=points[-1]))
    return [
        {"id": "share", "name": _("Composition"), **composition},
        {
            "id": "use",
            "name": _("Utilisation"),
            "title": _("Pupils placed as a share of the seats"),
            "steps": [*_steps(PAINTS["use"][1], steps), unknown],
        },
        {
            "id": "change",
            "name": _("Change of composition"),
            "title": _("Composition against the first policy, percentage points"),
            "steps": [*_steps(PAINTS["change"][1], change), unknown],
        },
    ]


def _steps(colours: tuple[str, ...], labels: list[str]) -> list[dict[str, Any]]:
    return [{"colour": c, "label": t} for c, t in zip(colours, labels, strict=True)]
