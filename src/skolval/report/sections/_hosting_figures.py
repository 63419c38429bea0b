"""Key figures of groups by policy: concentration, ways, kronor, families, languages, seats."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from skolval.measure.concentration import LARGE_SHARE
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Table
from skolval.report.hosting_named import named, of_programmes, year_round
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.measure.hosting import Part
    from skolval.report.context import Case, Context
    from skolval.report.hosting_told import HostingTold
    from skolval.report.words import Words

__all__ = ["figures_table"]

Row = tuple[str, Callable[["HostingTold"], str]]
Hosted = list[tuple["Case", "HostingTold"]]


def figures_table(hosted: list[tuple[Case, HostingTold]], context: Context) -> Table:
    """Return one column of figures for each policy; rows that nobody has are left out."""
    _, words = context.words.gettext, context.words
    yearly = any(year_round(case.run) for case, _held in hosted)
    told = [
        *_groups(words), *_ways(words, hosted), *_pupils(words, hosted), _recent(hosted, words),
        *_seats(words, yearly=yearly), *_company(words, context.group_label),
    ]  # fmt: skip
    rows = [[name, *(tell(held) for _case, held in hosted)] for name, tell in told]
    note = _(
        "Uneven: the share of the pupils in groups who would have to go elsewhere for every unit "
        "to have as many in proportion to its size. Ways are one way, of pupils in groups with a "
        "known home."
    )
    if not of_programmes(hosted[0][0].run):
        note += " " + _(
            "A pupil who is in the group part of the week takes that part of a seat. A sibling is "
            "one who is placed here or goes to a unit already."
        )
    if context.shown.public:
        note += " " + _(
            "Ways are told to tens of metres, costs of ways to two figures, seats by month to "
            "fives."
        )
    return Table(
        _("Groups by policy"),
        [Column(_("Figure"), numeric=False), *(Column(case.title) for case, _held in hosted)],
        [row for row in rows if any(cell != DASH for cell in row[1:])],
        note=note,
    )


def _groups(words: Words) -> list[Row]:
    _ = words.gettext
    enough = _("Units that together hold {large}").format(large=words.percent(LARGE_SHARE))

    def lot(held: HostingTold) -> str:
        found = held.numbers.lot
        return DASH if found is None else words.decimal(found.gini_mean, 2)

    def gini(held: HostingTold) -> str:
        found = held.numbers.lot
        return DASH if found is None else words.decimal(found.gini, 2)

    return [
        (_("Groups"), lambda held: words.whole(held.numbers.groups.sum())),
        (_("Units with groups"), lambda held: _("{count} of {of}").format(
            count=words.whole(held.numbers.hosting_units), of=words.whole(held.spread.units))),
        (_("Of the pupils in groups, at the units with most"), lambda held: _(
            "{share} at {top}").format(
                share=words.percent(held.spread.top_share, 1), top=words.whole(held.spread.top))),
        (enough, lambda held: words.whole(held.spread.enough)),
        (_("Gini over units, of groups"), gini),
        (_("Gini over units, groups drawn by lot"), lot),
        (_("Uneven, share of pupils in groups"),
         lambda held: words.percent(held.spread.uneven, 1)),
    ]  # fmt: skip


def _ways(words: Words, hosted: Hosted) -> list[Row]:
    """Return ways and costs; ways to school have a row where anybody's way has a price."""
    _ = words.gettext
    priced = any(held.numbers.transport for _case, held in hosted)
    ways: Row = (
        _("Kronor a year: ways to school"), lambda held: words.whole(held.numbers.transport)
    )  # fmt: skip
    return [
        (_("Mean way"), lambda held: words.metres(held.numbers.metres_mean)),
        (_("Nine in ten have at most"), lambda held: words.metres(held.numbers.metres_p90)),
        (_("Mean time, minutes"), lambda held: words.whole(held.numbers.minutes_mean)),
        (_("Kronor a year: units with groups"), lambda held: words.whole(held.numbers.unit_cost)),
        (_("Kronor a year: groups"), lambda held: words.whole(held.numbers.group_cost)),
        *([ways] if priced else []),
        (_("Kronor a year: all"), lambda held: words.whole(held.numbers.kronor)),
    ]


def _pupils(words: Words, hosted: Hosted) -> list[Row]:
    _ = words.gettext
    regular = not of_programmes(hosted[0][0].run)

    def count(name: str, held: HostingTold) -> str:
        return HIDDEN if name in held.hidden else words.whole(getattr(held.numbers, name))

    def part(name: str, held: HostingTold) -> str:
        found: Part = getattr(held.numbers, name)
        if name in held.hidden:
            return HIDDEN
        if not found.of:
            return DASH
        return _("{count} of {of}").format(count=words.whole(found.count), of=words.whole(found.of))

    direct: Row = (_("Placed in a regular class at once"), lambda held: count("direct", held))
    return [
        (_("Pupils in groups"), lambda held: count("pupils", held)),
        *([direct] if regular else []),
        (_("Without a place"), lambda held: count("unplaced", held)),
        (_("Pupils with a sibling, at the unit of one"), lambda held: part("siblings", held)),
        (_("Pupils with a teacher of their language"), lambda held: part("languages", held)),
        (_("Placed before, and stay"), lambda held: part("stay", held)),
    ]


def _recent(hosted: list[tuple[Case, HostingTold]], words: Words) -> Row:
    _ = words.gettext
    name = named(
        hosted[0][0].run,
        _("Largest share of newly arrived at a unit"),
        _("Largest share on introduction programmes at a unit"),
    )
    return name, lambda held: _largest(held, words)


def _largest(held: HostingTold, words: Words) -> str:
    known = held.recent[~np.isnan(held.recent)]
    return words.percent(float(known.max()), 0 if held.rounded else 1) if len(known) else DASH


def _seats(words: Words, *, yearly: bool) -> list[Row]:
    """Return seats and months; months only where pupils come and go during the year."""
    _ = words.gettext
    seats: Row = (_("Group seats"), lambda held: words.whole(held.numbers.months.seats))
    if not yearly:
        return [seats, (_("Seats taken"), lambda held: words.percent(held.numbers.months.fullest))]
    return [
        seats,
        (_("Seats taken, mean month"),
         lambda held: words.percent(held.numbers.months.utilisation)),
        (_("Seats taken, fullest month"),
         lambda held: words.percent(held.numbers.months.fullest)),
        (_("Months in a group, mean"),
         lambda held: words.decimal(held.numbers.months.stay_mean, 1)),
        (_("Months in a group, most"),
         lambda held: DASH if held.rounded else words.whole(held.numbers.months.longest)),
    ]  # fmt: skip


def _company(words: Words, group: str) -> list[Row]:
    """Return among whom the groups are: the group that the instance is balanced on."""
    _, group = words.gettext, group[:1].upper() + group[1:]
    return [
        (_("{group}, share today at units with groups").format(group=group),
         lambda held: words.percent(held.numbers.host_share, 1)),
        (_("{group}, share today at all units").format(group=group),
         lambda held: words.percent(held.numbers.all_share, 1)),
    ]  # fmt: skip
