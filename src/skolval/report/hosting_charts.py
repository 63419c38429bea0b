"""Charts of groups: how few units hold how much, and how full the groups are month by month."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from skolval.report.chart_style import DASHES, SHAPES, WIDTH, colours, cycled

__all__ = ["held_by_units", "month_by_month"]

_GREY = "#6b6757"
_INK = "#48535f"


def held_by_units(
    titles: Sequence[str],
    tones: Sequence[str],
    curves: Sequence[Sequence[float]],
    *,
    axes: tuple[str, str],
    marked: tuple[int, str],
    even: str,
) -> Any:
    """Return one curve per policy: the share that so many units hold, those with most first.

    Parameters
    ----------
    curves : (U + 1,) shares by number of units. marked : a number of units that a line points at,
        and its words. even : what the dashed line of an even spread is called.
    """
    frame = pd.DataFrame(
        [
            {"policy": title, "units": units, "share": share}
            for title, curve in zip(titles, curves, strict=True)
            for units, share in enumerate(curve)
        ]
    )
    most = max(len(curve) for curve in curves) - 1
    x = alt.X(
        "units:Q", title=axes[0], axis=alt.Axis(tickCount=7, tickMinStep=1, grid=False),
        scale=alt.Scale(domain=[0, most], nice=False),
    )  # fmt: skip
    y = alt.Y(
        "share:Q", title=axes[1], axis=alt.Axis(format="%", tickCount=5),
        scale=alt.Scale(domain=[0, 1]),
    )  # fmt: skip
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=alt.Color("policy:N", scale=colours(titles, tones), sort=None),
            strokeDash=alt.StrokeDash("policy:N", scale=_dashes(titles), sort=None),
        )
    )
    layers = [*_even_spread(most, even), *_mark(*marked), lines]
    return alt.layer(*layers).properties(width=WIDTH, height=330)


def _dashes(titles: Sequence[str]) -> Any:
    return alt.Scale(domain=list(titles), range=[list(d) for d in cycled(DASHES, len(titles))])


def _even_spread(most: int, even: str) -> tuple[Any, Any]:
    """Return the dashed line that all curves would follow if every unit held as much."""
    ends = pd.DataFrame({"units": [0, most], "share": [0.0, 1.0]})
    diagonal = alt.Chart(ends).mark_line(color=_GREY, strokeDash=[3, 4], strokeWidth=1.2)
    place = pd.DataFrame({"units": [0.72 * most], "share": [0.72], "text": [even]})
    named = alt.Chart(place).mark_text(
        align="left", baseline="top", dx=6, dy=6, fontSize=13, color=_INK
    )
    return (
        diagonal.encode(x="units:Q", y="share:Q"),
        named.encode(x="units:Q", y="share:Q", text="text:N"),
    )


def _mark(units: int, words: str) -> tuple[Any, Any]:
    """Return the upright line at a number of units, and what it says."""
    top = pd.DataFrame({"units": [units], "text": [words], "share": [0.0]})
    rule = alt.Chart(top).mark_rule(color=_GREY, strokeDash=[5, 4])
    told = alt.Chart(top).mark_text(
        align="left", baseline="bottom", dx=6, dy=-6, fontSize=13, color=_INK
    )
    return (
        rule.encode(x="units:Q"),
        told.encode(x="units:Q", y="share:Q", text="text:N"),
    )


def month_by_month(
    titles: Sequence[str],
    tones: Sequence[str],
    months: Sequence[str],
    shares: Sequence[Sequence[float]],
    *,
    axes: tuple[str, str],
) -> Any:
    """Return one line per policy: how much of the group seats are taken in each month."""
    frame = pd.DataFrame(
        [
            {"policy": title, "month": month, "share": share}
            for title, row in zip(titles, shares, strict=True)
            for month, share in zip(months, row, strict=True)
        ]
    )
    shapes = alt.Scale(domain=list(titles), range=cycled(SHAPES, len(titles)))
    top = max(1.0, *(share for row in shares for share in row))
    x = alt.X("month:O", title=axes[0], sort=list(months), axis=alt.Axis(labelAngle=-40))
    y = alt.Y(
        "share:Q", title=axes[1], axis=alt.Axis(format="%", tickCount=5),
        scale=alt.Scale(domain=[0, top]),
    )  # fmt: skip
    base = alt.Chart(frame).encode(
        x=x, y=y, color=alt.Color("policy:N", scale=colours(titles, tones), sort=None)
    )
    lines = base.mark_line(strokeWidth=2.5).encode(
        strokeDash=alt.StrokeDash("policy:N", scale=_dashes(titles), sort=None)
    )
    points = base.mark_point(filled=True, size=60, opacity=1).encode(
        shape=alt.Shape("policy:N", scale=shapes, sort=None)
    )
    return alt.layer(lines, points).properties(width=WIDTH, height=280)
