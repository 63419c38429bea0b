"""What the map shows, in words and numbers, before it becomes a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.law import marked
from skolval.report.audience import counted_runs
from skolval.report.facts import UnitNumbers, unit_numbers
from skolval.report.geography import area_shapes, box_of, coded_streets, degrees
from skolval.report.map_layers import (
    PAINTS,
    ZONES,
    area_points,
    area_units,
    flows,
    line_paths,
    unit_paints,
)
from skolval.report.scale import COLOURS, scale_of
from skolval.report.service_map import service_paths
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

from skolval.report.map_geometry import LARGEST, known, middle, nearest

__all__ = ["Drawing", "Side"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two maps."""

    id: str
    title: str


class Drawing:
    """Everything the map shows, in one language."""

    def __init__(self, runs: Sequence[Run], words: Words, audience: str = "internal") -> None:
        self.runs = counted_runs(runs, audience)
        self.words = words
        self.audience = audience
        first = self.runs[0]
        self.first = first
        self.group = next(g for g in first.groups if g.id == first.problem.balance_group)
        self.titles = [run.problem.policy.label(words.lang) for run in self.runs]
        self.numbers = [unit_numbers(run, audience) for run in self.runs]
        if len(self.runs) == 1:
            self.titles.insert(0, words.gettext("Everybody at the nearest unit, seats ignored"))
            self.numbers.insert(0, nearest(first, audience))
        self.areas = area_shapes(first.areas, first.crs)
        self.area_share = self._area_share()
        self.scale = scale_of(self.area_share if len(self.area_share) else self.numbers[0].share)
        self.y, self.x = degrees(first.units["x"], first.units["y"], first.crs)
        # sizes and the frame are drawn from what is told: either would tell of what is hidden
        told = [np.nan_to_num(numbers.placed_shown) for numbers in self.numbers]
        most = max((int(placed.max(initial=0)) for placed in told), default=0)
        self.per_root = LARGEST / np.sqrt(max(most, 1))
        self.most = most
        self.whole, self.box = self._boxes()

    def _area_share(self) -> Any:
        name = f"share_{self.group.id}"
        areas = self.first.areas
        if name not in areas:
            return np.full(len(areas), np.nan)
        return areas[name].astype(float).to_numpy(float, na_value=np.nan)

    def _boxes(self) -> tuple[list[list[float]], list[list[float]]]:
        """Frame all schools, and those where most pupils go: far villages need not come first."""
        known = ~(np.isnan(self.y) | np.isnan(self.x))
        pupils = np.where(known, np.nan_to_num(self.numbers[0].placed_shown), 0)
        within = known & middle(self.y, pupils) & middle(self.x, pupils)
        return box_of(self.y[known], self.x[known]), box_of(self.y[within], self.x[within])

    def sides(self) -> list[Side]:
        """Return the left and the right map: the first policy and the last."""
        marks = [marked(run, lang=self.words.lang) for run in self.runs]
        marks = ["", *marks] if len(self.runs) == 1 else marks
        named = [
            f"{title} ({mark})" if mark else title
            for title, mark in zip(self.titles, marks, strict=True)
        ]
        return [Side("left", named[0]), Side("right", named[-1])]

    def view(self, instance: Instance | None, *, wheel: bool) -> dict[str, Any]:
        """Return everything the page's script draws, as plain values.

        Parameters
        ----------
        instance : gives streets and transport lines; none are drawn without it.
        """
        _ = self.words.gettext
        units = self.first.units
        return {
            "wheel": wheel,
            "breaks": list(self.scale.breaks),
            "colours": list(COLOURS),
            "paints": {name: {"breaks": b, "colours": c} for name, (b, c) in PAINTS.items()},
            "zones": list(ZONES),
            "whole": self.whole,
            "most": self.box,
            "perRoot": round(self.per_root, 4),
            "text": {
                "zoomIn": _("Zoom in"),
                "zoomOut": _("Zoom out"),
                "layers": _("Choose layers"),
                "flow": _("{pupils} pupils go from {area} to {unit}"),
                "line": _("Line {line}, {way}"),
                "in": _("towards the centre"),
                "out": _("away from the centre"),
                "zone": _("Attendance area of {unit}"),
            },
            "units": [
                {"n": str(name), "y": known(y), "x": known(x), "open": bool(placeable)}
                for name, y, x, placeable in zip(
                    units["name"], self.y, self.x, units["placeable"], strict=True
                )
            ],
            "policies": self._policies(),
            "areas": {"type": "FeatureCollection", "features": self._features()},
            "streets": coded_streets(instance),
            "lines": line_paths(instance),
            "points": self._points(),
        }

    def circle(self, policy: int, unit: int) -> tuple[int, str] | None:
        """Return how much the circle of a unit stands for and its colour; None for no circle."""
        numbers = self.numbers[policy]
        if not (numbers.placed[unit] or numbers.seats[unit]):
            return None
        pupils = 0 if numbers.mask.placed[unit] else int(numbers.placed[unit])
        return pupils, self.scale.colour(float(numbers.share[unit]))

    def _policies(self) -> list[dict[str, Any]]:
        """Return units, flows and attendance areas of every policy shown."""
        runs: list[Run | None] = list(self.runs)
        if len(runs) == 1:
            runs.insert(0, None)  # everybody at the nearest unit is no run
        return [
            {
                "rows": self._rows(numbers),
                "flows": [] if run is None or not len(self.areas) else flows(run, self.audience),
                "zones": None if run is None else area_units(run),
                "services": service_paths(run, self.words, self.audience),
            }
            for run, numbers in zip(runs, self.numbers, strict=True)
        ]

    def _points(self) -> list[list[float]]:
        """Return latitude and longitude of each area's own point."""
        if not len(self.areas):
            return []
        points = area_points(self.first)
        north, east = degrees(points[:, 0], points[:, 1], self.first.crs)
        found: list[list[float]] = np.c_[north, east].tolist()
        return found

    def _features(self) -> list[dict[str, Any]]:
        _, words = self.words.gettext, self.words
        features = []
        areas = self.first.areas
        names = areas["name"] if "name" in areas else areas.get("area_id", ())
        for row, (name, code, shape, share) in enumerate(
            zip(names, areas.get("area_id", ()), self.areas, self.area_share, strict=True)
        ):
            if shape is None:
                continue
            told = _("{group}: {share} of the residents").format(
                group=self.group.label(words.lang), share=words.percent(share, 1)
            )
            shown = str(name) if isinstance(name, str) and name else str(code)
            value = None if np.isnan(share) else round(float(share), 4)
            properties = {"n": shown, "s": value, "t": told, "i": row}
            features.append({"type": "Feature", "geometry": shape, "properties": properties})
        return features

    def _rows(self, numbers: UnitNumbers) -> list[dict[str, Any]]:
        rows = []
        shown = numbers.placed_shown
        paints = unit_paints(numbers, self.numbers[0])
        for seats, placed, share, (use, change) in zip(
            numbers.seats, shown, numbers.share, paints, strict=True
        ):
            hidden = bool(np.isnan(share))
            rows.append(
                {
                    "n": 0 if np.isnan(placed) else int(placed),
                    "s": None if hidden else round(float(share), 4),
                    "u": use,
                    "c": change,
                    "t": self._told(int(seats), float(placed), float(share)),
                }
            )
        return rows

    def _told(self, seats: int, placed: float, share: float) -> str:
        _, words = self.words.gettext, self.words
        if np.isnan(placed):
            return _("Number of pupils not shown; {seats} seats").format(seats=words.whole(seats))
        lines = [
            _("{placed} pupils placed, {seats} seats").format(
                placed=words.whole(placed), seats=words.whole(seats)
            )
        ]
        if not placed and not seats:
            return _("No seats in this round")
        if np.isnan(share):
            lines.append(_("Composition not shown: fewer than five pupils"))
        else:
            lines.append(
                _("{group}: {share} (mean of the pupils' home areas)").format(
                    group=self.group.label(words.lang), share=words.percent(share, 1)
                )
            )
        return "\n".join(lines)
