"""What stands around the map of groups in words: heading, legends, what is not drawn."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from skolval.report.hosting_map import RECENT_COLOURS
from skolval.report.hosting_named import named, of_programmes
from skolval.report.map_layers import paint_legends
from skolval.report.map_words import circles, legend
from skolval.report.scale import UNKNOWN

if TYPE_CHECKING:
    from skolval.report.hosting_map import HostedDrawing

__all__ = ["hosted_words", "recent_steps"]


def hosted_words(drawing: HostedDrawing, view: Mapping[str, Any]) -> dict[str, Any]:
    """Return title, lead, legends and note of the page.

    Parameters
    ----------
    view : what is drawn.
    """
    _, words, first = drawing.words.gettext, drawing.words, drawing.first
    areas = legend(drawing)
    return {
        "title": _("Where the groups are: {place}, {year}").format(
            place=first.title.get(words.lang, first.name), year=first.school_year
        ),
        "lead": _lead(drawing),
        "legend": areas
        | {
            "size_title": _("Groups"),
            "sizes": circles(drawing, drawing.sizes(), spoken=_("Circle sizes for {sizes} groups")),
        },
        "legends": _legends(drawing, areas),
        "note": _note(drawing, view),
    }


def _lead(drawing: HostedDrawing) -> str:
    _ = drawing.words.gettext
    return named(
        drawing.first,
        _(
            "Two maps that move in step. Choose what each shows with the button at the top "
            "right of the map. A circle is a school unit. Its size tells how many groups it "
            "has; its colour is the share of newly arrived among all its pupils, unless you "
            "choose otherwise below. A small dot is a unit without groups."
        ),
        _(
            "Two maps that move in step. Choose what each shows with the button at the top "
            "right of the map. A circle is a school unit. Its size tells how many groups it "
            "has; its colour is the share of its pupils on introduction programmes, unless you "
            "choose otherwise below. A small dot is a unit without groups."
        ),
    )


def _legends(drawing: HostedDrawing, areas: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one legend per thing that circles or areas may show."""
    _, words, first = drawing.words.gettext, drawing.words, drawing.first
    paint = {one["id"]: one for one in paint_legends(words, areas)}
    change = paint["change"] | {
        "name": _("Change of the share of newly arrived"),
        "title": _("Share of newly arrived against today, percentage points"),
    }
    group = drawing.group.label(words.lang)
    return [
        {
            "id": "areas",
            "areas": True,
            "title": _("Areas: {group}, share of residents").format(group=group),
            "steps": areas["steps"],
        },
        _recent(drawing),
        paint["use"]
        | {"name": _("Seats taken"), "title": _("Group seats taken in the fullest month")},
        *([] if of_programmes(first) else [change]),
    ]


def _recent(drawing: HostedDrawing) -> dict[str, Any]:
    _, first = drawing.words.gettext, drawing.first
    return {
        "id": "recent",
        "name": named(first, _("Share of newly arrived"), _("Share on introduction programmes")),
        "title": named(
            first,
            _("Newly arrived, share of all pupils of the unit"),
            _("On introduction programmes, share of all pupils of the unit"),
        ),
        "steps": recent_steps(drawing),
    }


def recent_steps(drawing: HostedDrawing) -> list[dict[str, Any]]:
    """Return the colours of the share of newly arrived with their words."""
    _, words = drawing.words.gettext, drawing.words
    ends = [words.percent(value) for value in drawing.breaks]
    labels = [_("under {end}").format(end=ends[0])]
    labels += [words.percents(low, high) for low, high in pairwise(drawing.breaks)]
    labels.append(_("{end} or more").format(end=ends[-1]))
    steps: list[dict[str, Any]] = [
        {"colour": colour, "label": text}
        for colour, text in zip(RECENT_COLOURS, labels, strict=True)
    ]
    return [*steps, {"colour": UNKNOWN, "label": _("not shown"), "hatched": True}]


def _note(drawing: HostedDrawing, view: Mapping[str, Any]) -> str:
    _ = drawing.words.gettext
    flows = any(policy["flows"] for policy in view["policies"])
    return " ".join(
        text
        for text, there in (
            (
                named(
                    drawing.first,
                    _("Newly arrived: those at the unit today and those placed here."),
                    _("How many go to introduction programmes today is not in the tables."),
                ),
                True,
            ),
            (_("Flows: the wider the line, the more pupils."), flows),
            (
                named(
                    drawing.first,
                    _("Hatched: hidden, since fewer than five pupils could be known."),
                    _("Hatched: not known, or hidden since fewer than five pupils could be known."),
                ),
                True,
            ),
            (_("No homes are drawn, and nothing on this page is fetched from a network."), True),
        )
        if there
    )
