"""solve_groups: pupils in groups and classes that meet the rules and make the goals small.

Rules and goals are written as everywhere in this room; the rules of groups come first. Every
placement that leaves has been checked against the rules' own statements, those of groups too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skolval.domain.goal_order import GoalStage, goal_stages
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.errors import CancelledError, Fault, InfeasibleError, SkolvalError, TimeRanOutError
from skolval.registry import load
from skolval.solver.complete import placed
from skolval.solver.hosting.check import broken_group_rules
from skolval.solver.hosting.clash import clashing
from skolval.solver.hosting.rounding import is_steady, post_least_groups, post_least_units
from skolval.solver.hosting.rows import Core, post_core
from skolval.solver.hosting.stage import Stages, Work
from skolval.solver.model import ArrayModel
from skolval.solver.outcome import Solved, ceiling_of, hard_breaches, solved
from skolval.solver.programme import Programme, programme
from skolval.solver.search import Ceiling, Effort, Stage

__all__ = ["Asked", "attempted", "solve_groups"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a placement in groups is to meet and to make small.

    Parameters
    ----------
    hosting, rule : the groups. rules, goals : of the policy.
    """

    hosting: Hosting
    rule: HostingRule
    rules: Sequence[Step]
    goals: Sequence[Step]


def solve_groups(problem: Problem, asked: Asked, effort: Effort, work: Work) -> Solved:
    """Return the placement that meets all rules and makes the goals small, the first first.

    Raises
    ------
    InfeasibleError
        If no placement meets the rules; proven, with what clashes.
    TimeRanOutError
        If a limit was reached before any placement was found.
    CancelledError
        If somebody stopped it before any placement was found.
    """
    try:
        return attempted(problem, asked, effort, work)
    except InfeasibleError:
        effort.tell(_("no placement meets the rules; looking for those that clash"))
        raise clashing(problem, asked, _can) from None


def attempted(problem: Problem, asked: Asked, effort: Effort, work: Work) -> Solved:
    """Return what `solve_groups` returns; without words where nothing meets the rules."""
    found, core = _written(problem, asked, asked.goals)
    effort.tell(
        _("{pupils} pupils, {hosts} hosts, {options} options").format(
            pupils=len(problem.parties), hosts=len(asked.hosting), options=found.n_choices
        )
    )
    order = goal_stages(asked.goals)
    stages = _stages(Stages(found, core, effort, work), order)
    whole = stages[-1].whole
    if whole is None:
        raise _out_of_time(stages[-1])
    chosen = placed(found, whole)
    for message in (
        *(breach.message for breach in hard_breaches(problem, chosen, asked.rules)),
        *broken_group_rules(problem, asked.hosting, asked.rule, chosen),
    ):
        raise _broken(message)
    return solved(found, chosen, stages, (asked.rules, asked.goals))


def _written(problem: Problem, asked: Asked, goals: Sequence[Step]) -> tuple[Programme, Core]:
    model = ArrayModel(len(problem.options))
    core = post_core(problem, asked.hosting, asked.rule, model)
    for step in asked.rules:
        load("rule", step.name).post(problem, model, step.params)
    if _everybody(asked.rules):
        post_least_groups(problem, asked.hosting, model)
        if is_steady(asked.hosting):
            post_least_units(problem, asked.hosting, asked.rule, model)
    expressions = [
        stage.joined(
            [load("goal", step.name).post(problem, model, step.params) for step in stage.steps]
        )
        for stage in goal_stages(goals)
    ]
    return programme(problem, model.posted(), expressions), core


def _everybody(rules: Sequence[Step]) -> bool:
    """Return whether nobody may be left without a place."""
    return any(step.name == "everyone_placed" and step.params.price is None for step in rules)


def _stages(stages: Stages, order: Sequence[GoalStage]) -> list[Stage]:
    """Return one outcome per stage of goals; each keeps those before it within tolerance."""
    done: list[Stage] = []
    ceilings: list[Ceiling] = []
    for number, cost in enumerate(stages.found.costs):
        stage = stages.search(number, ceilings, done[-1].values if done else None)
        if stage.status == "infeasible":
            raise InfeasibleError(_("No placement meets the rules."))
        if stage.whole is None:
            raise _out_of_time(stage)
        done.append(stage)
        if order:
            upper = ceiling_of(stages.found, number, stage, order[number])
            ceilings.append(Ceiling(cost, upper))
    return done


def _can(problem: Problem, asked: Asked, effort: Effort) -> bool | None:
    """Return whether any placement meets the rules, None if that is not known."""
    found, core = _written(problem, asked, ())
    try:
        stage = Stages(found, core, effort, Work()).search(0, ())
    except (TimeRanOutError, CancelledError):
        return None
    return {"found": True, "infeasible": False}.get(stage.status)


def _out_of_time(stage: Stage) -> TimeRanOutError:
    if stage.cancelled:
        return CancelledError(
            Fault(
                _("Stopped by the user before any placement was found; nothing was written."),
                rule="cancelled",
                remedy=_("Whether a placement exists is not known. Run again to find out."),
            )
        )
    what = _("time") if stage.timed_out else _("number of search nodes")
    return TimeRanOutError(
        Fault(
            _(
                "The limit of {what} was reached before any placement was found; whether one "
                "exists is not known."
            ).format(what=what),
            rule="limit",
            remedy=_("Give `hosted` a larger limit, or ease the rule that binds most."),
        )
    )


def _broken(message: object) -> SkolvalError:
    return SkolvalError(
        Fault(
            _("The engine's placement breaks a rule: {message}").format(message=message),
            rule="hosting",
            remedy=_("This is a fault in the program; nothing was written. Please report it."),
        )
    )
