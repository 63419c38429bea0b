"""What differs between runs, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from skolval.domain.language import _, current, number, percent
from skolval.measure import index_name

__all__ = ["difference_sentences", "move_sentences", "summary_sentences"]

_CHANCE = 0.05
"""A difference that chance gives less often than this is called more than chance."""


def difference_sentences(frame: pd.DataFrame, labels: Mapping[str, str] | None = None) -> list[str]:
    """Return for every D of `frame` whether the runs differ by more than chance.

    Parameters
    ----------
    labels : what groups are called, group id to name.
    """
    lang = current()
    more = _(
        "{index} of {group} within grades is {b} by {run_b} and {a} by {run_a}: the difference is "
        "more than chance (p = {p})."
    )
    less = _(
        "{index} of {group} within grades is {b} by {run_b} and {a} by {run_a}: so much differs by "
        "chance alone when pupils' places are exchanged by lot (p = {p})."
    )
    shown = frame[(frame["index"] == "dissimilarity") & (frame["reason"] == "")]
    return [
        (more if row["p"] <= _CHANCE else less).format(
            index=_capital(index_name(row["index"])),
            group=(labels or {}).get(row["group"], row["group"]),
            a=number(row["first"], lang, decimals=3),
            b=number(row["second"], lang, decimals=3),
            run_a=row["run_a"],
            run_b=row["run_b"],
            p=number(row["p"], lang, decimals=3),
        )
        for row in shown.to_dict("records")
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def move_sentences(moves: pd.DataFrame) -> list[str]:
    """Return for every pair of runs how many pupils are placed elsewhere."""
    lang = current()
    text = _("{count} of {pupils} pupils, {share}, are placed elsewhere by {b} than by {a}.")
    return [
        text.format(
            count=number(row["elsewhere"], lang),
            pupils=number(row["pupils"], lang),
            share=percent(row["share"], lang),
            a=row["run_a"],
            b=row["run_b"],
        )
        for row in moves.to_dict("records")
    ]


def summary_sentences(
    summary: pd.DataFrame, transport: Mapping[str, Mapping[str, Any]] | None = None
) -> list[str]:
    """Return for every run how many wishes are met, how far pupils go and who has no place.

    Parameters
    ----------
    transport : school transport of the runs whose policy judges it, by name; see `Comparison`.
    """
    lang = current()
    wishes = _("{run}: {first} of those who chose get their first wish and {any} some wish.")
    way = _(
        "{run}: the way to school is {mean} m on average, over {p90} m for one pupil in ten, "
        "at most {max} m."
    )
    by_way = _("{run}: {count} pupils are entitled to school transport by distance.")
    judged = transport or {}
    unplaced = _("{run}: {count} pupils are without a place.")
    found = []
    for row in summary.to_dict("records"):
        run = row["run"]
        if row["choosers"]:
            first, some = (percent(row[key], lang) for key in ("first_wish", "any_wish"))
            found.append(wishes.format(run=run, first=first, any=some))
        mean, p90, longest = (
            number(row[key], lang) for key in ("metres_mean", "metres_p90", "metres_max")
        )
        found.append(way.format(run=run, mean=mean, p90=p90, max=longest))
        if run in judged:
            found.append(_transport(run, judged[run]))
        else:
            found.append(by_way.format(run=run, count=number(row["entitled"], lang)))
        if row["unplaced"]:
            found.append(unplaced.format(run=run, count=number(row["unplaced"], lang)))
    return found


def _transport(run: str, row: Mapping[str, Any]) -> str:
    lang = current()
    said = _(
        "{run}: {right} pupils have a right to school transport, {card} get a travel card, and "
        "{arranged} chose another unit themselves."
    ).format(run=run, **{name: number(row[name], lang) for name in ("right", "card", "arranged")})
    if not row["high"]:
        return said
    cost = _("It costs {low} to {high} kronor a school year.")
    return f"{said} {cost.format(low=number(row['low'], lang), high=number(row['high'], lang))}"
