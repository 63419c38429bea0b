"""Offline Leaflet: folium's map without a single address outside the page.

folium as installed loads twelve files from the network and shows a blank page without
it. Here the scripts and stylesheets come from the installed package XStatic-Leaflet and
are written into the page; nothing is fetched.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

import folium
from branca.element import Figure
from folium.map import Layer
from jinja2 import Template
from xstatic.pkg import leaflet

__all__ = ["OfflineMap", "ScriptLayer", "assets", "scripts_of", "steady_ids"]

_RANDOM_ID = re.compile(r"(?<=_)[0-9a-f]{32}(?![0-9a-f])")
_PICTURE = re.compile(r"url\(images/([\w-]+\.png)\)")


@cache
def assets() -> tuple[str, str]:
    """Return Leaflet's script and stylesheet, the pictures of the latter as data URIs.

    Source: the package XStatic-Leaflet, the version folium names (1.9.3).
    """
    home = Path(leaflet.BASE_DIR)
    script = (home / "leaflet.js").read_text("utf-8")
    script = re.sub(r"//# sourceMappingURL=.*", "", script)
    style = (home / "leaflet.css").read_text("utf-8")

    def inlined(match: re.Match[str]) -> str:
        picture = (home / "images" / match[1]).read_bytes()
        return f"url(data:image/png;base64,{base64.b64encode(picture).decode()})"

    return script.strip(), _PICTURE.sub(inlined, style)


class OfflineMap(folium.Map):  # type: ignore[misc]  # folium is not typed
    """A folium map that names no address and leaves zooming of the page to the reader."""

    default_js: ClassVar[list[tuple[str, str]]] = []
    default_css: ClassVar[list[tuple[str, str]]] = []
    _template = Template("""
        {% macro html(this, kwargs) %}<div class="folium-map" id="{{ this.get_name() }}"
          role="region" aria-label="{{ this.spoken|e }}"></div>{% endmacro %}
        {% macro script(this, kwargs) %}
          var {{ this.get_name() }} = skolvalMap("{{ this.get_name() }}",
            {{ this.box|tojson }}, {{ this.heading|tojson }});
        {% endmacro %}
    """)

    def __init__(self, box: list[list[float]], *, spoken: str, heading: str) -> None:
        super().__init__(location=box[0], tiles=None)
        self.box = box
        self.spoken = spoken
        self.heading = heading


class ScriptLayer(Layer):  # type: ignore[misc]  # folium is not typed
    """A folium layer made by one function of the page's own script.

    Parameters
    ----------
    function : name of the function. arguments : plain values it is given.
    name : what the layer control calls it. overlay : a check box, else one of several.
    """

    _template = Template("""
        {% macro script(this, kwargs) %}
          var {{ this.get_name() }} = {{ this.function }}({{ this.arguments|tojson }});
        {% endmacro %}
    """)

    def __init__(
        self, function: str, arguments: Any, *, name: str, overlay: bool = True, show: bool = True
    ) -> None:
        super().__init__(name=name, overlay=overlay, show=show)
        self._name = "Layer"
        self.function = function
        self.arguments = arguments


def scripts_of(figure: Figure) -> tuple[str, str]:
    """Return the markup and the script of everything added to `figure`."""
    for child in list(figure._children.values()):  # noqa: SLF001 - branca has no public walk
        child.render()
    markup, script = steady_ids(figure.html.render(), figure.script.render())
    return markup, script


def steady_ids(*texts: str) -> tuple[str, ...]:
    """Replace branca's random ids by numbers in order of appearance: same inputs, same bytes."""
    seen: dict[str, str] = {}

    def steady(match: re.Match[str]) -> str:
        return seen.setdefault(match[0], f"n{len(seen):04d}")

    return tuple(_RANDOM_ID.sub(steady, text) for text in texts)
