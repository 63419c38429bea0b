"""Arrivals over the year: month by month, how full groups are, and what foresight would give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from skolval.report.blocks import Column, Section, Table, facts_list, figure, prose
from skolval.report.chart_style import drawn
from skolval.report.hosting_charts import month_by_month
from skolval.report.hosting_named import year_round

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.hosting_told import HostingTold

__all__ = ["ORDER", "render"]

ORDER = 34

Hosted = list[tuple["Case", "HostingTold"]]


def render(context: Context) -> Section | None:
    """Return the year month by month; None where nobody is in groups, or all in every month."""
    _ = context.words.gettext
    hosted = [
        (case, case.hosting)
        for case in context.cases
        if case.hosting is not None and year_round(case.run)
    ]
    if not hosted:
        return None
    intro = _(
        "Pupils arrive all through the year, and those who go over to their regular class for good "
        "leave a seat behind. Groups are opened for the fullest month, so seats stand empty in "
        "the others."
    )
    body = prose(intro) + facts_list(_foresight(hosted, context)) + _chart(hosted, context)
    return Section("arrivals", _("Arrivals over the year"), body)


def _foresight(hosted: Hosted, context: Context) -> list[str]:
    """Return how the policies were made, and what knowing the whole year beforehand gives."""
    _, words = context.words.gettext, context.words
    order = {case.title: _order(case) for case, _held in hosted}
    said = []
    for case, _held in hosted:
        if order[case.title] == "month_by_month":
            text = _(
                "{policy} is decided month by month: each month's pupils are placed without "
                "knowing who comes later, and nobody placed before is moved."
            )
            said.append(text.format(policy=case.title))
    online = [one for one in hosted if order[one[0].title] == "month_by_month"]
    after = [one for one in hosted if order[one[0].title] == "together"]
    for (case, held), (other, known) in zip(online, after, strict=False):
        text = _(
            "{other} knows the whole year beforehand, which nobody does: {groups} groups against "
            "{online} month by month, {metres} against {online_metres} on average, and {kronor} "
            "against {online_kronor} kronor a year. {why}"
        )
        said.append(
            text.format(
                other=other.title,
                why=_why(case, other, context),
                groups=words.whole(known.numbers.groups.sum()),
                online=words.whole(held.numbers.groups.sum()),
                metres=words.metres(known.numbers.metres_mean),
                online_metres=words.metres(held.numbers.metres_mean),
                kronor=words.whole(known.numbers.kronor),
                online_kronor=words.whole(held.numbers.kronor),
            )
        )
    return said


def _why(case: Case, other: Case, context: Context) -> str:
    """Say what the difference is the price of: foresight, and a least size if only one has it."""
    _ = context.words.gettext
    least, known = (one.run.problem.hosting for one in (case, other))
    if least is None or known is None or least.least_size.sum() >= known.least_size.sum():
        text = _("That is the most that better forecasts could give against {policy}.")
        return text.format(policy=case.title)
    text = _(
        "The difference has two causes: {other} sees the whole year, and its groups have a least "
        "size, which {policy} cannot promise to reach. So it is not the price of not seeing ahead "
        "alone."
    )
    return text.format(policy=case.title, other=other.title)


def _order(case: Case) -> str:
    return str(getattr(case.run.problem.policy.mechanism.params, "order", ""))


def _chart(hosted: Hosted, context: Context) -> Markup:
    _, words = context.words.gettext, context.words
    names = [words.month(code) for code in hosted[0][1].numbers.months.names]
    shares = [
        (held.numbers.months.used / max(held.numbers.months.seats, 1)).tolist()
        for _case, held in hosted
    ]
    chart = month_by_month(
        [case.title for case, _held in hosted],
        [case.tone for case, _held in hosted],
        names,
        shares,
        axes=(_("Month"), _("Group seats taken")),
    )
    caption = _("How many of the seats of the groups opened are taken in each month.")
    return figure(
        drawn(chart, name="months", lang=words.lang),
        caption=caption,
        spoken=caption,
        table=_table(hosted, context),
    )


def _table(hosted: Hosted, context: Context) -> Table:
    _, words = context.words.gettext, context.words
    months = [held.numbers.months for _case, held in hosted]
    first, rounded = months[0], hosted[0][1].rounded
    # who arrives when is the same under every policy, as long as all have a place
    alike = all(np.array_equal(first.pupils, one.pupils) for one in months)
    shown = months[:1] if alike else months
    heads = [] if rounded else [_("Arrive"), _("Leave their group")]
    heads += (
        [_("In groups")]
        if alike
        else [_("In groups, {policy}").format(policy=case.title) for case, _held in hosted]
    )
    heads += [_("Seats taken, {policy}").format(policy=case.title) for case, _held in hosted]
    rows = [
        [
            words.month(code),
            *([] if rounded else [words.whole(first.arrive[at]), words.whole(first.leave[at])]),
            *(words.whole(one.pupils[at]) for one in shown),
            *(words.percent(one.used[at] / max(one.seats, 1)) for one in months),
        ]
        for at, code in enumerate(first.names)
    ]
    note = (
        _("Pupils by month are rounded to fives.")
        if rounded
        else _("Those who are in a group already count as arriving in the first month.")
    )
    columns = [Column(_("Month"), numeric=False), *(Column(head) for head in heads)]
    return Table(_("Pupils and seats by month"), columns, rows, note=note)
