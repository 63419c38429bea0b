"""solve: the placement that meets the rules and makes the goals small, one after the other.

Rules and goals are written once as arrays; equal parties become bundles; a linear programme
gives a proven bound and tells which options matter; whole counts are searched among those; a
min-cost flow and the published lottery complete the placement. Every placement that leaves
this room has been checked against the rules' own solver-free statements.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from skolval.domain.goal_order import goal_stages
from skolval.domain.language import _
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.retelling import retold
from skolval.domain.surfaces import Cancel, Linear, Progress
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.conflict import infeasible
from skolval.solver.conflicts.quick import surely_too_few
from skolval.solver.lazy import is_whole, search_whole
from skolval.solver.model import ArrayModel, Posted
from skolval.solver.outcome import Solved, hard_breaches, solved
from skolval.solver.programme import Programme, programme, tightened
from skolval.solver.search import Effort, Stage, search
from skolval.solver.stages import Look, chosen_of, fault_of_ours, goals_on, in_order
from skolval.solver.system import Limits
from skolval.solver.telling import silent, timed
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
    effort = Effort(limits, engine, timed(progress), start, warm)
    try:
        return _attempt(problem, rules, goals, effort)
    except InfeasibleError:
        effort.tell(_("no placement meets the rules; looking for those that clash"))
        effort = Effort(limits, engine, silent)
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
    expressions = goals_on(problem, model, goals)
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
    stages = in_order(found, order, _look(found, effort), mechanism="optimal")
    chosen = chosen_of(found, stages)
    if hard_breaches(problem, chosen, rules):
        # Engines allow themselves a millionth; the rules do not. Once more, a little stricter.
        effort.tell(_("the engine's rounding breaks a rule; once more with a margin"))
        firm = replace(found, system=tightened(found.system))
        strict = in_order(firm, order, _look(firm, effort), mechanism="optimal")
        chosen = chosen_of(found, strict)
        stages = [replace(new, bound=old.bound) for new, old in zip(strict, stages, strict=True)]
        for breach in hard_breaches(problem, chosen, rules):
            raise fault_of_ours(retold(breach.message), breach.rule)
    return replace(solved(found, chosen, stages, (rules, goals)), warm=_left(chosen, stages))


def _look(found: Programme, effort: Effort) -> Look:
    """Return the search of a stage: with rows found as they are broken, where rules ask for it."""
    seek = search_whole if is_whole(found) else search
    return lambda number, ceilings, start: seek(found, number, ceilings, effort, start)


def _left(chosen: IntArray, stages: Sequence[Stage]) -> Warm:
    prices = {number: stage.prices for number, stage in enumerate(stages)}
    return Warm(chosen, {n: price for n, price in prices.items() if price is not None})
