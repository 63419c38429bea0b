"""What the map shows, in words and numbers, before it becomes a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
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
from skolval.report.scale import COLOURS, UNKNOWN, scale_of
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

from skolval.report.map_geometry import known, middle, nearest, round_number

__all__ = ["Drawing", "Side"]

_LARGEST = 22.0


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
        self.per_root = _LARGEST / np.sqrt(max(most, 1))
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

    def title(self) -> str:
        """Return the heading of the page."""
        _ = self.words.gettext
        place = self.first.title.get(self.words.lang, self.first.name)
        return _("Where the pupils are placed: {place}, {year}").format(
            place=place, year=self.first.school_year
        )

    def lead(self) -> str:
        """Return how the maps are read."""
        _ = self.words.gettext
        return _(
            "Two maps that move in step. Choose what each shows with the button at the top right "
            "of the map. A circle is a school unit. Its size tells how many pupils are placed "
            "there in this round; its colour is the mean of their home areas, in the same "
            "colours as the areas."
        )

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

    def legend(self) -> dict[str, Any]:
        """Return the colours and circle sizes with their words."""
        _, words = self.words.gettext, self.words
        ends = [words.percent(value) for value in self.scale.breaks]
        labels = [_("under {end}").format(end=ends[0])]
        labels += [words.percents(low, high) for low, high in pairwise(self.scale.breaks)]
        labels.append(_("{end} or more").format(end=ends[-1]))
        steps: list[dict[str, Any]] = [
            {"colour": c, "label": text} for c, text in zip(COLOURS, labels, strict=True)
        ]
        steps.append({"colour": UNKNOWN, "label": _("not shown"), "hatched": True})
        return {
            "title": _("{group}, share of residents or pupils' home areas").format(
                group=self.group.label(words.lang)
            ),
            "steps": steps,
            "size_title": _("Pupils placed"),
            "sizes": self._sizes(),
        }

    def _sizes(self) -> dict[str, Any]:
        words = self.words
        samples = sorted({round_number(self.most * part) for part in (0.1, 0.4, 1.0)})
        height, left = 2 * _LARGEST + 4, 4.0
        circles = []
        for pupils in samples:
            radius = max(4.0, float(self.per_root) * float(np.sqrt(pupils)))
            label = words.whole(pupils)
            circles.append(
                {
                    "x": round(left + radius, 1),
                    "y": height / 2,
                    "r": round(radius, 1),
                    "tx": round(left + 2 * radius + 4, 1),
                    "ty": height / 2 + 4,
                    "label": label,
                }
            )
            left += 2 * radius + 12 + 8 * len(label)
        spoken = words.gettext("Circle sizes for {sizes} pupils").format(
            sizes=words.listed([words.whole(pupils) for pupils in samples])
        )
        return {"width": round(left), "height": height, "circles": circles, "spoken": spoken}

    def chooser(self) -> dict[str, Any]:
        """Return the list in which a unit is found by name, for keyboards too."""
        _ = self.words.gettext
        names = self.first.units["name"].astype(str).tolist()
        ordered = self.words.alphabetical(names)
        units = [{"index": index, "name": names[index]} for index in ordered]
        return {
            "label": _("Find a unit"),
            "none": _("Choose a unit"),
            "units": units,
            "most": _("Show where most pupils go"),
            "whole": _("Show all units"),
        }

    def note(self) -> str:
        """Return definition, source and what is not drawn."""
        _ = self.words.gettext
        vintage = ", ".join(_(part) for part in (self.group.source, self.group.vintage) if part)
        source = _("Source: {source}.").format(source=vintage) if vintage else ""
        return " ".join(
            part
            for part in (
                _(self.group.definition) if self.group.definition else "",
                source,
                _("Dashed circles: units where the municipality does not place."),
                self._zones_told(),
                _("Hatched: hidden, since fewer than five pupils could be known."),
                _("No homes are drawn, and nothing on this page is fetched from a network."),
            )
            if part
        )

    def _zones_told(self) -> str:
        """Return how attendance areas are read; empty where no policy places whole areas."""
        if all(run.problem.policy.parties != "areas" for run in self.runs):
            return ""
        return self.words.gettext(
            "Attendance areas: areas of one colour that touch belong to one unit; point at an area "
            "to see which."
        )
