"""Reversed transport: which services run outwards, who is offered a seat, what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from skolval.domain.language import _, current, number, worded
from skolval.domain.timetable import clock_text
from skolval.measure.reversed_modes import mode_rows
from skolval.measure.reversed_routes import service_routes
from skolval.measure.reversed_sentences import kind_name, reversed_sentences, scenario_name
from skolval.measure.reversed_transport import reversed_numbers, reversed_units
from skolval.measure.transport_sentences import mode_name
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.reversed_routes_told import routes_part
from skolval.report.reversed_told import coarse, told_lines
from skolval.report.words import DASH

if TYPE_CHECKING:
    import pandas as pd

    from skolval.measure.reversed_transport import ReversedNumbers
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 43
_ENOUGH = 10


def render(context: Context) -> Section | None:
    """Return reversed transport under the policies that have it; None where none does."""
    _ = context.words.gettext
    found = [
        (case, numbers)
        for case in context.cases
        if (numbers := reversed_numbers(case.run)) is not None
    ]
    if not found:
        return None
    intro = _(
        "Reversed transport takes pupils from town to rural units with free seats: on buses that "
        "go out empty anyway, on chartered buses, or on ordinary lines by travel card. The offer "
        "is voluntary; nobody has a right to it, and whoever declines keeps a place at the "
        "guarantee school (10 kap. 30 and 32 §§ skollagen)."
    )
    parts = [prose(intro)]
    for case, numbers in found:
        parts += _of_case(context, case, numbers, headed=len(found) > 1)
    parts.append(prose(_assumption(context)))
    return Section("reversed_transport", _("Reversed transport"), Markup().join(parts))


def _of_case(
    context: Context, case: Case, numbers: ReversedNumbers, *, headed: bool
) -> list[Markup]:
    told = coarse(numbers) if context.shown.public else numbers
    parts = [prose(f"{case.named}:") if headed else Markup()]
    parts.append(facts_list(reversed_sentences(told, context.group_label)))
    lines = told_lines(case.run, public=context.shown.public)
    units = reversed_units(case.run)
    if len(lines):
        parts.append(render_table(_lines(context, case, lines)))
    if numbers.offered and not context.shown.public:
        # where a bus calls tells of single pupils: not for the public
        parts += routes_part(context.words, case.title, service_routes(case.run))
    if numbers.offered and numbers.voluntary:
        parts.append(render_table(_scenarios(context, case, told)))
    if numbers.offered and not context.shown.public:
        parts.append(_modes(context, case))
    if len(units) and not context.shown.public:
        # pupils by unit and what rides tell of one another: not for the public
        parts.append(render_table(_units(context, case, units)))
    return parts


def _assumption(context: Context) -> str:
    return context.words.gettext(
        "Pupils offered a seat have it kept on every leg and at the unit, and all other sections "
        "count them as riding: the most that can come of it. How many accept is an "
        "assumption of the policy: a share at no distance, fewer for every minute from door to "
        "bell and, where the policy says so, by how unlike the unit is to the home area. No "
        "Swedish municipality has published a take-up to calibrate it by."
    )


def _lines(context: Context, case: Case, lines: pd.DataFrame) -> Table:
    _ = context.words.gettext
    heads = (_("Out"), _("Home"), _("Seats"), _("Offered"), _("Fullest leg"), _("Expected to ride"),
             _("Minutes"), _("Kronor a year, at most"), _("Kronor per pupil"))  # fmt: skip
    return Table(
        _("Services outwards: {policy}").format(policy=case.title),
        [Column(_("Service"), numeric=False), Column(_("To"), numeric=False),
         *(Column(head) for head in heads)],
        [_line(context, case, row) for row in lines.to_dict("records")],
        note=_(
            "Out and home: in the morning from the first stop where anybody boards to where the "
            "last one leaves, in the afternoon the other way. Minutes: from leaving home until "
            "the bell, on average. Per pupil: by those expected to ride."
        ),
        wide=True,
    )  # fmt: skip


def _line(context: Context, case: Case, row: dict[Any, Any]) -> list[str]:
    words = context.words
    names = dict(zip(case.run.units["unit_id"].astype(str), case.run.units["name"], strict=True))
    nothing = HIDDEN if context.shown.public else DASH

    def told(value: float, decimals: int = 0) -> str:
        return words.decimal(value, decimals) if np.isfinite(value) else nothing

    return [
        _service(row),
        words.listed([str(names[unit]) for unit in row["units"].split()]) or nothing,
        _span(row["departs"], row["arrives"]),
        _span(row["home_departs"], row["home_arrives"]),
        words.whole(row["seats"]),
        told(row["offered"]),
        told(row["load"]),
        told(row["accepted"], 1),
        told(row["minutes"]),
        told(row["high"]),
        told(round(row["per_pupil"], -2)),
    ]


def _service(row: dict[Any, Any]) -> str:
    """Return a service and its kind, and how many travel cards it takes."""
    kind = kind_name(row["kind"])
    if row["kind"] == "ordinary" and np.isfinite(row["cards"]):
        text = _("{kind}, travel cards: {count}")
        kind = text.format(kind=kind, count=number(row["cards"], current(), decimals=1))
    return f"{row['service_id']} ({kind})"


def _span(first: float, last: float) -> str:
    """Return a time from and to; hidden where it is."""
    return f"{clock_text(int(first))}–{clock_text(int(last))}" if np.isfinite(first) else HIDDEN


def _modes(context: Context, case: Case) -> Markup:
    """Return what the same riders would cost otherwise; not for the public, who could divide."""
    _, words = context.words.gettext, context.words
    rows = [
        [
            mode_name(one.mode),
            *(words.whole(n) for n in (one.low, one.high, one.each)),
            worded(one.source, words.lang),
        ]
        for one in mode_rows(case.run)
    ]
    if not rows:
        return Markup()
    heads = (_("Lowest, kronor"), _("Highest, kronor"), _("The dearest pupil"))
    table = Table(
        _("What the same riders would cost by each way to travel: {policy}").format(
            policy=case.title
        ),
        [
            Column(_("Way to travel"), numeric=False),
            *(Column(head) for head in heads),
            Column(_("Source"), numeric=False),
        ],
        rows,
        note=_(
            "All who are expected to ride, by that way alone, in a school year. A taxi is taken "
            "alone; a run takes those to the same unit. The same pupil can cost nothing or half a "
            "million kronor."
        ),
        wide=True,
    )
    return render_table(table)


def _scenarios(context: Context, case: Case, found: ReversedNumbers) -> Table:
    _, words = context.words.gettext, context.words
    hide = context.shown.public
    rows = [
        [
            scenario_name(one.name),
            HIDDEN if hide and not one.accepted and one.name != "none"
            else words.decimal(one.accepted, 1),
            words.whole(one.low),
            words.whole(one.high),
            words.whole(round(one.per_pupil, -2)) if np.isfinite(one.per_pupil) else DASH,
            words.whole(one.relieved),
            HIDDEN if hide else words.decimal(one.beyond, 1),
        ]
        for one in found.scenarios
    ]  # fmt: skip
    heads = (_("Pupils who ride"), _("Lowest, kronor"), _("Highest, kronor"),
             _("Kronor per pupil"), _("Full units with room"), _("Beyond the seats"))  # fmt: skip
    return Table(
        _("Take-up from none to all: {policy}").format(policy=case.title),
        [Column(_("Take-up"), numeric=False), *(Column(head) for head in heads)],
        rows,
        note=_(
            "Those who decline go to the guarantee school. Beyond the seats: pupils more than the "
            "seats, over all grades at all units, in case so few accept."
        ),
    )


def _units(context: Context, case: Case, units: pd.DataFrame) -> Table:
    _, words = context.words.gettext, context.words
    rows = [
        [
            row["name"],
            words.whole(row["seats"]),
            words.whole(row["leave"]),
            words.whole(row["come"]),
            words.percent(row["none"] / row["seats"]) if row["seats"] else DASH,
            words.percent(row["assumed"] / row["seats"]) if row["seats"] else DASH,
            words.percent(row["all"] / row["seats"]) if row["seats"] else DASH,
            words.percent(row["share_none"], 1) if row["none"] >= _ENOUGH else DASH,
            words.percent(row["share_assumed"], 1) if row["assumed"] >= _ENOUGH else DASH,
        ]
        for row in units.to_dict("records")
    ]
    heads = (_("Seats"), _("Leave"), _("Come"), _("Full, nobody accepts"), _("as assumed"),
             _("all accept"), _("{group}, nobody accepts").format(group=context.group_label),
             _("as assumed"))  # fmt: skip
    return Table(
        _("Units that pupils leave or come to: {policy}").format(policy=case.title),
        [Column(_("Unit"), numeric=False), *(Column(head) for head in heads)],
        rows,
        note=_(
            "Leave and come: pupils offered a seat, by the unit where they otherwise go and the "
            "one they ride to. Full: pupils as a share of the seats. The group is counted by the "
            "residents of the pupils' home areas, for units of at least {count} pupils."
        ).format(count=_ENOUGH),
        wide=True,
    )
