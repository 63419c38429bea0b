"""What stands around the map in words: heading, legend, list of units, definitions, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.report.map_geometry import LARGEST, round_number
from skolval.report.scale import COLOURS, UNKNOWN

if TYPE_CHECKING:
    from skolval.report.mapview import Drawing

__all__ = ["chooser", "circles", "heading", "how_read", "legend", "note"]


def heading(drawing: Drawing) -> str:
    """Return the heading of the page."""
    _ = drawing.words.gettext
    place = drawing.first.title.get(drawing.words.lang, drawing.first.name)
    return _("Where the pupils are placed: {place}, {year}").format(
        place=place, year=drawing.first.school_year
    )


def how_read(drawing: Drawing) -> str:
    """Return how the maps are read."""
    _ = drawing.words.gettext
    return _(
        "Two maps that move in step. Choose what each shows with the button at the top right "
        "of the map. A circle is a school unit. Its size tells how many pupils are placed "
        "there in this round; its colour is the mean of their home areas, in the same "
        "colours as the areas, unless you choose otherwise below."
    )


def legend(drawing: Drawing) -> dict[str, Any]:
    """Return the colours and circle sizes with their words."""
    _, words = drawing.words.gettext, drawing.words
    ends = [words.percent(value) for value in drawing.scale.breaks]
    labels = [_("under {end}").format(end=ends[0])]
    labels += [words.percents(low, high) for low, high in pairwise(drawing.scale.breaks)]
    labels.append(_("{end} or more").format(end=ends[-1]))
    steps: list[dict[str, Any]] = [
        {"colour": c, "label": text} for c, text in zip(COLOURS, labels, strict=True)
    ]
    steps.append({"colour": UNKNOWN, "label": _("not shown"), "hatched": True})
    return {
        "title": _("{group}, share of residents or pupils' home areas").format(
            group=drawing.group.label(words.lang)
        ),
        "steps": steps,
        "size_title": _("Pupils placed"),
        "sizes": circles(
            drawing,
            sorted({round_number(drawing.most * part) for part in (0.1, 0.4, 1.0)}),
            spoken=_("Circle sizes for {sizes} pupils"),
        ),
    }


def circles(drawing: Drawing, samples: Sequence[int], *, spoken: str) -> dict[str, Any]:
    """Return circles of the sizes that so many of something have, with their numbers.

    Parameters
    ----------
    spoken : what a screen reader says, with a place for the sizes.
    """
    words = drawing.words
    height, left = 2 * LARGEST + 4, 4.0
    drawn = []
    for pupils in samples:
        radius = max(4.0, float(drawing.per_root) * float(np.sqrt(pupils)))
        label = words.whole(pupils)
        drawn.append(
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
    told = spoken.format(sizes=words.listed([words.whole(pupils) for pupils in samples]))
    return {"width": round(left), "height": height, "circles": drawn, "spoken": told}


def chooser(drawing: Drawing) -> dict[str, Any]:
    """Return the list in which a unit is found by name, for keyboards too."""
    _ = drawing.words.gettext
    names = drawing.first.units["name"].astype(str).tolist()
    ordered = drawing.words.alphabetical(names)
    units = [{"index": index, "name": names[index]} for index in ordered]
    return {
        "label": _("Find a unit"),
        "none": _("Choose a unit"),
        "units": units,
        "most": _("Show where most pupils go"),
        "whole": _("Show all units"),
    }


def note(drawing: Drawing, view: Mapping[str, Any]) -> str:
    """Return definition, source, how the lines are read and what is not drawn.

    Parameters
    ----------
    view : what is drawn.
    """
    _ = drawing.words.gettext
    vintage = ", ".join(_(part) for part in (drawing.group.source, drawing.group.vintage) if part)
    source = _("Source: {source}.").format(source=vintage) if vintage else ""
    return " ".join(
        part
        for part in (
            _(drawing.group.definition) if drawing.group.definition else "",
            source,
            _("Dashed circles: units where the municipality does not place."),
            _zones_told(drawing),
            _layers_told(drawing, view),
            _("Hatched: hidden, since fewer than five pupils could be known."),
            _("No homes are drawn, and nothing on this page is fetched from a network."),
        )
        if part
    )


def _zones_told(drawing: Drawing) -> str:
    """Return how attendance areas are read; empty where no policy places whole areas."""
    if all(run.problem.policy.parties != "areas" for run in drawing.runs):
        return ""
    return drawing.words.gettext(
        "Attendance areas: areas of one colour that touch belong to one unit; point at an area "
        "to see which."
    )


def _layers_told(drawing: Drawing, view: Mapping[str, Any]) -> str:
    """Return how the layers of lines are read, those that there are."""
    _ = drawing.words.gettext
    flows = any(policy["flows"] for policy in view["policies"])
    return " ".join(
        text
        for text, there in (
            (_("Flows: the wider the line, the more pupils."), flows),
            (
                _(
                    "Transport lines: green and whole towards the centre, purple and dashed away "
                    "from it; the arrows point the way."
                ),
                bool(view["lines"]),
            ),
            (
                _(
                    "Services outwards: whole on empty legs, dashed on chartered runs, wider with "
                    "more pupils; those with fewer than five are not drawn."
                ),
                any(policy.get("services") for policy in view["policies"]),
            ),
        )
        if there
    )
