"""Charts as static SVG: altair describes, vl-convert draws, nothing runs in the page.

Every series has its own colour *and* shape or order, so that a grey copy can be read;
each chart is followed by the table of its numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from skolval.report.chart_style import DASHES, SHAPES, WIDTH, colours, cycled

__all__ = ["refused", "stacked", "steps", "trade_off"]


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
    shapes = alt.Scale(domain=list(titles), range=cycled(SHAPES, len(titles)))
    marks = (
        alt.Chart(frame)
        .mark_point(size=230, filled=True, opacity=1)
        .encode(
            x=x,
            y=y,
            color=alt.Color("policy:N", scale=colours(titles, tones), sort=None),
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
    return alt.layer(*layers).properties(width=WIDTH, height=330)


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
        .properties(width=WIDTH - 120, height=alt.Step(44))
    )


def steps(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[tuple[float, float]]],
    *,
    axes: tuple[str, str],
) -> Any:
    """Return one rising curve per policy: the share of pupils with at most so long a way."""
    x = alt.X("x:Q", title=axes[0], axis=alt.Axis(tickCount=7))
    y = alt.Y(
        "y:Q",
        title=axes[1],
        axis=alt.Axis(format="%", tickCount=5),
        scale=alt.Scale(domain=[0, 1]),
    )
    return _lines(titles, tones, curves, points=False).encode(x=x, y=y)


def refused(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[tuple[float, float]]],
    *,
    axes: tuple[str, str],
) -> Any:
    """Return one line per policy: D by the share of pupils who refuse the place offered."""
    top = 1.2 * max([0.01, *(y for curve in curves for _x, y in curve)])
    x = alt.X("x:Q", title=axes[0], axis=alt.Axis(format="%", tickCount=6))
    y = alt.Y("y:Q", title=axes[1], scale=alt.Scale(domain=[0, top], nice=False))
    return _lines(titles, tones, curves, points=True).encode(x=x, y=y)


def _lines(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[tuple[float, float]]],
    *,
    points: bool,
) -> Any:
    """Return one line per policy, each with its colour and its dashes."""
    frame = pd.DataFrame(
        [
            {"policy": title, "x": x, "y": y}
            for title, curve in zip(titles, curves, strict=True)
            for x, y in curve
        ]
    )
    dashes = alt.Scale(domain=list(titles), range=[list(d) for d in cycled(DASHES, len(titles))])
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5, point=points)
        .encode(
            color=alt.Color("policy:N", scale=colours(titles, tones), sort=None),
            strokeDash=alt.StrokeDash("policy:N", scale=dashes, sort=None),
        )
        .properties(width=WIDTH, height=300)
    )
