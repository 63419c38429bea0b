"""The chart of a front: marks on a line, and a field in which nothing can lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

__all__ = ["FIELD", "INK", "MARKED", "front_chart", "written_at"]

_WIDTH, _HEIGHT = 620, 380
INK, FIELD, MARKED = "#1b3a63", "#dcd8cc", "#b0451a"


def front_chart(
    points: Sequence[tuple[float, float]],
    below: Sequence[tuple[float, float]],
    *,
    base: float,
    lot: float | None,
    texts: Mapping[str, str],
) -> Any:
    """Return the chart.

    Parameters
    ----------
    points : (how much longer, level) of each placement. below : (how much longer at least,
        level) along the proven line. base : level of the placement that is marked.
    lot : level by lot, None where there is none.
    texts : ``x``, ``y``, ``found``, ``impossible``, ``lot``.
    """
    marks = pd.DataFrame(points, columns=["x", "y"])
    line = pd.DataFrame(below, columns=["x", "y"]).assign(left=0.0)
    most = 1.08 * max(marks["x"].max(), line["x"].max(), 0.001)
    top = 1.06 * max(marks["y"].max(), line["y"].max(), lot or 0.0)
    foot = pd.DataFrame({"y": [0.0, line["y"].min()], "x": [most, most], "left": [0.0, 0.0]})
    x = alt.X(
        "x:Q", title=texts["x"], axis=alt.Axis(format="%", tickCount=6, grid=True),
        scale=alt.Scale(domain=[0, most], nice=False),
    )  # fmt: skip
    y = alt.Y(
        "y:Q", title=texts["y"], axis=alt.Axis(tickCount=6),
        scale=alt.Scale(domain=[0, top], nice=False),
    )  # fmt: skip
    field = alt.Chart(line).mark_area(orient="horizontal", color=FIELD, opacity=1)
    under = alt.Chart(foot).mark_area(orient="horizontal", color=FIELD, opacity=1)
    nearest = marks.iloc[[int((marks["y"] - base).abs().argmin())]]
    layers = [
        under.encode(x=x, x2="left:Q", y=y),
        field.encode(x=x, x2="left:Q", y=y),
        alt.Chart(marks)
        .mark_line(color=INK, strokeWidth=2, interpolate="step-after")
        .encode(x=x, y=y),
        alt.Chart(marks).mark_point(filled=True, size=70, color=INK, opacity=1).encode(x=x, y=y),
        alt.Chart(nearest)
        .mark_point(filled=True, size=230, shape="diamond", color=MARKED, opacity=1)
        .encode(x=x, y=y),
        written_at(most * 0.02, line["y"].min() * 0.45, texts["impossible"], "left"),
    ]
    if lot is not None and lot == lot:  # noqa: PLR0124 - NaN where there is none
        rule = pd.DataFrame({"y": [lot]})
        layers += [
            alt.Chart(rule).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(y="y:Q"),
            written_at(most * 0.98, lot, texts["lot"], "right"),
        ]
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def written_at(x: float, y: float, text: str, align: Any) -> Any:
    """Return `text` at a place of the chart."""
    frame = pd.DataFrame({"x": [x], "y": [y], "text": [text]})
    return (
        alt.Chart(frame)
        .mark_text(align=align, baseline="bottom", dy=-4, fontSize=14, color="#3d444d")
        .encode(x="x:Q", y="y:Q", text="text:N")
    )
