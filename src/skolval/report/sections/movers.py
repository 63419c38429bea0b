"""Who moves: how many are placed elsewhere than under the first policy, by grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.masking import SMALLEST
from skolval.report.told import movers_of, rounded_flow
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.told import Movers

__all__ = ["ORDER", "render"]

ORDER = 45
_MOST = 20
"""Pairs of units in the table."""


def render(context: Context) -> Section | None:
    """Return the movers by grade and how their way changes; None for a single run."""
    if len(context.cases) < 2:
        return None
    _ = context.words.gettext
    intro = _(
        "A pupil moves when the unit is another than under {first}. The way of those who move can "
        "become shorter or longer; both are counted."
    ).format(first=context.first.title)
    rows = [row for case in context.cases[1:] for row in _rows(case, context)]
    heads = [
        _("Pupils"),
        _("Placed elsewhere"),
        _("Share"),
        _("Shorter way"),
        _("Longer way"),
        _("Mean change for those who move, metres"),
    ]
    columns = [Column(_("Policy"), numeric=False), Column(_("Grade"), numeric=False)]
    columns += [Column(head) for head in heads]
    unknown = _(
        "Pupils without a known home or a place in both are not counted in the last three columns."
    )
    few = (
        _("Numbers that could tell of one to four pupils are shown as “{hidden}”.").format(
            hidden=HIDDEN
        )
        if context.shown.public
        else _("Counts from 1 to {last} are shown as “<{smallest}”.").format(
            last=SMALLEST - 1, smallest=SMALLEST
        )
    )
    note = f"{few} {unknown}"
    table = Table(_("Pupils placed elsewhere, by grade"), columns, rows, note=note, wide=True)
    body = prose(intro) + render_table(table)
    for case in context.cases[1:]:
        body += _between_units(case, context)
    return Section("movers", _("Who moves"), body)


def _between_units(case: Case, context: Context) -> Markup:
    """Return from which unit to which pupils go who are placed elsewhere, largest groups first."""
    _, words, first = context.words.gettext, context.words, context.first.run
    problem = case.run.problem
    before, after = first.placement.unit(first.problem), case.run.placement.unit(problem)
    moved = (before != after) & (before >= 0) & (after >= 0) & ~problem.parties.protected
    units = len(problem.unit_ids)
    pupils = np.bincount(before[moved] * units + after[moved], problem.parties.size[moved])
    if context.shown.public:
        pupils = rounded_flow(pupils)
    told = np.flatnonzero(pupils >= SMALLEST)
    told = told[np.lexsort((told, -pupils[told]))]
    if not len(told) or not case.told.pairs:
        return Markup()
    names = case.run.units["name"].astype(str).tolist()
    rows = [
        [names[pair // units], names[pair % units], words.whole(pupils[pair])]
        for pair in told[:_MOST].tolist()
    ]
    note = (
        _(
            "At most {most} pairs of units, pupils rounded to fives; fewer than about ten are not "
            "told."
        )
        if context.shown.public
        else _(
            "Pairs of units between which at least {smallest} pupils move, at most {most} of them; "
            "together {pupils} of {all} who move."
        )
    ).format(
        smallest=SMALLEST,
        most=_MOST,
        pupils=words.whole(pupils[told[:_MOST]].sum()),
        all=context.shown.few(int(problem.parties.size[moved].sum())),
    )
    columns = [
        Column(_("From"), numeric=False),
        Column(_("To"), numeric=False),
        Column(_("Pupils")),
    ]
    caption = _("From unit to unit: {policy} against {first}").format(
        policy=case.title, first=context.first.title
    )
    return render_table(Table(caption, columns, rows, note=note))


def _rows(case: Case, context: Context) -> list[list[str]]:
    problem, words = case.run.problem, context.words
    grade = problem.parties.grade
    codes = sorted(set(grade.tolist()))
    change = movers_of(case.run, context.first.run)
    kinds = {"moved": change.moved, "shorter": change.shorter, "longer": change.longer}
    told = _Told(case, context)
    rows = []
    for code in codes:
        mine = grade == code
        counts = {name: int((which & mine).sum()) for name, which in kinds.items()}
        cells = told.cells(counts, int(mine.sum()), f" {code}")
        rows.append([case.title, problem.grades.codes[code], *cells, told.mean(change, mine)])
    counts = {name: int(which.sum()) for name, which in kinds.items()}
    everyone = np.ones(len(grade), bool)
    cells = told.cells(counts, len(grade), "")
    return [*rows, [case.title, words.gettext("All"), *cells, told.mean(change, everyone)]]


@dataclass(frozen=True, slots=True)
class _Told:
    """How the movers of one policy are told."""

    case: Case
    context: Context

    def count(self, name: str, count: int) -> str:
        """Return a count, hidden as is decided for all of them together."""
        if self.context.shown.public:
            return self.context.shown.unless(name in self.case.told.movers, count)
        return self.context.shown.few(count)

    def cells(self, counts: dict[str, int], pupils: int, at: str) -> list[str]:
        """Return pupils, who moves, as a share, and whose way becomes shorter and longer."""
        words = self.context.words
        shown = {name: self.count(f"{name}{at}", count) for name, count in counts.items()}
        everyone = HIDDEN if f"pupils{at}" in self.case.told.movers else words.whole(pupils)
        whole = shown["moved"] == words.whole(counts["moved"]) and everyone != HIDDEN
        share = words.percent(counts["moved"] / max(pupils, 1), 1) if whole else DASH
        return [everyone, shown["moved"], share, shown["shorter"], shown["longer"]]

    def mean(self, change: Movers, mine: np.ndarray[Any, Any]) -> str:
        """Return the mean change of those of `mine` who move.

        For the public only where nothing of the movers is hidden: means by grade and of all
        would tell the mean of few.
        """
        known = change.metres[mine & ~np.isnan(change.metres)]
        if len(known) < SMALLEST or (self.context.shown.public and self.case.told.movers):
            return DASH
        return self.context.words.signed(self.context.shown.way(float(known.mean())))
