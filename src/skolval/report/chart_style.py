"""How every chart looks: drawn as static SVG, in colours and shapes that survive a grey copy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

__all__ = ["DASHES", "MARKED", "SHAPES", "WIDTH", "colours", "cycled", "drawn", "unchecked"]

_FONT = "Source Sans 3, Segoe UI, Liberation Sans, Helvetica Neue, Arial, sans-serif"


_LOCALES: dict[str, Literal["sv-SE", "en-US"]] = {"sv": "sv-SE", "en": "en-US"}


_INK = "#1a222b"


_FONT_SIZE = 14


_NARROW_ONES = frozenset("abcdefghijklnopqrstuvxyzåäöéü0123456789 .,:;-()'/")
_NARROW, _WIDE, _WIDEST = 0.7, 1.1, 2.0
_BEYOND_LATIN = "\N{LATIN SMALL LETTER TURNED A}"
"""No letter of a font for text is wider than this, in font sizes: m, w and capitals are _WIDE."""


SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")


DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (10, 4))


WIDTH = 620


MARKED = "#b0451a"
"""What a chart points at."""


def unchecked() -> AbstractContextManager[None]:
    """Return a context in which charts are put together without a check of every part.

    Charts of ours are of fixed parts, and are drawn by the tests; the checks take longer.
    """
    off: AbstractContextManager[None] = debug_mode(arg=False)
    return off


def drawn(chart: Any, *, name: str, lang: str) -> str:
    """Return `chart` as SVG text whose ids start with `name`, so that no two charts clash."""
    themed = chart.configure(
        font=_FONT,
        background="transparent",
        padding=4,
        axis=alt.AxisConfig(
            labelFontSize=_FONT_SIZE,
            titleFontSize=14,
            titleFontWeight=600,
            labelColor=_INK,
            titleColor=_INK,
            gridColor="#e6e3da",
            domainColor="#8b8778",
            tickColor="#8b8778",
            titlePadding=10,
            labelLimit=520,
        ),
        legend=alt.LegendConfig(
            labelFontSize=_FONT_SIZE,
            titleFontSize=14,
            labelColor=_INK,
            titleColor=_INK,
            labelLimit=420,
            orient="top",
            title=None,
            columns=2,
            symbolSize=140,
        ),
        view=alt.ViewConfig(stroke=None),
        text=alt.MarkConfig(font=_FONT, fontSize=14, color=_INK),
    )
    described = themed.to_dict(validate=False)
    _lift_limits(described)
    svg: str = vl_convert.vegalite_to_svg(described, format_locale=_LOCALES[lang])
    if lang == "sv":
        svg = re.sub(r">([0-9,]+)%<", ">\\1\N{NO-BREAK SPACE}%<", svg)
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    return re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"', "", svg)


def _lift_limits(described: dict[str, Any]) -> None:
    """Take away limits of labels that no label of the chart can reach.

    A limited label is measured again to be cut, and measuring is most of the time of a drawing.
    """
    labels = {"axis": described.get("datasets", {}).values(), "legend": _domains(described)}
    for part, told in labels.items():
        widest = max(map(_ems, _texts(list(told))), default=0.0)
        if widest * _FONT_SIZE <= described["config"][part]["labelLimit"]:
            described["config"][part]["labelLimit"] = 0


def _texts(part: Any) -> Iterator[str]:
    """Yield every text in `part`, as a chart names its data."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for inner in part.values() if isinstance(part, dict) else part:
            yield from _texts(inner)


def _domains(part: Any) -> Iterator[Any]:
    """Yield what every scale in `part` tells apart."""
    if isinstance(part, dict):
        yield part.get("domain", [])
        for name, inner in part.items():
            if name != "datasets":
                yield from _domains(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _domains(inner)


def _ems(text: str) -> float:
    """Return a width, in font sizes, that `text` stays within in any font of ours."""
    return sum(
        _NARROW if c in _NARROW_ONES else _WIDE if c < _BEYOND_LATIN else _WIDEST for c in text
    )


def colours(titles: Sequence[str], tones: Sequence[str]) -> alt.Scale:
    """Return the scale that gives every title its tone."""
    return alt.Scale(domain=list(titles), range=list(tones))


def cycled(values: Sequence[Any], count: int) -> list[Any]:
    """Return `count` values, from the first again where they are too few."""
    return [values[i % len(values)] for i in range(count)]
