"""Wishes and ways: who got which choice, and how far it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, figure, prose
from skolval.report.chart_style import drawn
from skolval.report.charts import stacked, steps
from skolval.report.origins import cited
from skolval.report.told import CHOICES, LIMITS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markupsafe import Markup

    from skolval.domain.counts import FloatArray
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 40


def render(context: Context) -> Section:
    """Return the charts of ranks and distances, each with its table."""
    _ = context.words.gettext
    if not context.chosen_by_any and context.hosted:
        # nobody wished: there are ways alone
        return Section("wishes", _("Ways to school"), _ways(context))
    intro = _(
        "A policy can be read from two sides: did the families get what they wished for, and how "
        "far must the pupils go?"
    )
    return Section(
        "wishes", _("Choices and ways to school"), prose(intro) + _ranks(context) + _ways(context)
    )


def _ranks(context: Context) -> Markup:
    _, cases = context.words.gettext, context.cases
    parts = [
        _("First choice"),
        _("Second choice"),
        _("Third choice or later"),
        _("A unit not wished for"),
        _("No place"),
    ]
    titles = [case.title for case in cases]
    hidden = [[name in case.told.choices for name in CHOICES] for case in cases]
    shares = [
        [count / max(case.outcome.pupils, 1) for count in _drawn(case.outcome.by_rank, hide)]
        for case, hide in zip(cases, hidden, strict=True)
    ]
    chart = drawn(
        stacked(titles, parts, shares, axis=_("Share of all pupils")),
        name="ranks",
        lang=context.words.lang,
    )
    told = [
        [context.shown.unless(*pair) for pair in zip(hide, case.outcome.by_rank, strict=True)]
        for case, hide in zip(cases, hidden, strict=True)
    ]
    table = Table(
        _("Pupils by the choice they got"),
        [Column(_("Choice"), numeric=False), *(Column(title) for title in titles)],
        [[part, *(column[i] for column in told)] for i, part in enumerate(parts)],
        note=_(
            "All pupils of the round. Those who sent in no choice are placed at a unit not wished "
            "for; that is no refusal."
        ),
    )
    caption = _("Which choice the pupils got, as a share of all pupils.")
    source = cited(context.run.provenance, "choices", ("unit_id",), context.words)
    return figure(chart, caption=f"{caption} {source}".strip(), spoken=caption, table=table)


def _drawn(counts: Sequence[int], hidden: Sequence[bool]) -> list[float]:
    """Return counts for a chart: those that are hidden share what is left of the whole alike."""
    left = sum(count for count, hide in zip(counts, hidden, strict=True) if hide)
    alike = left / max(sum(hidden), 1)
    return [alike if hide else count for count, hide in zip(counts, hidden, strict=True)]


def _ways(context: Context) -> Markup:
    _, cases = context.words.gettext, context.cases
    end, cut = _axis(context)
    chart = drawn(
        steps(
            [case.title for case in cases],
            [case.tone for case in cases],
            [_curve(case, np.linspace(0, end, 60), context) for case in cases],
            axes=(_("Way to school, kilometres"), _("Share of pupils")),
        ),
        name="ways",
        lang=context.words.lang,
    )
    caption = _(
        "The share of pupils who have at most so long a way. A curve further to the left means "
        "shorter ways."
    )
    if cut:
        caption += " " + _("The very longest ways lie outside the chart; the table has them.")
    source = cited(context.run.provenance, "travel", ("metres",), context.words)
    caption = f"{caption} {source}".strip()
    return figure(chart, caption=caption, spoken=caption, table=_ways_table(context))


def _axis(context: Context) -> tuple[float, bool]:
    """Return how many metres the chart shows, and whether some ways are longer."""
    ways = [c.outcome.metres for c in context.cases if len(c.outcome.metres)]
    farthest = max((float(way.max()) for way in ways), default=1000.0)
    most = max((float(np.quantile(way, 0.98)) for way in ways), default=1000.0)
    # a few very long ways would squeeze everybody else's to the left edge
    cut = farthest > 2 * most
    end = max(most if cut else farthest, 500.0)
    if context.shown.public:  # the end of the axis is somebody's way
        end = float(1000 * np.ceil(end / 1000))
    return end, cut


def _curve(case: Case, grid: FloatArray, context: Context) -> list[tuple[float, float]]:
    metres = case.outcome.metres
    shares = context.shown.drawn([_share_within(metres, x) for x in grid], of=len(metres))
    return list(zip((grid / 1000).tolist(), shares, strict=True))


def _ways_table(context: Context) -> Table:
    _, words, cases = context.words.gettext, context.words, context.cases
    rows = [
        [
            _("At most {metres}").format(metres=words.metres(limit)),
            *(
                HIDDEN
                if limit in case.told.ways
                else words.percent(_share_within(case.outcome.metres, limit), 1)
                for case in cases
            ),
        ]
        for limit in LIMITS
    ]
    longest = [
        context.shown.longest(int(case.outcome.metres.max()) if len(case.outcome.metres) else None)
        for case in cases
    ]
    rows.append([_("Longest way"), *longest])
    return Table(
        _("Share of pupils by length of the way to school"),
        [Column(_("Way to school"), numeric=False), *(Column(case.title) for case in cases)],
        rows,
    )


def _share_within(metres: np.ndarray, limit: float) -> float:
    return float((metres <= limit).mean()) if len(metres) else float("nan")
