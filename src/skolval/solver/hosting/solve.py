"""solve_groups: pupils in groups and classes that meet the rules and make the goals small.

Rules and goals are written as everywhere in this room; the rules of groups come first. Every
placement that leaves has been checked against the rules' own statements, those of groups too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from skolval.domain.goal_order import goal_stages
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.errors import CancelledError, InfeasibleError, TimeRanOutError
from skolval.registry import load
from skolval.solver.hosting.check import broken_group_rules
from skolval.solver.hosting.clash import clashing
from skolval.solver.hosting.rounding import is_steady, post_least_groups, post_least_units
from skolval.solver.hosting.rows import Core, post_core
from skolval.solver.hosting.stage import Stages, Work
from skolval.solver.model import ArrayModel
from skolval.solver.outcome import Solved, hard_breaches, solved
from skolval.solver.programme import Programme, programme
from skolval.solver.search import Effort
from skolval.solver.stages import chosen_of, fault_of_ours, goals_on, in_order

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
    look = Stages(found, core, effort, work).search
    stages = in_order(found, order, look, mechanism="hosted")
    chosen = chosen_of(found, stages)
    for message in (
        *(breach.message for breach in hard_breaches(problem, chosen, asked.rules)),
        *broken_group_rules(problem, asked.hosting, asked.rule, chosen),
    ):
        raise fault_of_ours(message, "hosting")
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
    expressions = goals_on(problem, model, goals)
    return programme(problem, model.posted(), expressions), core


def _everybody(rules: Sequence[Step]) -> bool:
    """Return whether nobody may be left without a place."""
    return any(step.name == "everyone_placed" and step.params.price is None for step in rules)


def _can(problem: Problem, asked: Asked, effort: Effort) -> bool | None:
    """Return whether any placement meets the rules, None if that is not known."""
    found, core = _written(problem, asked, ())
    try:
        stage = Stages(found, core, effort, Work()).search(0, ())
    except (TimeRanOutError, CancelledError):
        return None
    return {"found": True, "infeasible": False}.get(stage.status)
