"""Unit by unit against chance: which units differ by more than a draw by lot gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from skolval.measure.each_unit import each_unit, for_publication
from skolval.report.blocks import Column, Section, Table, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.origins import cited
from skolval.report.unit_charts import intervals

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 62
OF_ALL_PUPILS = True


def render(context: Context) -> Section | None:
    """Return the chart of the last policy and a table for each; None where no group is known."""
    _, words = context.words.gettext, context.words
    group = context.run.problem.balance_group
    found = [_published(case, context, group) for case in context.cases]
    if all(frame.empty for frame in found):
        return None
    intro = _(
        "A small unit differs from the others by chance alone. The bar is where 95 of 100 draws by "
        "lot would put the unit’s share, its size and grades being as they are; outside it, and "
        "still so when all units are looked at together, the unit differs by more than chance "
        "(false discovery rate 5 per cent). Counted by pupil, for evaluation only. Nothing is told "
        "of a unit where fewer than five belong to the group, or fewer than five do not."
    )
    body = prose(intro, context.together) + _chart(context.cases[-1], found[-1], context)
    for case, frame in zip(context.cases, found, strict=True):
        counts = _(
            "{policy}: {flagged} of {units} units differ by more than chance; those hidden are not "
            "counted."
        ).format(
            policy=case.title,
            flagged=words.whole(int((frame["flagged"] == True).sum())),  # noqa: E712 - None where hidden
            units=words.whole(int((~frame["hidden"]).sum())),
        )
        body += prose(counts) + render_table(_table(case, frame, context))
    return Section("chance", _("Units that differ by more than chance"), body)


def _published(case: Case, context: Context, group: str) -> pd.DataFrame:
    """Return each unit against chance, with what the audience may not see hidden."""
    units = each_unit(case.pooled.pupil or case.run, group=group)
    if not context.shown.public:
        return for_publication(units)
    if case.pooled.pupil is None:
        units = units.iloc[:0]
    place = {str(code): row for row, code in enumerate(case.run.units["unit_id"])}
    rows = np.array([place[str(code)] for code in units["unit_id"]], np.int64)
    hidden = case.pooled.together[rows]
    return for_publication(units, hidden=hidden, pupils_hidden=hidden)


def _chart(case: Case, frame: pd.DataFrame, context: Context) -> Markup:
    _ = context.words.gettext
    shown = frame[~frame["hidden"]].sort_values(["share", "name"], ascending=[False, True])
    if len(shown) < 2:
        return Markup()
    mean = float(np.average(frame["by_lot"], weights=frame["pupils"]))
    names = _unique(shown)
    chart = intervals(
        names,
        [
            (float(r["share"]), float(r["low_lot"]), float(r["high_lot"]), bool(r["flagged"]))
            for r in shown.to_dict("records")
        ],
        axis=_("{group}, share by pupil").format(group=context.group_label),
        titles=(_("within chance"), _("beyond chance")),
        mean=mean,
    )
    caption = _(
        "Share of each unit under {policy} (mark), and what a draw by lot gives (bar). The dashed "
        "line is the mean of all pupils placed."
    ).format(policy=case.title)
    group = case.run.problem.balance_group
    source = cited(case.run.provenance, "pupils", (group,), context.words)
    caption = f"{caption} {source}".strip()
    return figure(
        drawn(chart, name="chance", lang=context.words.lang), caption=caption, spoken=caption
    )


def _unique(frame: pd.DataFrame) -> list[str]:
    names = frame["name"].astype(str).tolist()
    return [
        name if names.count(name) == 1 else f"{name} ({code})"
        for name, code in zip(names, frame["unit_id"].astype(str), strict=True)
    ]


def _table(case: Case, frame: pd.DataFrame, context: Context) -> Table:
    _, words = context.words.gettext, context.words
    heads = [
        _("Pupils"), _("Share"), _("Percentage points from lot"), _("By lot, 95 per cent"),
        _("q"), _("Beyond chance"), _("Part of M"), _("L"), _("L by lot"),
    ]  # fmt: skip
    ordered = frame.iloc[words.alphabetical(_unique(frame))]
    names = _unique(ordered)
    rows: list[list[Any]] = [
        [
            name,
            words.whole(row["pupils"]),
            words.percent(row["share"], 1),
            words.points(None if math.isnan(row["difference"]) else row["difference"] / 100),
            words.percents(row["low_lot"], row["high_lot"]),
            words.chance(row["q"]),
            _("yes") if row["flagged"] is True else "",
            words.percent(row["contribution"], 1),
            words.decimal(row["local"]),
            words.decimal(row["local_expected"]),
        ]
        for name, row in zip(names, ordered.to_dict("records"), strict=True)
    ]
    note = _(
        "“Part of M” is the unit’s part of the municipality’s segregation (mutual information); L "
        "is its own segregation, beside what lot gives a unit of its size. q is the share of false "
        "finds among this unit and those that differ more. A dash: hidden."
    )
    return Table(
        _("Units against chance under {policy}").format(policy=case.title),
        [Column(_("Unit"), numeric=False), *(Column(head) for head in heads)],
        rows,
        note=note,
        wide=True,
    )
