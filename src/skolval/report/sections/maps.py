"""The map, inside the page and cut off from everything outside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.report.blocks import Section, figure, prose
from skolval.report.hosting_named import named

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 30


def render(context: Context) -> Section | None:
    """Return the map in a frame of its own, or its two sides as pictures."""
    if context.still_maps:
        return _still(context)
    if not context.map_page:
        return None
    _ = context.words.gettext
    several = _("Two maps that move in step, one policy on each.")
    single = _("Two maps that move in step: everybody at the nearest unit, and the placement.")
    hosted = _("Two maps that move in step: the groups today, and the placement.")
    intro = " ".join(
        [
            hosted if context.hosted else several if len(context.cases) > 1 else single,
            _("The same numbers stand in the tables under “Groups unit by unit”.")
            if context.hosted
            else _("The same numbers stand in the tables under “Unit by unit”."),
        ]
    )
    # a single-quoted attribute needs only these two escaped, and the page is full of "
    inside = context.map_page.replace("&", "&amp;").replace("'", "&#39;")
    frame = Markup(
        '<iframe class="map" sandbox="allow-scripts" loading="lazy" title="{}" '
        "srcdoc='{}'></iframe>"
    ).format(_("Map of the placements"), Markup(inside))  # noqa: S704 - our own page, escaped above
    return Section("map", _("Map"), prose(intro) + frame)


def _still(context: Context) -> Section:
    _ = context.words.gettext
    spoken = (
        _(
            "Map of units with groups under {policy}; the same numbers stand in the tables under "
            "“Groups unit by unit”."
        )
        if context.hosted
        else _(
            "Map of areas and units under {policy}; the same numbers stand in the tables under "
            "“Unit by unit”."
        )
    )
    intro = (
        named(
            context.run,
            _(
                "A circle is a school unit with groups. Its size tells how many; its colour is the "
                "share of newly arrived among all its pupils."
            ),
            _(
                "A circle is a school unit with groups. Its size tells how many; its colour is the "
                "share of its pupils on introduction programmes, where the tables tell it."
            ),
        )
        if context.hosted
        else _(
            "A circle is a school unit. Its size tells how many pupils are placed there in this "
            "round; its colour is the mean of their home areas, in the same colours as the areas."
        )
    )
    drawn = [
        figure(svg, caption=title, spoken=spoken.format(policy=title))
        for title, svg in context.still_maps
    ]
    return Section("map", _("Map"), prose(intro) + Markup("").join(drawn))
