"""Charts as static SVG: altair describes, vl-convert draws, nothing runs in the page.

Every series has its own colour *and* shape or order, so that a grey copy can be read;
each chart is followed by the table of its numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

import altair as alt
import pandas as pd
import vl_convert

__all__ = ["drawn", "dumbbells", "intervals", "ranked", "refused", "stacked", "steps", "trade_off"]

_FONT = "Source Sans 3, Segoe UI, Liberation Sans, Helvetica Neue, Arial, sans-serif"
_LOCALES: dict[str, Literal["sv-SE", "en-US"]] = {"sv": "sv-SE", "en": "en-US"}
_INK = "#1a222b"
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
_DASHES = ((1, 0), (6, 3), (2, 2), (8, 3, 2, 3), (4, 4), (10, 4))
_WIDTH = 620
_MARKED = "#b0451a"
"""What a chart points at."""


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
            labelLimit=340,
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
    svg: str = vl_convert.vegalite_to_svg(themed.to_dict(), format_locale=_LOCALES[lang])
    if lang == "sv":
        svg = re.sub(r">([0-9,]+)%<", ">\\1\N{NO-BREAK SPACE}%<", svg)
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    return re.sub(r' aria-[a-z]+="[^"]*"| role="[^"]*"', "", svg)


def _colours(titles: Sequence[str], tones: Sequence[str]) -> alt.Scale:
    return alt.Scale(domain=list(titles), range=list(tones))


def trade_off(
    titles: Sequence[str],
    tones: Sequence[str],
    points: Sequence[tuple[float, float]],
    *,
    axes: tuple[str, str],
    baseline: tuple[float, str] | None = None,
) -> Any:
    """Return a chart of policies by way to school (across) and segregation (up)."""
    frame = pd.DataFrame(points, columns=["x", "y"]).assign(policy=list(titles))
    room = alt.Scale(zero=False, padding=60)
    x = alt.X("x:Q", title=axes[0], scale=room, axis=alt.Axis(tickCount=5, grid=True))
    top = 1.2 * max(*(up for _across, up in points), baseline[0] if baseline else 0.0, 0.01)
    y = alt.Y(
        "y:Q",
        title=axes[1],
        scale=alt.Scale(domain=[0, top], nice=False),
        axis=alt.Axis(tickCount=5),
    )
    shapes = alt.Scale(domain=list(titles), range=_cycled(_SHAPES, len(titles)))
    marks = (
        alt.Chart(frame)
        .mark_point(size=230, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("policy:N", scale=_colours(titles, tones), sort=None),
            shape=alt.Shape("policy:N", scale=shapes, sort=None),
        )
    )
    layers = [marks]
    if baseline is not None:
        line = pd.DataFrame({"y": [baseline[0]], "text": [baseline[1]]})
        rule = alt.Chart(line).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(y="y:Q")
        told = (
            alt.Chart(line)
            .mark_text(align="left", baseline="bottom", dx=6, dy=-4, fontSize=13, color="#48535f")
            .encode(y="y:Q", x=alt.value(0), text="text:N")
        )
        layers += [rule, told]
    return alt.layer(*layers).properties(width=_WIDTH, height=330)


def stacked(
    titles: Sequence[str],
    parts: Sequence[str],
    shares: Sequence[Sequence[float]],
    *,
    axis: str,
) -> Any:
    """Return horizontal bars, one per policy, divided into `parts` that add up to 1."""
    frame = pd.DataFrame(
        [
            {"policy": title, "part": part, "share": share, "order": order}
            for title, row in zip(titles, shares, strict=True)
            for order, (part, share) in enumerate(zip(parts, row, strict=True))
        ]
    )
    ladder = ["#1b3a63", "#3f78a3", "#8fb8c9", "#e2c48d", "#a34a24"][: len(parts)]
    return (
        alt.Chart(frame)
        .mark_bar(stroke="#ffffff", strokeWidth=1.5)
        .encode(
            y=alt.Y(
                "policy:N", title=None, sort=list(titles), axis=alt.Axis(domain=False, ticks=False)
            ),
            x=alt.X(
                "share:Q",
                title=axis,
                axis=alt.Axis(format="%", tickCount=5),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color(
                "part:N",
                scale=alt.Scale(domain=list(parts), range=ladder),
                sort=None,
                legend=alt.Legend(columns=3),
            ),
            order=alt.Order("order:Q"),
        )
        .properties(width=_WIDTH - 120, height=alt.Step(44))
    )


def steps(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[tuple[float, float]]],
    *,
    axes: tuple[str, str],
) -> Any:
    """Return one rising curve per policy: the share of pupils with at most so long a way."""
    frame = pd.DataFrame(
        [
            {"policy": title, "x": x, "share": share}
            for title, curve in zip(titles, curves, strict=True)
            for x, share in curve
        ]
    )
    dashes = alt.Scale(domain=list(titles), range=[list(d) for d in _cycled(_DASHES, len(titles))])
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=alt.X("x:Q", title=axes[0], axis=alt.Axis(tickCount=7)),
            y=alt.Y(
                "share:Q",
                title=axes[1],
                axis=alt.Axis(format="%", tickCount=5),
                scale=alt.Scale(domain=[0, 1]),
            ),
            color=alt.Color("policy:N", scale=_colours(titles, tones), sort=None),
            strokeDash=alt.StrokeDash("policy:N", scale=dashes, sort=None),
        )
        .properties(width=_WIDTH, height=300)
    )


def refused(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[tuple[float, float]]],
    *,
    axes: tuple[str, str],
) -> Any:
    """Return one line per policy: D by the share of pupils who refuse the place offered."""
    frame = pd.DataFrame(
        [
            {"policy": title, "x": x, "y": y}
            for title, curve in zip(titles, curves, strict=True)
            for x, y in curve
        ]
    )
    dashes = alt.Scale(domain=list(titles), range=[list(d) for d in _cycled(_DASHES, len(titles))])
    top = 1.2 * max(float(frame["y"].max()), 0.01)
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5, point=True)
        .encode(
            x=alt.X("x:Q", title=axes[0], axis=alt.Axis(format="%", tickCount=6)),
            y=alt.Y("y:Q", title=axes[1], scale=alt.Scale(domain=[0, top], nice=False)),
            color=alt.Color("policy:N", scale=_colours(titles, tones), sort=None),
            strokeDash=alt.StrokeDash("policy:N", scale=dashes, sort=None),
        )
        .properties(width=_WIDTH, height=300)
    )


def dumbbells(
    units: Sequence[str],
    titles: tuple[str, str],
    tones: tuple[str, str],
    shares: Sequence[tuple[float, float]],
    *,
    axis: str,
    mean: tuple[float, str],
) -> Any:
    """Return one line per unit from its share under one policy to its share under another."""
    wide = pd.DataFrame(shares, columns=["a", "b"]).assign(unit=list(units))
    long = pd.concat(
        [
            wide[["unit"]].assign(policy=title, share=wide[column])
            for title, column in zip(titles, ("a", "b"), strict=True)
        ]
    )
    order = list(wide.sort_values(["a", "unit"], ascending=[False, True])["unit"])
    y = alt.Y(
        "unit:N", sort=order, title=None, axis=alt.Axis(grid=False, domain=False, ticks=False)
    )
    links = alt.Chart(wide).mark_rule(color="#9a968a", strokeWidth=2).encode(y=y, x="a:Q", x2="b:Q")
    dots = (
        alt.Chart(long)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            y=y,
            x=alt.X(
                "share:Q",
                title=axis,
                scale=alt.Scale(zero=False),
                axis=alt.Axis(format="%", tickCount=6, orient="top"),
            ),
            color=alt.Color("policy:N", scale=_colours(titles, tones), sort=None),
            shape=alt.Shape(
                "policy:N",
                scale=alt.Scale(domain=list(titles), range=["circle", "diamond"]),
                sort=None,
            ),
        )
    )
    line = pd.DataFrame({"x": [mean[0]]})
    rule = alt.Chart(line).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(x="x:Q")
    return alt.layer(rule, links, dots).properties(width=_WIDTH - 160, height=alt.Step(20))


def ranked(
    names: Sequence[str],
    values: Sequence[tuple[float, float, float]],
    marked: str,
    *,
    axes: tuple[str, str],
    mean: tuple[float, str],
) -> Any:
    """Return one dot with its interval per place, in the order given, one of them marked.

    Parameters
    ----------
    values : (value, lowest, highest) of each place. mean : a value for all together and its name.
    """
    frame = pd.DataFrame(list(values), columns=["value", "low", "high"]).assign(
        place=list(names), order=range(1, len(names) + 1)
    )
    x = alt.X(
        "order:Q", title=axes[0], axis=alt.Axis(tickCount=6, grid=False),
        scale=alt.Scale(domain=[0, len(names) + 1], nice=False),
    )  # fmt: skip
    y = alt.Y("value:Q", title=axes[1], axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    ours, others = frame[frame["place"] == marked], frame[frame["place"] != marked]
    grey = alt.Chart(others)
    bright = alt.Chart(ours)
    line = pd.DataFrame({"value": [mean[0]], "text": [mean[1]]})
    told = bright.mark_text(
        align="left", baseline="bottom", dx=8, dy=-8, fontSize=16, fontWeight=600, color=_MARKED
    )
    return alt.layer(
        grey.mark_rule(color="#d4d0c4", strokeWidth=1).encode(x=x, y="low:Q", y2="high:Q"),
        grey.mark_point(filled=True, size=16, color="#8b8778", opacity=1).encode(x=x, y=y),
        alt.Chart(line).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(y="value:Q"),
        alt.Chart(line)
        .mark_text(align="right", baseline="bottom", dx=-6, dy=-4, fontSize=13, color="#48535f")
        .encode(y="value:Q", x=alt.value(_WIDTH), text="text:N"),
        bright.mark_rule(color=_MARKED, strokeWidth=3).encode(x=x, y="low:Q", y2="high:Q"),
        bright.mark_point(filled=True, size=150, shape="diamond", color=_MARKED, opacity=1).encode(
            x=x, y=y
        ),
        told.encode(x=x, y="high:Q", text="place:N"),
    ).properties(width=_WIDTH, height=340)


def intervals(
    names: Sequence[str],
    rows: Sequence[tuple[float, float, float, bool]],
    *,
    axis: str,
    titles: tuple[str, str],
    mean: float,
) -> Any:
    """Return one line per unit: what a draw by lot gives as a bar, the share as a mark.

    Parameters
    ----------
    rows : (share, lowest by lot, highest by lot, beyond chance). titles : of the marks within and
        beyond chance, each with a shape of its own.
    """
    frame = pd.DataFrame(list(rows), columns=["share", "low", "high", "beyond"]).assign(
        unit=list(names), kind=[titles[int(row[3])] for row in rows]
    )
    y = alt.Y(
        "unit:N", sort=list(names), title=None,
        axis=alt.Axis(grid=False, domain=False, ticks=False),
    )  # fmt: skip
    percent = alt.Axis(format="%", tickCount=6, orient="top")
    bars = alt.Chart(frame).mark_bar(color="#e3ddcc", height=9).encode(y=y, x="low:Q", x2="high:Q")
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            y=y,
            x=alt.X("share:Q", title=axis, scale=alt.Scale(zero=True), axis=percent),
            color=alt.Color("kind:N", scale=_colours(titles, ("#5f6b78", _MARKED)), sort=None),
            shape=alt.Shape(
                "kind:N",
                scale=alt.Scale(domain=list(titles), range=["circle", "diamond"]),
                sort=None,
            ),
        )
    )
    line = pd.DataFrame({"x": [mean]})
    rule = alt.Chart(line).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(x="x:Q")
    return alt.layer(bars, rule, dots).properties(width=_WIDTH - 160, height=alt.Step(20))


def _cycled(values: Sequence[Any], count: int) -> list[Any]:
    return [values[i % len(values)] for i in range(count)]
