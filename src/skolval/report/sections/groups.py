"""Outcomes by group: what the group and all others get out of each policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, facts_list, figure, prose, render_table
from skolval.report.by_group import KINDS, by_group
from skolval.report.chart_style import drawn
from skolval.report.charts import stacked
from skolval.report.masking import SMALLEST
from skolval.report.origins import cited
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.report.by_group import ByGroup
    from skolval.report.context import Case, Context

__all__ = ["OF_ALL_PUPILS", "ORDER", "render"]

ORDER = 47
OF_ALL_PUPILS = True
_RANKS = ("first", "second", "later", "other", "none")


def render(context: Context) -> Section | None:
    """Return outcomes of every group and of all others; None where no membership is known."""
    _ = context.words.gettext
    told = [case.told for case in context.cases] if context.shown.public else None
    found = by_group([case.run for case in context.cases], told)
    if not any(found):
        return None
    intro = _(
        "The same policy can serve one group better than another. Here each group stands beside "
        "all other pupils. Counted by pupil, for evaluation only: no rule uses it."
    )
    body = prose(intro, _hides(context))
    for k, label in enumerate(_labels(context, found[0])):
        mine = [outcomes[k] for outcomes in found]
        body += Markup("<h3>{}</h3>").format(label[:1].upper() + label[1:])
        body += facts_list(_sentences(context, mine)) + _choices(context, mine, label, k)
        body += render_table(_ways(context, mine, label))
    return Section("groups", _("Outcomes by group"), body)


def _labels(context: Context, found: tuple[ByGroup, ...]) -> list[str]:
    named = {group.id: group.label(context.words.lang) for group in context.run.groups}
    return [named.get(one.group, one.group) for one in found]


def _hides(context: Context) -> str:
    _ = context.words.gettext
    if context.shown.public:
        return _(
            "A number that tells of one to four pupils is shown as “{hidden}”, and so are as many "
            "further numbers as are needed so that none can be worked out from sums, from the "
            "other groups or from the other policies."
        ).format(hidden=HIDDEN)
    return _(
        "A count below {smallest} is shown as “<{smallest}”. This is enough within the office only."
    ).format(smallest=SMALLEST)


def _kind_name(kind: str, context: Context) -> str:
    _ = context.words.gettext
    return {"members": _("The group"), "others": _("All others"), "unknown": _("Not known")}[kind]


def _kinds(found: list[ByGroup]) -> list[str]:
    """Return the kinds of pupils that there are."""
    return [kind for k, kind in enumerate(KINDS) if found[0].rows[k].any()]


def _count(one: ByGroup, kind: str, column: str, context: Context) -> str:
    value = one.told(kind, column)
    if value is None:
        return HIDDEN
    return context.words.whole(value) if context.shown.public else context.shown.few(value)


def _share(one: ByGroup, kind: str, parts: tuple[str, ...], whole: str) -> float:
    """Return a share, NaN where a count of it may not be told or is of too few."""
    counts = [one.told(kind, part) for part in parts]
    total = one.told(kind, whole)
    if total is None or total < SMALLEST or None in counts:
        return float("nan")
    return sum(count for count in counts if count is not None) / total


def _sentences(context: Context, found: list[ByGroup]) -> list[str]:
    """Return how often the group and all others get their first choice, by policy."""
    _, words = context.words.gettext, context.words
    told = []
    for case, one in zip(context.cases, found, strict=True):
        mine, others = (_share(one, kind, ("first",), "choosers") for kind in KINDS[:2])
        if mine != mine or others != others:  # noqa: PLR0124 - NaN: not told
            continue
        told.append(
            _(
                "{policy}: of those of the group who chose, {mine} got their first choice; of all "
                "others {others}, a difference of {points} percentage points."
            ).format(
                policy=case.title, mine=words.percent(mine, 1), others=words.percent(others, 1),
                points=words.points(mine - others),
            )
        )  # fmt: skip
    return told


def _choices(context: Context, found: list[ByGroup], label: str, number: int) -> Markup:
    """Return the chart of choices by group, where nothing is hidden, and its table."""
    _ = context.words.gettext
    table = _choice_table(context, found, label)
    kinds = _kinds(found)[:2]
    if len(kinds) < 2 or any(one.hidden[:2].any() for one in found):
        return render_table(table)
    pairs = [
        (case, one, kind) for case, one in zip(context.cases, found, strict=True) for kind in kinds
    ]
    if any(one.counts[KINDS.index(kind), 6] < SMALLEST for _case, one, kind in pairs):
        return render_table(table)
    titles = [f"{case.title}: {_kind_name(kind, context)}" for case, _one, kind in pairs]
    shares = [[_share(one, kind, (rank,), "pupils") for rank in _RANKS] for _c, one, kind in pairs]
    chart = stacked(
        titles, _rank_names(context), shares, axis=_("Share of the pupils of the group")
    )
    caption = _(
        "Which choice the pupils of “{group}” and all others got, as a share of each."
    ).format(group=label)
    source = cited(context.run.provenance, "pupils", (found[0].group,), context.words)
    caption = f"{caption} {source}".strip()
    return figure(
        drawn(chart, name=f"groups{number}", lang=context.words.lang),
        caption=caption, spoken=caption, table=table,
    )  # fmt: skip


def _rank_names(context: Context) -> list[str]:
    _ = context.words.gettext
    return [
        _("First choice"), _("Second choice"), _("Third choice or later"),
        _("A unit not wished for"), _("No place"),
    ]  # fmt: skip


def _choice_table(context: Context, found: list[ByGroup], label: str) -> Table:
    _, words = context.words.gettext, context.words
    rows = []
    for case, one in zip(context.cases, found, strict=True):
        for kind in _kinds(found):
            first = _share(one, kind, ("first",), "choosers")
            either = _share(one, kind, ("first", "second", "later"), "choosers")
            counts = [_count(one, kind, name, context) for name in ("pupils", "choosers", *_RANKS)]
            rows.append([case.title, _kind_name(kind, context), *counts,
                         words.percent(first, 1), words.percent(either, 1)])  # fmt: skip
    heads = [
        _("Pupils"), _("Sent in a choice"), *_rank_names(context),
        _("First choice, of those who chose"), _("One of the choices, of those who chose"),
    ]  # fmt: skip
    columns = [
        *(Column(head, numeric=False) for head in (_("Policy"), _("Pupils"))),
        *(Column(head) for head in heads),
    ]
    note = _("Pupils, counted by what is known of each. A dash: too few, or hidden.")
    return Table(
        _("Choices by group: {group}").format(group=label), columns, rows, note=note, wide=True
    )


def _ways(context: Context, found: list[ByGroup], label: str) -> Table:
    """Return ways and movers of the group and of all others."""
    _, words = context.words.gettext, context.words
    several = len(context.cases) > 1
    rows = []
    for case, one in zip(context.cases, found, strict=True):
        for kind in _kinds(found):
            row = [case.title, _kind_name(kind, context), *_metres(case, one, kind, context)]
            if several:
                first = case is context.first
                share = _share(one, kind, ("moved",), "pupils")
                row += [DASH, DASH] if first else [_count(one, kind, "moved", context),
                                                   words.percent(share, 1)]  # fmt: skip
            rows.append(row)
    heads = [
        _("Mean way, metres"), _("Median way, metres"), _("Nine in ten have at most, metres"),
        *([_("Placed elsewhere, pupils"), _("Share")] if several else []),
    ]  # fmt: skip
    columns = [
        *(Column(head, numeric=False) for head in (_("Policy"), _("Pupils"))),
        *(Column(head) for head in heads),
    ]
    note = _(
        "Ways of pupils with a place and a known home; not told of fewer than {few} pupils, nor "
        "where fewer than {few} are left."
    ).format(few=_fewest(context))
    if several:
        note += " " + _("“Placed elsewhere” is at another unit than under {first}.").format(
            first=context.first.title
        )
    return Table(
        _("Ways to school and movers by group: {group}").format(group=label),
        columns, rows, note=note, wide=True,
    )  # fmt: skip


def _fewest(context: Context) -> int:
    """Return of how many pupils a way may be told: a quantile is that of one of them."""
    return 4 * SMALLEST if context.shown.public else SMALLEST


def _metres(case: Case, one: ByGroup, kind: str, context: Context) -> list[str]:
    """Return mean, median and nine in ten of the ways, dashes where they are of too few."""
    run = case.run
    known = run.placement.placed & ~run.problem.parties.protected
    mine = known & one.rows[KINDS.index(kind)]
    left = int(known.sum() - mine.sum())
    fewest = _fewest(context)
    if mine.sum() < fewest or 0 < left < fewest or one.told(kind, "pupils") is None:
        return [DASH] * 3
    metres: Any = run.placement.metres(run.problem)[mine]
    told = [float(metres.mean()), *(float(v) for v in np.quantile(metres, [0.5, 0.9]))]
    return [context.words.whole(context.shown.way(value)) for value in told]
