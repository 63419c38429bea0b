"""Introduction programmes: which units have which, how concentrated, and what spreading costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from skolval.measure.introduction import introduction_numbers
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.sections._hosting import body_of, concerned

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.hosting_told import HostingTold

__all__ = ["ORDER", "render"]

ORDER = 13


def render(context: Context) -> Section | None:
    """Return where the introduction programmes are; None where none are placed."""
    _ = context.words.gettext
    hosted = concerned(context, "introduction")
    if not hosted:
        return None
    intro = _(
        "A young person who is not eligible to a national programme goes to one of four "
        "introduction programmes. The home municipality must offer all four, and the programme-"
        "oriented one (IMV) towards a broad choice of its national programmes (17 kap. 16 § "
        "skollagen). IMV can only be where its national programme is, and an independent school "
        "takes pupils of the others only by agreement with the home municipality (17 kap. 17, 28 "
        "and 29 §§): a reason why they gather at few municipal units."
    )
    body = prose(intro) + body_of(hosted, context)
    body += render_table(_programmes(hosted, context))
    if not context.shown.public:
        # so few pupils read each programme that most of this tells of some: not for the public
        body += Markup("").join(render_table(table) for table in _each(hosted, context))
    return Section("introduction_programmes", _("Introduction programmes"), Markup(body))  # noqa: S704 - our own


def _programmes(hosted: list[tuple[Case, HostingTold]], context: Context) -> Table:
    """Return the units that have each programme and their groups, one pair a policy."""
    _, words = context.words.gettext, context.words
    kinds = list(
        dict.fromkeys(
            kind
            for case, _held in hosted
            if case.run.problem.hosting is not None
            for kind in case.run.problem.hosting.kinds
        )
    )
    rows = []
    for kind in kinds:
        row = [kind]
        for case, held in hosted:
            groups, units = _of_kind(case, held, kind)
            row.append(
                _("{groups} at {units}").format(
                    groups=words.whole(groups), units=words.whole(units)
                )
            )
        rows.append(row)
    return Table(
        _("Groups of each programme, and at how many units"),
        [Column(_("Programme"), numeric=False), *(Column(case.title) for case, _held in hosted)],
        rows,
        note=_(
            "“3 at 2” means three groups at two units. "
            "IMA: individual alternative (individuellt alternativ). IMS: language introduction "
            "(språkintroduktion). IMV: programme-oriented choice (programinriktat val). IMY: "
            "vocational introduction (yrkesintroduktion). The letters after IMV and IMY are the "
            "code of the national programme, such as BA for building and construction (bygg- och "
            "anläggningsprogrammet)."
        ),
    )


def _each(hosted: list[tuple[Case, HostingTold]], context: Context) -> list[Table]:
    """Return the law's four programmes in numbers, one table a policy; none without their facts."""
    _, words = context.words.gettext, context.words
    columns = [
        Column(_("Programme"), numeric=False),
        Column(_("Pupils")),
        Column(_("Groups")),
        Column(_("Units")),
        Column(_("Towards national programmes")),
        Column(_("Pupils at independent units")),
        Column(_("Read with national programmes")),
        Column(_("Hours of teaching a week")),
        Column(_("Newly arrived without a qualified teacher")),
    ]
    note = _(
        "Towards: how many national programmes it leads to. Read with: pupils whose group takes "
        "some lessons together with a national programme. Hours: the mean over pupils; at least 23 "
        "on average for full-time study. The last column: newly arrived pupils at units without "
        "anybody qualified to teach Swedish as a second language."
    )
    tables = []
    for case, _held in hosted:
        rows = [
            [
                one.programme, words.whole(one.pupils), words.whole(one.groups),
                words.whole(one.units), words.whole(one.orientations),
                words.whole(one.independent), words.whole(one.coread),
                words.decimal(one.hours, 1), words.whole(one.without_teacher),
            ]
            for one in introduction_numbers(case.run)
        ]  # fmt: skip
        if rows:
            title = _("The four programmes in numbers: {policy}").format(policy=case.title)
            tables.append(Table(title, columns, rows, note=note))
    return tables


def _of_kind(case: Case, held: HostingTold, kind: str) -> tuple[int, int]:
    """Return the groups of the kind and the units that have any."""
    hosting = case.run.problem.hosting
    if hosting is None or kind not in hosting.kinds:
        return 0, 0
    mine = hosting.host_kind == hosting.kinds.index(kind)
    opened = held.numbers.host_groups[mine]
    return int(opened.sum()), len(np.unique(hosting.host_unit[mine][opened > 0]))
