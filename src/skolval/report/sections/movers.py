"""Who moves: how many are placed elsewhere than under the first policy, by grade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from markupsafe import Markup

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.masking import SMALLEST

if TYPE_CHECKING:
    from skolval.report.context import Case, Context
    from skolval.report.words import Words

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
    told = np.flatnonzero(pupils >= SMALLEST)
    told = told[np.lexsort((told, -pupils[told]))]
    if not len(told):
        return Markup()
    names = case.run.units["name"].astype(str).tolist()
    rows = [
        [names[pair // units], names[pair % units], words.whole(pupils[pair])]
        for pair in told[:_MOST].tolist()
    ]
    note = _(
        "Pairs of units between which at least {smallest} pupils move, at most {most} of them; "
        "together {pupils} of {all} who move."
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
    change = _changes(case, context)
    pupils = [int((grade == code).sum()) for code in codes]
    moved = [int((change.moved & (grade == code)).sum()) for code in codes]
    shorter = [int((change.shorter & (grade == code)).sum()) for code in codes]
    longer = [int((change.longer & (grade == code)).sum()) for code in codes]
    told = [_told(counts, context) for counts in (moved, shorter, longer)]
    means = [change.mean(grade == code, context) for code in codes]
    names = [problem.grades.codes[code] for code in codes]
    rows = [
        [case.title, name, words.whole(all_), told[0][k], _share(moved[k], all_, told[0][k], words),
         told[1][k], told[2][k], means[k]]
        for k, (name, all_) in enumerate(zip(names, pupils, strict=True))
    ]  # fmt: skip
    sums = [_few(sum(counts), context) for counts in (moved, shorter, longer)]
    share = _share(sum(moved), sum(pupils), sums[0], words)
    everyone = np.ones(len(grade), bool)
    last = [case.title, words.gettext("All"), words.whole(sum(pupils)), sums[0], share, sums[1],
            sums[2], change.mean(everyone, context)]  # fmt: skip
    return [*rows, last]


@dataclass(frozen=True, slots=True)
class _Changes:
    """Who moves, and by how many metres the way changes; NaN where it is not known."""

    moved: np.ndarray[Any, np.dtype[np.bool_]]
    metres: np.ndarray[Any, np.dtype[np.float64]]

    @property
    def shorter(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return self.metres < 0

    @property
    def longer(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return self.metres > 0

    def mean(self, mine: np.ndarray[Any, Any], context: Context) -> str:
        """Return the mean change of those of `mine` who move."""
        known = self.metres[mine & ~np.isnan(self.metres)]
        return "–" if len(known) < SMALLEST else context.words.signed(float(known.mean()))


def _changes(case: Case, context: Context) -> _Changes:
    problem, first = case.run.problem, context.first.run
    moved = case.run.placement.unit(problem) != first.placement.unit(first.problem)
    known = moved & ~problem.parties.protected
    known &= case.run.placement.placed & first.placement.placed
    change = case.run.placement.metres(problem) - first.placement.metres(first.problem)
    return _Changes(moved, np.where(known, change, np.nan))


def _told(counts: list[int], context: Context) -> list[str]:
    """Return counts by grade, whose sum stands in the last row."""
    if context.shown.public:
        return context.shown.parts(counts)
    return [context.shown.few(count) for count in counts]


def _few(count: int, context: Context) -> str:
    return context.shown.count(count) if context.shown.public else context.shown.few(count)


def _share(part: int, whole: int, told: str, words: Words) -> str:
    """Return the share, only where its count may be known."""
    return words.percent(part / max(whole, 1), 1) if told == words.whole(part) else "–"
