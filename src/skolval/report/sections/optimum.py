"""What was made small: every goal's value, how low it can be at most, and what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from skolval.report.blocks import Column, Section, Table, facts_list, prose, render_table
from skolval.report.facts import label
from skolval.report.sections._goal_words import measured, read_sentence, weight_words
from skolval.report.words import DASH

if TYPE_CHECKING:
    from skolval.report.context import Case, Context

__all__ = ["ORDER", "render"]

ORDER = 65
_ORDERING = ("weight", "tolerance")


class _Goal(BaseModel):
    """One goal as the run tells it; `reading` holds what the goal tells besides its value."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    goal: str
    unit: str
    weight: int
    value: int
    reading: dict[str, float] = Field(default_factory=dict)


class _Stage(BaseModel):
    """Goals made small together, and what was proven of their weighted sum."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    goals: list[_Goal] = Field(min_length=1)
    value: int
    best: int
    bound: float | None
    gap: float | None
    tolerance: float

    @property
    def weighed(self) -> bool:
        """Whether the sum is something else than the one goal."""
        return len(self.goals) > 1 or self.goals[0].weight != 1


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    stages: list[_Stage] = Field(default_factory=list)


def render(context: Context) -> Section | None:
    """Return a table of goals for each policy that makes something small; None without any."""
    _ = context.words.gettext
    if context.shown.public:  # values of goals count everybody, protected identities too
        return None
    told = [(case, _stages(case)) for case in context.cases]
    told = [(case, stages) for case, stages in told if stages]
    if not told:
        return None
    intro = _(
        "Goals are made small one after the other: the first counts before the second. Goals with "
        "a weight are made small together, as the sum of weight times value. “Cannot be below” is "
        "proven: under the same rules, and with the goals before it kept, no placement has a "
        "lower value."
    )
    body = prose(intro)
    for case, stages in told:
        body += _of_case(case, stages, context)
    return Section("optimum", _("What was made small"), body)


def _stages(case: Case) -> list[_Stage]:
    """Return what the run tells of its goals; a run of another making tells nothing."""
    try:
        return _Told.model_validate(dict(case.run.placement.details)).stages
    except ValidationError:
        return []


def _of_case(case: Case, stages: list[_Stage], context: Context) -> Markup:
    _ = context.words.gettext
    heads = (_("Value"), _("Weight"), _("Cannot be below"), _("At most better"))
    columns = [Column(_("Order"), numeric=False), Column(_("Goal"), numeric=False)]
    columns += [Column(head) for head in heads]
    named = _named(case, stages, context)
    rows = [
        row
        for n, (stage, names) in enumerate(zip(stages, named, strict=True), 1)
        for row in _rows(n, stage, names, context)
    ]
    table = Table(_("Goals of {title}").format(title=case.title), columns, rows, wide=True)
    said = [read_sentence(one.goal, one.reading, context.words) for s in stages for one in s.goals]
    said += [_given_way(stage, names, context) for stage, names in zip(stages, named, strict=True)]
    sentences = [sentence for sentence in said if sentence]
    return render_table(table) + (facts_list(sentences) if sentences else Markup())


def _named(case: Case, stages: list[_Stage], context: Context) -> list[list[str]]:
    """Return what each goal of each stage is called, with its settings where it has any."""
    steps = iter(case.run.problem.policy.goals)
    named = []
    for stage in stages:
        names = []
        for one in stage.goals:
            step = next(steps, None)
            asked = {} if step is None else step.params.model_dump(exclude_defaults=True)
            settings = [f"{key} {asked[key]}" for key in asked if key not in _ORDERING]
            name = label("goal", one.goal, context.words)
            names.append(f"{name} ({', '.join(settings)})" if settings else name)
        named.append(names)
    return named


def _rows(number: int, stage: _Stage, names: list[str], context: Context) -> list[list[Any]]:
    """Return a row per goal, and for goals with weights one for their sum."""
    _, words = context.words.gettext, context.words
    order, gap = words.whole(number), words.percent(stage.gap, 2)
    if not stage.weighed:
        one = stage.goals[0]
        below = DASH if stage.bound is None else measured(one.unit, stage.bound, words)
        return [[order, names[0], measured(one.unit, one.value, words), DASH, below, gap]]
    rows: list[list[Any]] = []
    for name, one in zip(names, stage.goals, strict=True):
        value, weight = (
            measured(one.unit, one.value, words),
            weight_words(one.unit, one.weight, words),
        )
        rows.append([order, name, value, weight, DASH, DASH])
    bound = words.whole(stage.bound)
    return [*rows, [order, _("Weighed together"), words.whole(stage.value), DASH, bound, gap]]


def _given_way(stage: _Stage, named: list[str], context: Context) -> str:
    """Return by how much a goal gave way to the goals after it."""
    _, words = context.words.gettext, context.words
    if stage.value <= stage.best or not stage.best:
        return ""
    return _(
        "{goal} gave way by {share} to the goals after it; the policy allows {tolerance}."
    ).format(
        goal=words.listed(named),
        share=words.percent((stage.value - stage.best) / stage.best, 2),
        tolerance=words.percent(stage.tolerance / 100, 2),
    )
