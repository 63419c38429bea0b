"""solve: the placement that meets the rules and makes the goals small, one after the other.

Rules and goals are written once as arrays; equal parties become bundles; a linear programme
gives a proven bound and tells which options matter; whole counts are searched among those; a
min-cost flow and the published lottery complete the placement. Every placement that leaves
this room has been checked against the rules' own solver-free statements.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from skolval.domain.goal_order import GoalStage, goal_stages
from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.retelling import retold
from skolval.domain.surfaces import Cancel, Linear, Progress
from skolval.errors import (
    CancelledError,
    Fault,
    InfeasibleError,
    SkolvalError,
    TimeRanOutError,
)
from skolval.registry import load
from skolval.solver.complete import placed
from skolval.solver.conflict import infeasible
from skolval.solver.conflicts.quick import surely_too_few
from skolval.solver.lazy import is_whole, search_whole
from skolval.solver.model import ArrayModel, Posted
from skolval.solver.outcome import Solved, ceiling_of, hard_breaches, solved
from skolval.solver.programme import Programme, programme, tightened
from skolval.solver.search import Ceiling, Effort, Stage, search
from skolval.solver.system import Limits
from skolval.solver.warm import Warm

__all__ = ["Solved", "posted_programme", "solve"]


def solve(  # noqa: PLR0913 - the room's one door: what to solve, how far, from where
    problem: Problem,
    *,
    rules: Sequence[Step],
    goals: Sequence[Step],
    limits: Limits,
    engine: str = "auto",
    progress: Progress | None = None,
    start: IntArray | None = None,
    warm: Warm | None = None,
    cancel: Cancel | None = None,
    weights: Mapping[str, float] | None = None,
) -> Solved:
    """Return the placement that meets `rules` and makes `goals` small, the first first.

    Parameters
    ----------
    engine : ``auto`` or one of `skolval.solver.engines.kinds.ENGINES`.
    progress : called with lines of text.
    start : (n_parties,) option rows of a placement to begin from; where it breaks a rule it
        is not used. warm : `Solved.warm` of a problem like this one.
    cancel : a ``threading.Event`` or the like; once it is set the search stops within
        seconds and the best placement found so far is returned, with its bound.
    weights : by rule, how many times as much it counts that it gives way, for the cheapest
        joint relaxation of rules that clash.

    Raises
    ------
    InfeasibleError
        If no placement meets the rules; proven, with the names of the clashing ones.
    TimeRanOutError
        If a limit was reached before any placement was found.
    CancelledError
        If `cancel` was set before any placement was found.
    """
    limits = replace(limits, cancel=cancel or limits.cancel)
    effort = Effort(limits, engine, _timed(progress), start, warm)
    try:
        return _attempt(problem, rules, goals, effort)
    except InfeasibleError:
        effort.tell(_("no placement meets the rules; looking for those that clash"))
        effort = Effort(limits, engine, _silent)
        raise infeasible(problem, rules, effort, _attempt, weights=weights) from None


def posted_programme(problem: Problem, rules: Sequence[Step], goals: Sequence[Step]) -> Programme:
    """Return the programme of `rules` and `goals` on `problem`; a cost per stage of goals."""
    return programme(problem, *_written(problem, rules, goals))


def _written(
    problem: Problem, rules: Sequence[Step], goals: Sequence[Step]
) -> tuple[Posted, list[Linear]]:
    """Return what rules and goals write; the model they wrote on is let go."""
    model = ArrayModel(len(problem.options))
    for step in rules:
        load("rule", step.name).post(problem, model, step.params)
    expressions = [
        stage.joined(
            [load("goal", step.name).post(problem, model, step.params) for step in stage.steps]
        )
        for stage in goal_stages(goals)
    ]
    return model.posted(), expressions


def _attempt(
    problem: Problem, rules: Sequence[Step], goals: Sequence[Step], effort: Effort
) -> Solved:
    """Return what `solve` returns; without words where nothing meets the rules."""
    found = posted_programme(problem, rules, goals)
    effort.tell(
        _("{pupils} pupils, {kinds} kinds of pupils, {options} options").format(
            pupils=len(problem.parties), kinds=len(found.bundles.count), options=found.n_choices
        )
    )
    if surely_too_few(found):
        raise InfeasibleError(_("No placement meets the rules."))
    order = goal_stages(goals)
    stages = _stages(found, order, effort)
    chosen = _chosen(found, stages)
    if hard_breaches(problem, chosen, rules):
        # Engines allow themselves a millionth; the rules do not. Once more, a little stricter.
        effort.tell(_("the engine's rounding breaks a rule; once more with a margin"))
        strict = _stages(replace(found, system=tightened(found.system)), order, effort)
        chosen = _chosen(found, strict)
        stages = [replace(new, bound=old.bound) for new, old in zip(strict, stages, strict=True)]
        _refuse_broken(problem, chosen, rules)
    return replace(solved(found, chosen, stages, (rules, goals)), warm=_left(chosen, stages))


def _stages(found: Programme, order: Sequence[GoalStage], effort: Effort) -> list[Stage]:
    """Return one outcome per stage of goals; each keeps those before it within tolerance."""
    stages: list[Stage] = []
    ceilings: list[Ceiling] = []
    for number in range(len(found.costs)):
        start = stages[-1].values if stages else None
        look = search_whole if is_whole(found) else search
        stage = look(found, number, ceilings, effort, start)
        if stage.whole is None and stages:
            stage = replace(
                stages[-1],
                bound=-np.inf,
                root=-np.inf,
                work=0,
                engine="",
                timed_out=stage.timed_out,
                cancelled=stage.cancelled,
                note=stage.note,
            )
        if stage.status == "infeasible":
            raise InfeasibleError(_("No placement meets the rules."))
        if stage.whole is None:
            raise _out_of_time(stage)
        stages.append(stage)
        if order:
            upper = ceiling_of(found, number, stage, order[number])
            ceilings.append(Ceiling(found.costs[number], upper))
    return stages


def _left(chosen: IntArray, stages: Sequence[Stage]) -> Warm:
    prices = {number: stage.prices for number, stage in enumerate(stages)}
    return Warm(chosen, {n: price for n, price in prices.items() if price is not None})


def _chosen(found: Programme, stages: Sequence[Stage]) -> IntArray:
    whole = stages[-1].whole
    return placed(found, np.zeros(found.n_choices, np.int64) if whole is None else whole)


def _refuse_broken(problem: Problem, chosen: IntArray, rules: Sequence[Step]) -> None:
    for breach in hard_breaches(problem, chosen, rules):
        raise SkolvalError(
            Fault(
                _("The engine's placement breaks a rule: {message}").format(
                    message=retold(breach.message)
                ),
                rule=breach.rule,
                remedy=_("This is a fault in the program; nothing was written. Please report it."),
            )
        )


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
            remedy=_("Give `optimal` a larger limit, or ease the rule that binds most."),
        )
    )


def _silent(_line: str) -> None:
    return


def _timed(progress: Progress | None) -> Progress:
    if progress is None:
        return _silent
    began = time.perf_counter()
    return lambda line: progress(f"{time.perf_counter() - began:6.1f} s: {line}")
