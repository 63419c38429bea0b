"""The chart of a front of concentration: placements, what is proven impossible, and today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from skolval.report.front_chart import FIELD, INK, MARKED, written_at

__all__ = ["group_front_chart"]

_WIDTH, _HEIGHT = 620, 380
Place = tuple[float, float]


def group_front_chart(
    points: Sequence[Place], below: Sequence[Place], today: Place | None, texts: Mapping[str, str]
) -> Any:
    """Return the chart.

    Parameters
    ----------
    points : (how much more, share at the units with most) of each placement. below : (how much
        more at least, share) along the proven line, the tightest first. today : the same of
        today's units. texts : ``x``, ``y``, ``impossible``, ``today``.
    """
    marks = pd.DataFrame(points, columns=["x", "y"])
    line = pd.DataFrame(below, columns=["x", "y"])
    beside = pd.DataFrame([] if today is None else [today], columns=["x", "y"])
    first = 1.1 * min(0.0, beside["x"].min()) if today is not None else 0.0
    most = 1.08 * max(marks["x"].max(), line["x"].max(), beside["x"].max() if today else 0, 0.001)
    top = min(1.0, 1.08 * max(marks["y"].max(), beside["y"].max() if today else 0.0))
    line = line.assign(left=first)
    foot = pd.DataFrame({"x": [most, most], "y": [0.0, line["y"].min()], "left": [first, first]})
    x = alt.X(
        "x:Q", title=texts["x"], axis=alt.Axis(format="%", tickCount=6, grid=True),
        scale=alt.Scale(domain=[first, most], nice=False),
    )  # fmt: skip
    y = alt.Y(
        "y:Q", title=texts["y"], axis=alt.Axis(format="%", tickCount=6),
        scale=alt.Scale(domain=[0, top], nice=False),
    )  # fmt: skip
    area = {"orient": "horizontal", "color": FIELD, "opacity": 1}
    layers = [
        alt.Chart(foot).mark_area(**area).encode(x=x, x2="left:Q", y=y),
        alt.Chart(line).mark_area(**area).encode(x=x, x2="left:Q", y=y),
        alt.Chart(pd.DataFrame(_reached(points, most), columns=["x", "y"]))
        .mark_line(color=INK, strokeWidth=2, interpolate="step-after")
        .encode(x=x, y=y),
        alt.Chart(marks).mark_point(filled=True, size=70, color=INK, opacity=1).encode(x=x, y=y),
        written_at(first + (most - first) * 0.02, line["y"].min() * 0.45, texts["impossible"],
                   "left"),
        *([] if today is None else _today(beside, today, texts["today"], (first + most) / 2)),
    ]  # fmt: skip
    return alt.layer(*layers).properties(width=_WIDTH, height=_HEIGHT)


def _reached(points: Sequence[Place], most: float) -> list[Place]:
    """Return the steps of the least share that so much more reaches, by all points together."""
    steps: list[Place] = []
    for x, y in sorted(points):
        if not steps or y < steps[-1][1]:
            steps.append((x, y))
    return [*steps, (most, steps[-1][1])]


def _today(beside: pd.DataFrame, today: Place, text: str, middle: float) -> list[Any]:
    x, y = today
    shape = {"filled": True, "size": 230, "shape": "diamond", "color": MARKED, "opacity": 1}
    mark = alt.Chart(beside).mark_point(**shape).encode(x="x:Q", y="y:Q")
    return [mark, written_at(x, y, f"  {text}  ", "right" if x > middle else "left")]
