"""Who moves: how many are placed elsewhere than under the first policy, by grade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.masking import SMALLEST

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 45


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
    note = _(
        "Counts from 1 to {last} are shown as “<{smallest}”. Pupils without a known home or a "
        "place in both are not counted in the last three columns."
    ).format(last=SMALLEST - 1, smallest=SMALLEST)
    table = Table(_("Pupils placed elsewhere, by grade"), columns, rows, note=note, wide=True)
    return Section("movers", _("Who moves"), prose(intro) + render_table(table))


def _rows(case: Case, context: Context) -> list[list[str]]:
    problem = case.run.problem
    grade = problem.parties.grade
    rows = [
        _row(case, context, grade == code, problem.grades.codes[code])
        for code in sorted(set(grade.tolist()))
    ]
    everyone = np.ones(len(grade), bool)
    return [*rows, _row(case, context, everyone, context.words.gettext("All"))]


def _row(case: Case, context: Context, mine: np.ndarray, grade: str) -> list[str]:
    words, first = context.words, context.first.run
    problem = case.run.problem
    moved = mine & (case.run.placement.unit(problem) != first.placement.unit(first.problem))
    known = moved & ~problem.parties.protected
    known &= case.run.placement.placed & first.placement.placed
    change = (case.run.placement.metres(problem) - first.placement.metres(first.problem))[known]
    few = len(change) < SMALLEST
    return [
        case.title,
        grade,
        words.whole(int(mine.sum())),
        _few(int(moved.sum()), context),
        words.percent(moved.sum() / max(mine.sum(), 1), 1) if moved.sum() >= SMALLEST else "–",
        _few(int((change < 0).sum()), context),
        _few(int((change > 0).sum()), context),
        "–" if few else words.signed(float(change.mean())),
    ]


def _few(count: int, context: Context) -> str:
    return f"<{SMALLEST}" if 0 < count < SMALLEST else context.words.whole(count)
