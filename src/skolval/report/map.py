"""The map: two policies side by side, moving in step, with nothing fetched from anywhere.

Areas are shaded by the group's share among their residents; schools are circles with
the same colours, sized by the pupils placed there. No home is drawn, and the composition
of a school with fewer than five placed pupils is not shown.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from branca.element import Figure
from folium import LayerControl
from markupsafe import Markup

from skolval.domain.display import framed
from skolval.domain.language import current
from skolval.law import banner
from skolval.report.blocks import environment, on_paper
from skolval.report.hosting_map import HostedDrawing, drawing_of
from skolval.report.hosting_map_words import hosted_words
from skolval.report.leaflet import OfflineMap, ScriptLayer, assets, scripts_of
from skolval.report.map_layers import paint_legends
from skolval.report.map_words import chooser, heading, how_read, legend, note
from skolval.report.mapview import Drawing
from skolval.report.words import Words

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run

__all__ = ["MapPage", "content_policy", "map_page", "write_map"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class MapPage:
    """The map as a page, and its scripts for the content security policy of a page around it."""

    html: str
    scripts: tuple[str, ...]

    def _repr_html_(self) -> str:
        return framed(self.html, Words(current()).gettext("Map of the placements"), height=620)


def write_map(
    runs: Sequence[Run],
    path: Path | str,
    *,
    lang: str = "sv",
    instance: Instance | None = None,
    audience: str = "internal",
) -> Path:
    """Write the map of `runs` as one HTML file that loads nothing and return its path.

    Parameters
    ----------
    runs : one run is shown beside the nearest units; of several, the first stands to the
        left and the last to the right, and each side can show any of them.
    instance : gives the streets of the base layer; without it there are none.
    """
    path = Path(path)
    path.write_text(
        map_page(runs, lang=lang, instance=instance, audience=audience).html, encoding="utf-8"
    )
    return path


def content_policy(scripts: Sequence[str]) -> str:
    """Return the content security policy: nothing is loaded, only these scripts run."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in dict.fromkeys(scripts))
    allowed = f"script-src {hashes}; " if hashes else ""
    return (
        f"default-src 'none'; {allowed}style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def map_page(
    runs: Sequence[Run],
    *,
    lang: str = "sv",
    instance: Instance | None = None,
    wheel: bool = True,
    audience: str = "internal",
) -> MapPage:
    """Return the map of `runs` as a page.

    Parameters
    ----------
    wheel : zoom with the mouse wheel; not inside a longer page, where the wheel scrolls.
    """
    words, warning = Words(lang), banner(runs, lang=lang)
    drawing = drawing_of(runs, words, audience)
    view = drawing.view(instance, wheel=wheel)
    markup, calls = _two_maps(drawing, view)
    template = environment().get_template("map.html.j2")
    leaflet_script, leaflet_css = assets()
    plain = (
        leaflet_script,
        f"const VIEW = {_json(view)};",
        (_TEMPLATES / "map.js").read_text("utf-8"),
        calls,
    )
    # a script ends at the first "</script" in it, even inside a text
    scripts = tuple(script.replace("</", "<\\/") for script in plain)
    html = template.render(
        lang=lang,
        policy=content_policy(scripts),
        **_words(drawing, view),
        leaflet_css=leaflet_css,
        css=(_TEMPLATES / "map.css").read_text("utf-8") + on_paper(warning),
        banner=warning,
        sides=[
            {"id": side.id, "title": side.title, "html": Markup(html)}  # noqa: S704 - our own map
            for side, html in zip(drawing.sides(), markup, strict=True)
        ],
        paint=words.gettext("Colour the units by"),
        chooser=chooser(drawing),
        scripts=scripts,
    )
    return MapPage(html, scripts)


def _words(drawing: Drawing, view: dict[str, Any]) -> dict[str, Any]:
    """Return title, lead, legends and note of the page."""
    if isinstance(drawing, HostedDrawing):
        return hosted_words(drawing, view)
    shown = legend(drawing)
    return {
        "title": heading(drawing),
        "lead": how_read(drawing),
        "legend": shown,
        "legends": paint_legends(drawing.words, shown),
        "note": note(drawing, view),
    }


def _json(view: dict[str, Any]) -> str:
    return json.dumps(view, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _two_maps(drawing: Drawing, view: dict[str, Any]) -> tuple[list[str], str]:
    """Return the markup of each map and the script that fills both."""
    _ = drawing.words.gettext
    figure = Figure()
    maps = []
    for position, side in enumerate(drawing.sides()):
        spoken = _("Map: {policy}").format(policy=side.title)
        one = OfflineMap(drawing.box, spoken=spoken, heading=side.id)
        figure.add_child(one)
        shown = 0 if position == 0 else len(drawing.titles) - 1
        for policy, title in enumerate(drawing.titles):
            # Leaflet writes a layer's name as HTML, and a policy's title is anybody's text
            layer = ScriptLayer(
                "unitLayer", policy, name=escape(title), overlay=False, show=policy == shown
            )
            one.add_child(layer)
        if view["areas"]["features"]:
            one.add_child(ScriptLayer("areaLayer", None, name=_("Areas by composition")))
            if any(policy["zones"] for policy in view["policies"]):
                one.add_child(
                    ScriptLayer("zoneLayer", shown, name=_("Attendance areas"), show=False)
                )
            flow = _("Flows from areas to units (at least five pupils)")
            one.add_child(ScriptLayer("flowLayer", shown, name=flow, show=False))
            one.add_child(ScriptLayer("placeLayer", None, name=_("Names of areas")))
        if view["streets"]:
            one.add_child(ScriptLayer("streetLayer", None, name=_("Streets")))
        if view["lines"]:
            lines = _("Transport lines with their direction")
            one.add_child(ScriptLayer("lineLayer", None, name=lines, show=False))
        if any(policy.get("services") for policy in view["policies"]):
            served = _("Services outwards, wider with more pupils")
            one.add_child(ScriptLayer("serviceLayer", shown, name=served))
        one.add_child(ScriptLayer("nameLayer", None, name=_("Names of units (when zoomed in)")))
        one.add_child(LayerControl(collapsed=True))
        maps.append(one)
    together, script = scripts_of(figure)
    pieces = ["<div" + piece for piece in together.split("<div")[1:]]
    return pieces, f"{script}\nfinish();"
