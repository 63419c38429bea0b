"""Sentences about homes: what they already decide, and at what distance people live apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from skolval.domain.language import _, current, number, percent

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "counterfactual_name",
    "distance_name",
    "home_sentence",
    "home_sentences",
    "information_sentences",
    "spatial_sentences",
]

_NEAR, _FAR = 1000.0, 4000.0


def counterfactual_name(name: str) -> str:
    """Return where every pupil is imagined to go."""
    known = {"nearest": _("the nearest unit"), "assigned": _("the attendance area's unit")}
    return known.get(name, name)


def distance_name(kind: str) -> str:
    """Return how distances between areas were measured."""
    known = {
        "street": _("along the streets"),
        "mixed": _("along the streets, straight lines where there are none"),
        "straight": _("straight lines, since there are no streets"),
    }
    return known.get(kind, kind)


def home_sentences(
    frame: pd.DataFrame, labels: Mapping[str, str] | None = None, *, index: str = "dissimilarity"
) -> list[str]:
    """Return one sentence per row of `home_and_choice` for `index` within grades."""
    shown = frame[(frame["index"] == index) & (frame["scope"] == "within_grade")]
    named = labels or {}
    return [
        home_sentence(row, label=named.get(row["group"], row["group"]))
        for row in shown.to_dict("records")
    ]


def home_sentence(row: Mapping[Any, Any], *, label: str) -> str:
    """Return what the homes already decide, in words."""
    lang = current()
    if np.isnan(row["actual_corrected"]) or np.isnan(row["home_corrected"]):
        return _(
            "How much of the segregation of {group} lies in the homes cannot be computed."
        ).format(group=label)
    start = _(
        "Had every pupil gone to {where}, {symbol} of {group} within grades would be {home}; it is "
        "{actual}."
    ).format(
        where=counterfactual_name(str(row["counterfactual"])), symbol=row["symbol"], group=label,
        home=number(row["home"], lang, decimals=3), actual=number(row["actual"], lang, decimals=3),
    )  # fmt: skip
    return f"{start} {_verdict(row, lang)}"


def _verdict(row: Mapping[Any, Any], lang: str) -> str:
    if row["actual_corrected"] <= 0:
        return _("The units are no more segregated than a draw by lot makes them.")
    share = row["home_share"]
    if share <= 0:
        return _("Where pupils live explains none of the segregation between units.")
    if share <= 1:
        text = _(
            "With chance taken off, {share} of the segregation between units is already there in "
            "where pupils live; the rest comes from seats, choices and rules."
        )
        return text.format(share=percent(share, lang))
    text = _(
        "With chance taken off, seats, choices and rules make the units {share} less segregated "
        "than the homes alone would."
    )
    return text.format(share=percent(1 - 1 / share, lang))


def information_sentences(
    frame: pd.DataFrame, labels: Mapping[str, str] | None = None
) -> list[str]:
    """Return what areas and units tell about the group, for every row within grades."""
    shown = frame[frame["scope"] == "within_grade"]
    return [
        text
        for row in shown.to_dict("records")
        for text in _information(row, (labels or {}).get(row["group"], row["group"]))
    ]


def _information(row: Mapping[Any, Any], label: str) -> Iterator[str]:
    lang = current()
    unit = row["unit"] - row["unit_expected"]
    area = row["area"] - row["area_expected"]
    added = row["unit_given_area"] - row["unit_given_area_expected"]
    scale = row["entropy"]
    if not (unit > 0 and scale > 0):
        return
    text = _(
        "With chance taken off, the home area tells {area} of what there is to know about who "
        "belongs to {group}, the unit {unit}, and the unit adds {added} to the area: of what the "
        "units tell, {shared} is already told by the home areas."
    )
    yield text.format(
        group=label, area=percent(area / scale, lang, decimals=1),
        unit=percent(unit / scale, lang, decimals=1),
        added=percent(max(added, 0.0) / scale, lang, decimals=1),
        shared=percent(float(np.clip(row["shared_share"], 0, 1)), lang),
    )  # fmt: skip


def spatial_sentences(frame: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """Return for every group how far its segregation reaches."""
    lang = current()
    found = []
    for group, part in frame.groupby("group", sort=False):
        h = part.set_index("metres")["h"]
        if _NEAR not in h.index or _FAR not in h.index or not h[_NEAR] > 0:
            continue
        ratio = float(np.clip(h[_FAR] / h[_NEAR], 0, 1))
        text = _(
            "Of the segregation of {group} between surroundings of 1 km, {share} is still there at "
            "4 km: the nearer to 100 per cent, the more it is whole town districts that differ."
        )
        found.append(
            text.format(
                group=(labels or {}).get(str(group), str(group)), share=percent(ratio, lang)
            )
        )
    return found
