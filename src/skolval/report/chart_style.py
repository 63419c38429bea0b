"""How every chart looks: drawn as static SVG, in colours and shapes that survive a grey copy."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Literal

import altair as alt
import vl_convert
from altair.utils.schemapi import debug_mode

__all__ = ["DASHES", "MARKED", "SHAPES", "WIDTH", "colours", "cycled", "drawn", "unchecked"]

_FONT = "Source Sans 3, Segoe UI, Liberation Sans, Helvetica Neue, Arial, sans-serif"


_LOCALES: dict[str, Literal["sv-SE", "en-US"]] = {"sv": "sv-SE", "en": "en-US"}


_INK = "#1a222b"


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
            labelFontSize=14,
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
            labelFontSize=14,
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
    svg: str = vl_convert.vegalite_to_svg(
        themed.to_dict(validate=False), format_locale=_LOCALES[lang]
    )
    if lang == "sv":
        svg = re.sub(r">([0-9,]+)%<", ">\\1\N{NO-BREAK SPACE}%<", svg)
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    return re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"', "", svg)


def colours(titles: Sequence[str], tones: Sequence[str]) -> alt.Scale:
    """Return the scale that gives every title its tone."""
    return alt.Scale(domain=list(titles), range=list(tones))


def cycled(values: Sequence[Any], count: int) -> list[Any]:
    """Return `count` values, from the first again where they are too few."""
    return [values[i % len(values)] for i in range(count)]
