"""Levels: how much of the segregation lies between providers, units and grades."""

from __future__ import annotations

from typing import TYPE_CHECKING

from skolval.measure.nesting import levels_of
from skolval.measure.sentences import level_name
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.origins import cited

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.words import Words

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 54
OF_ALL_PUPILS = True


def render(context: Context) -> Section | None:
    """Return what each level adds to H and V, by policy; None where no group is known."""
    _, words = context.words.gettext, context.words
    group = context.run.problem.balance_group
    rows = [row for case in context.cases for row in _rows(case, words)]
    if not rows:
        return None
    intro = _(
        "H and V can be split without remainder: so much lies between kinds of provider, where "
        "there are several, so much more between units, so much more between grades of a unit. "
        "Small groups of pupils differ by chance alone, so that each part stands beside what a "
        "draw by lot would add."
    )
    heads = [_("Parts"), _("Adds"), _("Drawn by lot"), _("Share of what is beyond lot")]
    columns = [
        *(Column(head, numeric=False) for head in (_("Policy"), _("Index"), _("Level"))),
        *(Column(head) for head in heads),
    ]
    note = _(
        "Group: {group}. H and V are 0 when all are spread alike and 1 when fully divided. A part "
        "below what a draw by lot adds counts as nothing."
    ).format(group=context.group_label)
    source = cited(context.run.provenance, "pupils", (group,), words)
    table = Table(
        _("Where the segregation lies, by pupil"), columns, rows,
        note=f"{note} {source}".strip(), wide=True,
    )  # fmt: skip
    return Section(
        "levels",
        _("Where the segregation lies"),
        prose(intro, context.together) + render_table(table),
    )


def _rows(case: Case, words: Words) -> list[list[str]]:
    """Return one row per level and index; none where nothing may be told by pupil."""
    if case.pooled.pupil is None:
        return []
    found = levels_of(case.pooled.pupil)
    mine = found[(found["group"] == case.run.problem.balance_group) & (found["symbol"] != "M")]
    return [
        [
            case.title,
            row["symbol"],
            level_name(str(row["level"])),
            words.whole(row["parts"]),
            words.decimal(row["added"]),
            words.decimal(row["added_expected"]),
            words.percent(row["share_of_total"]),
        ]
        for row in mine.to_dict("records")
    ]
