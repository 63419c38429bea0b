"""Groups of several runs side by side: one tidy row each, and what differs, in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from skolval.domain.language import _
from skolval.measure.hosting_sentences import (
    hosting_sentences,
    price_sentence,
    today_sentence,
)

if TYPE_CHECKING:
    from skolval.measure.hosting import HostingNumbers

__all__ = ["HOSTING_COLUMNS", "hosting_row", "hosting_rows", "hosting_told"]

HOSTING_COLUMNS: tuple[str, ...] = (
    "pupils", "direct", "unplaced", "groups", "hosting_units", "units", "top", "top_share",
    "enough_units", "gini", "uneven", "gini_groups", "gini_by_lot", "p_more", "p_less", "exact",
    "top_share_today", "metres_mean", "metres_p90", "minutes_mean", "unit_cost", "group_cost",
    "transport", "kronor", "siblings", "siblings_met", "languages", "languages_met", "kept",
    "stay", "utilisation", "fullest", "months_mean", "months_most",
)  # fmt: skip


def hosting_row(found: HostingNumbers) -> dict[str, Any]:
    """Return the numbers of one run by the names of `HOSTING_COLUMNS`; shares are 0-1."""
    lot, nan = found.lot, float("nan")
    test = None if lot is None else lot.tests["together"]
    return {
        "pupils": found.pupils, "direct": found.direct, "unplaced": found.unplaced,
        "groups": int(found.groups.sum()), "hosting_units": found.hosting_units,
        "units": found.spread.units, "top": found.spread.top,
        "top_share": found.spread.top_share, "enough_units": found.spread.enough,
        "gini": found.spread.gini, "uneven": found.spread.uneven,
        "gini_groups": nan if lot is None else lot.gini,
        "gini_by_lot": nan if lot is None else lot.gini_mean,
        "p_more": nan if test is None else test.p_more,
        "p_less": nan if test is None else test.p_less,
        "exact": found.lot is not None and found.lot.exact,
        "top_share_today": found.spread_today.top_share,
        "metres_mean": found.metres_mean, "metres_p90": found.metres_p90,
        "minutes_mean": found.minutes_mean, "unit_cost": found.unit_cost,
        "group_cost": found.group_cost, "transport": found.transport, "kronor": found.kronor,
        "siblings": found.siblings.of, "siblings_met": found.siblings.count,
        "languages": found.languages.of, "languages_met": found.languages.count,
        "kept": found.stay.of, "stay": found.stay.count,
        "utilisation": found.months.utilisation, "fullest": found.months.fullest,
        "months_mean": found.months.stay_mean, "months_most": found.months.longest,
    }  # fmt: skip


def hosting_rows(names: Sequence[str], found: Sequence[HostingNumbers | None]) -> pd.DataFrame:
    """Return one row per run that places pupils in groups; empty where none does."""
    return pd.DataFrame(
        [
            {"run": name, **hosting_row(one)}
            for name, one in zip(names, found, strict=True)
            if one is not None
        ]
    )


def hosting_told(names: Sequence[str], found: Sequence[HostingNumbers | None]) -> list[str]:
    """Return what is to be said of every run with groups, and what each costs against the first.

    The first run with groups is the one that the others are held against.
    """
    known = [(name, one) for name, one in zip(names, found, strict=True) if one is not None]
    if not known:
        return []
    first = known[0][1]
    today = today_sentence(first)
    said = [today] if today else []
    for name, one in known:
        said += [_("{run}: {text}").format(run=name, text=text) for text in hosting_sentences(one)]
    before = (known[0][0], first, first.spread)
    return said + [price_sentence(before, (name, one, one.spread)) for name, one in known[1:]]
