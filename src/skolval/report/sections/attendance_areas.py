"""Attendance areas: which areas change school, where a policy places whole areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.domain.area_zones import attendance_areas
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.told import rounded_flow

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 46
_MOST = 60


def render(context: Context) -> Section | None:
    """Return the areas that move, by policy; None where no policy places whole areas."""
    _ = context.words.gettext
    cases = [case for case in context.cases if case.run.problem.policy.parties == "areas"]
    if not cases:
        return None
    intro = _(
        "Whole areas are placed, so all pupils of an area and grade have the same school. The "
        "run's file attendance_areas.csv lists every area with its school and its school today."
    )
    parts = [prose(intro)]
    for case in cases:
        table = _moving(context, case)
        parts += [prose(_summed(context, case)), render_table(table) if table.rows else Markup()]
    return Section("attendance_areas", _("Attendance areas"), Markup().join(parts))


def _summed(context: Context, case: Case) -> str:
    _, words = context.words.gettext, context.words
    table = attendance_areas(case.run.problem, case.run.placement)
    lived = table[table["pupils"] > 0]
    moved = lived[lived["moved"]]
    return _(
        "{policy}: {moved} of {areas} areas have another school than today, with {pupils} of "
        "{all} pupils."
    ).format(
        policy=case.named,
        moved=words.whole(len(moved)),
        areas=words.whole(len(lived)),
        pupils=_flow(int(moved["pupils"].sum()), context),
        all=words.whole(int(lived["pupils"].sum())),
    )


def _flow(pupils: int, context: Context) -> str:
    """Return pupils who go from an area to a unit: for the public as flows are told."""
    if not context.shown.public or not pupils:
        return context.words.whole(pupils)
    told = int(rounded_flow(pupils))
    return context.words.whole(told) if told else HIDDEN


def _moving(context: Context, case: Case) -> Table:
    """Return the areas that move, those with most pupils first."""
    _, words = context.words.gettext, context.words
    run = case.run
    name = dict(zip(run.units["unit_id"].astype(str), run.units["name"].astype(str), strict=True))
    table = attendance_areas(run.problem, run.placement)
    moved = table[table["moved"] & (table["pupils"] > 0)]
    moved = moved.sort_values(["pupils", "area_id"], ascending=[False, True], kind="stable")
    rows = [
        [
            str(row["area_id"]),
            str(row["grade"]),
            name.get(str(row["today_unit_id"]), str(row["today_unit_id"])),
            name.get(str(row["unit_id"]), str(row["unit_id"])),
            _flow(int(row["pupils"]), context),
            words.whole(None if context.shown.public else row["metres"]),
        ]
        for row in moved.head(_MOST).to_dict("records")
    ]
    columns = [
        *(
            Column(head, numeric=False)
            for head in (_("Area"), _("Grade"), _("School today"), _("New school"))
        ),
        Column(_("Pupils")),
        Column(_("Metres")),
    ]
    caption = _("Areas that change school, at most {most}: {policy}").format(
        most=_MOST, policy=case.title
    )
    return Table(caption, columns, rows, wide=True)
