"""The table of a front of concentration: its points, and today's units under them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from skolval.report.blocks import Column, Table
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.report.group_front_told import GroupFrontTold, Row

__all__ = ["group_points_table"]

_Cell = tuple[str, Callable[["Row"], str]]


def group_points_table(told: GroupFrontTold) -> Table:
    """Return one row per point, tightest ceiling first, and today's units last."""
    _, words = told.words.gettext, told.words
    cells = [*_front(told), *_facts(told), *_beside(told)]
    rows = [
        [words.whole(n + 1), *(tell(row) for _name, tell in cells)]
        for n, row in enumerate(told.points)
    ]
    if told.today is not None:
        row = told.today
        rows.append([_("today's units"), *(_known(tell, row) for _name, tell in cells)])
    note = _(
        "“At most” is the ceiling on the share of the pupils in groups at the {top} units with "
        "most. “More” is above the least of what concentration is weighed against: {price}. Ways "
        "are one way, of pupils with a known home. “Dominated by” names a point that is no worse "
        "in concentration, journeys and kronor, and better in one."
    ).format(top=told.top, price=told.price)
    if told.public:
        note += " " + _(
            "Values are rounded so that they tell of no single pupil; where that is not enough, "
            "two points stand instead."
        )
    columns = [Column(_("Point"), numeric=False), *(Column(name) for name, _tell in cells)]
    return Table(_("The points of the front"), columns, rows, note=note, wide=True)


def _known(tell: Callable[[Row], str], row: Row) -> str:
    """Return the cell of today's units; a dash where only the front has something to tell."""
    try:
        return tell(row)
    except KeyError:
        return DASH


def _front(told: GroupFrontTold) -> list[_Cell]:
    _, words = told.words.gettext, told.words
    cells: list[_Cell] = [
        (_("At most"), lambda row: told.ceiling(row["at"])),
        (_("At the {top} units with most").format(top=told.top), told.share),
        (_("More"), lambda row: told.percent(row["more"])),
        (_("Gap"), lambda row: told.percent(row["gap"], 2)),
    ]
    if not told.public:
        cells[3:3] = [
            (_("In all, {unit}").format(unit=told.unit), lambda row: words.whole(row["value"])),
            (_("Proven at least"), lambda row: words.whole(row["bound"])),
        ]
    return cells


def _facts(told: GroupFrontTold) -> list[_Cell]:
    _, words = told.words.gettext, told.words
    return [
        (_("Mean way"), told.way),
        (_("Mean time, minutes"), lambda row: words.whole(row["minutes_mean"])),
        (_("Kronor a year"), lambda row: words.whole(row["kronor"])),
        (_("Units with groups"), lambda row: words.whole(row["units"])),
        (_("Groups"), lambda row: words.whole(row["groups"])),
    ]


def _beside(told: GroupFrontTold) -> list[_Cell]:
    _, words = told.words.gettext, told.words
    return [
        (_("Elsewhere than at the least"), told.moved),
        (_("Dominated by"), lambda row: words.whole(row["dominated_by"] or None)),
    ]
