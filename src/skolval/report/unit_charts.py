"""Charts with one line or dot per unit or place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from skolval.report.chart_style import MARKED, WIDTH, colours

__all__ = ["dumbbells", "intervals", "ranked"]


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
    y = _by_unit(order)
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
            **_two_kinds("policy:N", titles, tones),
        )
    )
    return alt.layer(_at(mean[0]), links, dots).properties(width=WIDTH - 160, height=alt.Step(20))


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
        "order:Q", title=axes[0], axis=alt.Axis(tickCount=6, tickMinStep=1, format="d", grid=False),
        scale=alt.Scale(domain=[0, len(names) + 1], nice=False),
    )  # fmt: skip
    y = alt.Y("value:Q", title=axes[1], axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    ours, others = frame[frame["place"] == marked], frame[frame["place"] != marked]
    grey = alt.Chart(others)
    bright = alt.Chart(ours)
    line = pd.DataFrame({"value": [mean[0]], "text": [mean[1]]})
    told = bright.mark_text(
        align="left", baseline="bottom", dx=8, dy=-8, fontSize=16, fontWeight=600, color=MARKED
    )
    return alt.layer(
        grey.mark_rule(color="#d4d0c4", strokeWidth=1).encode(x=x, y="low:Q", y2="high:Q"),
        grey.mark_point(filled=True, size=16, color="#8b8778", opacity=1).encode(x=x, y=y),
        alt.Chart(line).mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(y="value:Q"),
        alt.Chart(line)
        .mark_text(align="right", baseline="bottom", dx=-6, dy=-4, fontSize=13, color="#48535f")
        .encode(y="value:Q", x=alt.value(WIDTH), text="text:N"),
        bright.mark_rule(color=MARKED, strokeWidth=3).encode(x=x, y="low:Q", y2="high:Q"),
        bright.mark_point(filled=True, size=150, shape="diamond", color=MARKED, opacity=1).encode(
            x=x, y=y
        ),
        told.encode(x=x, y="high:Q", text="place:N"),
    ).properties(width=WIDTH, height=340)


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
    y = _by_unit(names)
    percent = alt.Axis(format="%", tickCount=6, orient="top")
    bars = alt.Chart(frame).mark_bar(color="#e3ddcc", height=9).encode(y=y, x="low:Q", x2="high:Q")
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=90, opacity=1)
        .encode(
            y=y,
            x=alt.X("share:Q", title=axis, scale=alt.Scale(zero=True), axis=percent),
            **_two_kinds("kind:N", titles, ("#5f6b78", MARKED)),
        )
    )
    return alt.layer(bars, _at(mean), dots).properties(width=WIDTH - 160, height=alt.Step(20))


def _by_unit(order: Sequence[str]) -> alt.Y:
    plain = alt.Axis(grid=False, domain=False, ticks=False)
    return alt.Y("unit:N", sort=list(order), title=None, axis=plain)


def _two_kinds(field: str, titles: tuple[str, str], tones: tuple[str, str]) -> dict[str, Any]:
    """Return colour and shape of two kinds of marks."""
    shapes = alt.Scale(domain=list(titles), range=["circle", "diamond"])
    return {
        "color": alt.Color(field, scale=colours(titles, tones), sort=None),
        "shape": alt.Shape(field, scale=shapes, sort=None),
    }


def _at(mean: float) -> Any:
    """Return a dashed line across all units."""
    line = alt.Chart(pd.DataFrame({"x": [mean]}))
    return line.mark_rule(color="#6b6757", strokeDash=[5, 4]).encode(x="x:Q")
