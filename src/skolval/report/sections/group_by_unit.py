"""Groups unit by unit: how many of each kind, today and then, who teaches what, how full."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.hosting_named import families_of, named
from skolval.report.language_names import codes_explained
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.domain.hosting import Hosting
    from skolval.report.context import Case, Context
    from skolval.report.hosting_told import HostingTold

__all__ = ["ORDER", "render"]

ORDER = 32


def render(context: Context) -> Section | None:
    """Return one table of units for each policy that places pupils in groups."""
    _ = context.words.gettext
    hosted = [(case, case.hosting) for case in context.cases if case.hosting is not None]
    if not hosted:
        return None
    intro = named(
        context.run,
        _(
            "Every unit that has groups today or would have them. Newly arrived is the share among "
            "all pupils of the unit, those who are there today and those placed here."
        ),
        _(
            "Every unit that has groups today or would have them. On introduction programmes is "
            "the share of those placed here among them and the unit's pupils of national "
            "programmes."
        ),
    )
    hides = (
        _(
            "A number that could tell of one to four pupils is shown as “{hidden}”, and so are "
            "as many further numbers as are needed."
        ).format(hidden=HIDDEN)
        if context.shown.public
        else ""
    )
    body = prose(intro, hides)
    for case, held in hosted:
        body += render_table(_table(case, held, context))
    return Section("group_by_unit", _("Groups unit by unit"), Markup(body))  # noqa: S704 - our own


def _table(case: Case, held: HostingTold, context: Context) -> Table:
    _, words, hosting = context.words.gettext, context.words, case.run.problem.hosting
    families = families_of(case.run)
    heads = [
        *(_("Groups {kind}").format(kind=kind) for kind in dict.fromkeys(families)),
        _("Groups, all"),
        _("Groups today"),
        _("Pupils in groups"),
        *([] if held.rounded else [_("Seats taken, fullest month")]),
        named(case.run, _("Newly arrived"), _("On introduction programmes")),
    ]
    names = case.run.units["name"].astype(str).tolist()
    found = held.numbers
    shown = np.flatnonzero((found.groups > 0) | (found.today > 0) | (found.by_unit > 0))
    spoken = hosting is not None and bool(hosting.unit_language.any())
    rows = []
    for unit in shown[words.alphabetical([names[i] for i in shown])].tolist():
        row = [
            names[unit],
            *_by_kind(case, found.host_groups, unit, context),
            words.whole(found.groups[unit]),
            words.whole(found.today[unit]),
            HIDDEN if np.isnan(held.by_unit[unit]) else words.whole(held.by_unit[unit]),
            *([] if held.rounded else [_fullest(case, held, unit, context)]),
            HIDDEN
            if held.rounded and np.isnan(held.recent[unit])
            else words.percent(held.recent[unit], 0 if held.rounded else 1),
        ]
        rows.append([*row, _taught(hosting, unit, context)] if spoken else row)
    columns = [Column(_("Unit"), numeric=False), *(Column(head) for head in heads)]
    if spoken:
        columns.append(Column(_("Languages of the teachers"), numeric=False))
    return Table(
        _("Units with groups under {policy}").format(policy=case.title),
        columns,
        rows,
        wide=True,
        note=codes_explained(hosting.languages, words) if hosting is not None and spoken else "",
    )


def _by_kind(case: Case, opened: np.ndarray, unit: int, context: Context) -> list[str]:
    """Return the groups of each kind at the unit, a dash where it may have none of the kind."""
    hosting, families = case.run.problem.hosting, families_of(case.run)
    if hosting is None:
        return []
    told = []
    of_host = np.array(families)[hosting.host_kind]
    for family in dict.fromkeys(families):
        host = np.flatnonzero((hosting.host_unit == unit) & (of_host == family))
        told.append(context.words.whole(opened[host].sum()) if len(host) else DASH)
    return told


def _fullest(case: Case, held: HostingTold, unit: int, context: Context) -> str:
    """Return the seats taken in the fullest month as a share."""
    hosting, found = case.run.problem.hosting, held.numbers
    if hosting is None:
        return DASH
    mine = hosting.host_unit == unit
    seats = int((found.host_groups[mine] * hosting.most_size[mine]).sum())
    most = float(found.months.unit_used[unit].max(initial=0.0))
    return context.words.percent(most / seats) if seats else DASH


def _taught(hosting: Hosting | None, unit: int, context: Context) -> str:
    if hosting is None:
        return DASH
    spoken = [
        name
        for name, known in zip(hosting.languages, hosting.unit_language[unit], strict=True)
        if known
    ]
    return context.words.listed(spoken) or DASH
