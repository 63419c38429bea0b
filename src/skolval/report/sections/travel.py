"""Travel in figures: mean, median, nine in ten, longest, entitled pupils by stage, costs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from skolval.disclosure.protect import protected, table
from skolval.domain.disclosure import few
from skolval.domain.grades import stage_label
from skolval.measure.school_transport import transport_numbers
from skolval.report.audience import HIDDEN
from skolval.report.blocks import Column, Section, Table, prose, render_table
from skolval.report.origins import cited
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 41


def render(context: Context) -> Section:
    """Return one column of figures for each policy."""
    _ = context.words.gettext
    intro = _(
        "The way to school is what a family notices first. A mean hides the longest ways, so the "
        "median (half of the pupils have at most so far), nine in ten and the longest stand "
        "beside it."
    )
    source = cited(context.run.provenance, "travel", ("metres",), context.words)
    body = prose(intro) + render_table(_table(context, source))
    return Section("travel", _("Ways to school in figures"), body)


def _table(context: Context, source: str) -> Table:
    _, cases = context.words.gettext, context.cases
    rows = [
        *_ways(context),
        *_entitled(context),
        [_("School transport, kronor a school year"), *(_cost(case, context) for case in cases)],
    ]
    note = _(
        "Ways of pupils with a place and a known home. Entitled: the way is longer than the limit "
        "of the stage. The cost is what the prices that the municipality gives come to, from the "
        "lowest to the highest; a dash: no prices, or the policy does not judge school transport."
    )
    if context.shown.public:
        note += " " + _("Costs are rounded to two figures.")
    return Table(
        _("Ways to school by policy"),
        [Column(_("Figure"), numeric=False), *(Column(case.title) for case in cases)],
        rows,
        note=f"{note} {source}".strip(),
    )


def _ways(context: Context) -> list[list[str]]:
    _, words, outcomes = (
        context.words.gettext, context.words, [case.outcome for case in context.cases],
    )  # fmt: skip
    way = context.shown.way
    known = [outcome.metres for outcome in outcomes]
    medians = [float(np.median(metres)) if len(metres) else math.nan for metres in known]
    longest = [int(metres.max()) if len(metres) else None for metres in known]
    return [
        [_("Mean way"), *(words.metres(way(outcome.metres_mean)) for outcome in outcomes)],
        [_("Median way"), *(words.metres(way(median)) for median in medians)],
        [_("Nine in ten have at most"), *(words.metres(way(one.metres_p90)) for one in outcomes)],
        [_("Longest way"), *(context.shown.longest(metres) for metres in longest)],
    ]


def _entitled(context: Context) -> list[list[str]]:
    """Return the pupils entitled to school transport by stage, and of all stages."""
    _, problem = context.words.gettext, context.run.problem
    stage = problem.stage_of_party()
    stages = sorted(set(stage.tolist()))
    told = [_told(case, stages, context) for case in context.cases]
    rows = [
        [
            _("Entitled to school transport, pupils of grade {stage} (over {limit})").format(
                stage=stage_label(problem.grades, one),
                limit=context.words.metres(problem.transport_limits[one]),
            ),
            *(column[k] for column in told),
        ]
        for k, one in enumerate(stages)
    ]
    return [
        *rows,
        [
            _("Entitled to school transport, all pupils"),
            *(
                context.shown.unless(case.told.entitled, case.outcome.entitled)
                for case in context.cases
            ),
        ],
    ]


def _by_stage(case: Case, stages: list[int]) -> IntArray:
    """Return (stages, 2) pupils who are entitled, and all others of the stage."""
    problem, placement = case.run.problem, case.run.placement
    stage, size = problem.stage_of_party(), problem.parties.size
    right = placement.placed & problem.entitled()[np.maximum(placement.chosen, 0)]
    return np.array(
        [[size[(stage == one) & right].sum(), size[(stage == one) & ~right].sum()]
         for one in stages], np.int64,
    )  # fmt: skip


def _told(case: Case, stages: list[int], context: Context) -> list[str]:
    """Return the entitled pupils of each stage; for the public none that sums could tell."""
    counts = _by_stage(case, stages)
    if case.told.entitled:
        return [HIDDEN] * len(stages)
    hidden = np.zeros(len(counts), bool)
    if context.shown.public:
        cells, places = table(counts)
        secret = few(cells.values)
        sums = np.zeros(len(secret), bool)
        sums[places[-1]] = sums[places[:, -1]] = True
        # how many pupils a stage has, and how many are entitled, is told elsewhere
        hidden = protected(cells, secret, known=sums)[places][:-1, 0]
    return [
        HIDDEN if hide else context.words.whole(int(count))
        for count, hide in zip(counts[:, 0], hidden, strict=True)
    ]


def _cost(case: Case, context: Context) -> str:
    found, words = transport_numbers(case.run), context.words
    if found is None or not found.cost.high:
        return DASH
    if (
        context.shown.public
        and few(np.array([found.outcomes["right"], found.outcomes["card"]])).any()
    ):
        return HIDDEN
    ends = [found.cost.low, found.cost.high]
    if context.shown.public:
        ends = [_two_figures(end) for end in ends]
    return words.gettext("{low} to {high}").format(
        low=words.whole(ends[0]), high=words.whole(ends[1])
    )


def _two_figures(kronor: int) -> int:
    return round(kronor, 2 - len(str(abs(kronor))))
