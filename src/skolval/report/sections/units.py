"""Unit by unit: seats, pupils, utilisation, and the composition now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.masking import SMALLEST
from skolval.report.origins import cited
from skolval.report.unit_charts import dumbbells

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.facts import UnitNumbers

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 60
OF_ALL_PUPILS = True


def render(context: Context) -> Section:
    """Return the chart of the units and one table for each policy."""
    _ = context.words.gettext
    intro = _(
        "Utilisation is pupils placed as a share of the seats in this round. Composition is the "
        "mean share of “{group}” in the pupils’ home areas (group-blind)."
    ).format(group=context.group_label)
    hides = (
        _(
            "A number of one to four pupils, of the group or of the others, is shown as "
            "“{hidden}”, and so are as many further numbers as are needed so that none of "
            "them can be worked out from the sums."
        ).format(hidden=HIDDEN)
        if context.shown.public
        else _(
            "A composition is not shown where fewer than {smallest} pupils are placed; a count of "
            "a group is shown as “<{smallest}” when it, or the rest of the unit, is smaller than "
            "{smallest}. This is enough within the office only: for anybody else make the report "
            "in its public edition, which hides what could be worked out from sums too."
        ).format(smallest=SMALLEST)
    )
    body = prose(intro, hides) + _then_and_now(context)
    for case in context.cases:
        body += render_table(_table(case, context))
    return Section("units", _("Unit by unit"), body)


def _shown_units(case: Case) -> Any:
    numbers = case.numbers
    return np.flatnonzero((numbers.seats > 0) | (numbers.placed > 0) | numbers.mask.placed)


def _then_and_now(context: Context) -> Markup:
    _, words = context.words.gettext, context.words
    first, last = context.cases[0], context.cases[-1]
    if first is last:
        return Markup()
    both = np.flatnonzero(~np.isnan(first.numbers.share) & ~np.isnan(last.numbers.share))
    if len(both) < 2:
        return Markup()
    names = _unique_names(context)
    everyone = first.numbers.placed.sum()
    mean = float(first.numbers.expected.sum() / max(everyone, 1))
    chart = dumbbells(
        [names[i] for i in both],
        (first.title, last.title),
        (first.tone, last.tone),
        [(float(first.numbers.share[i]), float(last.numbers.share[i])) for i in both],
        axis=_("{group}, share by home area").format(group=context.group_label),
        mean=(mean, ""),
    )
    caption = _(
        "Composition of each unit under {first} and under {last}. The dashed line is the mean of "
        "all pupils placed, {mean}."
    ).format(first=first.title, last=last.title, mean=words.percent(mean, 1))
    source = cited(
        context.run.provenance, "areas", (f"share_{context.run.problem.balance_group}",), words
    )
    caption = f"{caption} {source}".strip()
    return figure(
        drawn(chart, name="units", lang=context.words.lang), caption=caption, spoken=caption
    )


def _unique_names(context: Context) -> list[str]:
    names = [str(name) for name in context.run.units["name"]]
    codes = context.run.units["unit_id"].astype(str).tolist()
    return [
        name if names.count(name) == 1 else f"{name} ({code})"
        for name, code in zip(names, codes, strict=True)
    ]


def _table(case: Case, context: Context) -> Table:
    _, words = context.words.gettext, context.words
    numbers, base = case.numbers, context.first.numbers
    same = case is context.first
    names = _unique_names(context)
    heads = [_("Seats"), _("Placed"), _("Utilisation"), _("Composition")]
    if not same:
        heads.append(
            _("Difference from {first}, percentage points").format(first=context.first.title)
        )
    if numbers.members is not None:
        heads.append(_("Pupils of the group"))
    rows = []
    shown = _shown_units(case)
    for i in shown[words.alphabetical([names[i] for i in shown])]:
        row = [
            names[i],
            words.whole(numbers.seats[i]),
            HIDDEN if numbers.mask.placed[i] else words.whole(numbers.placed[i]),
            HIDDEN if numbers.mask.placed[i] else words.percent(numbers.utilisation[i]),
            words.percent(numbers.share[i], 1),
        ]
        if not same:
            row.append(words.points(numbers.share[i] - base.share[i]))
        if numbers.members is not None:
            row.append(_members(numbers, i, context))
        rows.append(row)
    return Table(
        _("Units under {policy}").format(policy=case.title),
        [Column(_("Unit"), numeric=False), *(Column(head) for head in heads)],
        rows,
        wide=True,
    )


def _members(numbers: UnitNumbers, unit: int, context: Context) -> str:
    members = 0 if numbers.members is None else int(numbers.members[unit])
    if not numbers.mask.members[unit]:
        return context.words.whole(members)
    if context.shown.public:
        return HIDDEN
    if members < SMALLEST:
        return f"<{SMALLEST}"
    return context.words.gettext("all but <{smallest}").format(smallest=SMALLEST)
