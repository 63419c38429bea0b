"""Segregation: every index beside its random baseline, and the price in metres."""

from __future__ import annotations

import math
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from skolval.compare import difference_sentences
from skolval.measure import index_name
from skolval.report.blocks import Column, Section, Table, facts_list, figure, prose, render_table
from skolval.report.chart_style import drawn
from skolval.report.charts import trade_off
from skolval.report.origins import cited

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 50
OF_ALL_PUPILS = True


def render(context: Context) -> Section:
    """Return the trade-off and the tables of indices, by home area and by pupil."""
    _ = context.words.gettext
    intro = _(
        "An index is one number for how unevenly a group is spread. No single index tells all, so "
        "several are shown. The value by home area is group-blind. The value by pupil counts each "
        "one’s own membership; it is shown for evaluation only and no rule uses it. Every index "
        "is taken within each grade and pooled, since units with other grades differ in age only."
    )
    body = prose(intro, context.together) + _trade_off(context) + _differences(context)
    for basis in ("area", "pupil"):
        body += _indices(context, basis)
    return Section("segregation", _("Segregation"), body)


def _trade_off(context: Context) -> Markup:
    _, words, cases = context.words.gettext, context.words, context.cases
    points = [(case.outcome.metres_mean, case.index("dissimilarity")) for case in cases]
    if len(cases) < 2 or any(math.isnan(x) or math.isnan(y) for x, y in points):
        return Markup()
    titles = [case.title for case in cases]
    expected = context.first.index("dissimilarity", column="expected")
    baseline = None if math.isnan(expected) else (expected, _("random baseline"))
    chart = trade_off(
        titles,
        [case.tone for case in cases],
        points,
        axes=(_("Mean way to school, metres"), _("Segregation, D by home area")),
        baseline=baseline,
    )
    caption = _(
        "Each mark is a policy. Further down is more even, further to the left is shorter ways. "
        "The dashed line is the random baseline: what D would be with the places drawn by lot."
    )
    table = Table(
        _("Mean way to school and segregation by policy"),
        [
            Column(_("Policy"), numeric=False),
            Column(_("Mean way, metres")),
            Column(_("D by home area")),
            Column(_("Drawn by lot")),
        ],
        [
            [
                case.title,
                words.whole(x),
                words.decimal(y),
                words.decimal(case.index("dissimilarity", column="expected")),
            ]
            for case, (x, y) in zip(cases, points, strict=True)
        ],
    )
    share = f"share_{context.run.problem.balance_group}"
    source = cited(context.run.provenance, "areas", (share,), words)
    return figure(
        drawn(chart, name="trade", lang=context.words.lang),
        caption=f"{caption} {source}".strip(),
        spoken=caption,
        table=table,
    )


def _indices(context: Context, basis: str) -> Markup:
    _, words = context.words.gettext, context.words
    group = context.run.problem.balance_group
    rows = []
    for case in context.cases:
        mine = case.indices
        mine = mine[(mine["basis"] == basis) & (mine["group"] == group)]
        mine = mine[mine["scope"] == "within_grade"]
        rows += [
            [
                case.title,
                index_name(str(row["index"])),
                words.decimal(row["value"]),
                words.decimal(row["expected"]),
                words.decimal(row["corrected"]),
                *([_interval(row, context)] if basis == "pupil" else []),
                words.whole(row["n_pupils"]),
                words.whole(row["n_units"]),
            ]
            for row in mine.to_dict("records")
            if not math.isnan(row["value"])
        ]
    if not rows:
        return Markup()
    titles = {
        "area": _("Indices by home area (group-blind)"),
        "pupil": _("Indices by pupil (evaluation only)"),
    }
    heads = [_("Index"), _("Value"), _("Drawn by lot"), _("Corrected"), _("Pupils"), _("Units")]
    if basis == "pupil":
        heads.insert(4, _("Sorting behind it, 95 per cent"))
    columns = [Column(_("Policy"), numeric=False), Column(heads[0], numeric=False)]
    columns += [Column(head) for head in heads[1:]]
    note = _(
        "Group: {group}. “Drawn by lot” is the mean of the index if the same pupils were drawn to "
        "units of the same sizes. “Corrected” is 0 at that level, 1 at complete separation and "
        "−1 at a perfectly even spread. A dash: not defined for this index."
    ).format(group=context.group_label)
    if basis == "pupil":
        note += " " + _(
            "The sorting behind D is the underlying D that could by chance have given what is "
            "seen, units being as small as they are."
        )
    return render_table(Table(titles[basis], columns, rows, note=note, wide=True))


def _interval(row: dict[Hashable, Any], context: Context) -> str:
    words = context.words
    if math.isnan(row["low_95"]):
        return words.decimal(None)
    return f"{words.decimal(row['low_95'], 2)}–{words.decimal(row['high_95'], 2)}"


def _differences(context: Context) -> Markup:
    """Return whether the policies differ by more than chance, in sentences and a table."""
    _, words, tested = context.words.gettext, context.words, context.differences
    if tested is None or tested.empty:
        return Markup()
    mine = tested[(tested["group"] == context.run.problem.balance_group) & (tested["reason"] == "")]
    if mine.empty:
        return Markup()
    told = difference_sentences(mine, {context.run.problem.balance_group: context.group_label})
    heads = [_("Difference"), _("By chance alone, 95 per cent"), _("p")]
    table = Table(
        _("Difference from {first} by pupil, and what chance alone gives").format(
            first=context.first.title
        ),
        [
            Column(_("Policy"), numeric=False),
            Column(_("Index"), numeric=False),
            *(Column(head) for head in heads),
        ],
        [
            [
                row["run_b"],
                index_name(str(row["index"])),
                words.decimal(row["difference"]),
                _("{low} to {high}").format(
                    low=words.decimal(row["low_lot"]), high=words.decimal(row["high_lot"])
                ),
                words.chance(row["p"]),
            ]
            for row in mine.to_dict("records")
        ],
        note=_(
            "Each pupil’s two places are exchanged by lot in {draws} draws; p is how often chance "
            "alone gives a difference as large."
        ).format(draws=words.whole(int(mine["draws"].iloc[0]))),
        wide=True,
    )
    return facts_list(told) + render_table(table)
