"""What a search found, in the words of goals and rules: values, bounds, gaps, prices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

import numpy as np

from skolval.domain.breach import Breach
from skolval.domain.goal_order import GoalStage, goal_stages
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.registry import load
from skolval.solver.programme import Programme
from skolval.solver.search import Stage
from skolval.solver.warm import Warm

__all__ = ["Solved", "ceiling_of", "hard_breaches", "price_paid", "solved"]

_PROVEN = 1e-4


@dataclass(frozen=True, slots=True)
class Solved:
    """What was found and proven.

    Parameters
    ----------
    chosen : (n_parties,) option rows, -1 none.
    status : optimal when every stage's gap is at most 0.0001, else feasible.
    objective : value of the first stage of goals, and prices paid. bound : proven lower
        bound on it.
    gap : (objective - bound) / objective. details : plain values for the run's record.
    warm : what `solve` of a problem like this one can begin from.
    """

    chosen: IntArray
    status: Status
    objective: int
    bound: float
    gap: float
    details: dict[str, Any] = field(default_factory=dict)
    warm: Warm | None = None


def solved(
    found: Programme, chosen: IntArray, stages: Sequence[Stage], steps: tuple[Sequence[Step], ...]
) -> Solved:
    """Return the outcome of `stages`, one per stage of goals.

    Parameters
    ----------
    steps : the rules and the goals.
    """
    rules, goals = steps
    paid = price_paid(found.problem, chosen, rules)
    order = goal_stages(goals)
    stages = [
        _believable(found, chosen, stage, one, paid if number == 0 else 0)
        for number, (stage, one) in enumerate(zip_longest(stages, order[: len(stages)]))
    ]
    told = [
        _told(found, number, stage, order[number], (chosen, paid if number == 0 else 0))
        for number, stage in enumerate(stages[: len(order)])
    ]
    objective = paid + (told[0]["value"] if told else 0)
    bound = _lifted(stages[0].bound)
    bests = [entry["best"] for entry in told] or [_best(found, 0, stages[0])]
    gaps = [_gap(best, stage.bound) for best, stage in zip(bests, stages, strict=True)]
    return Solved(
        chosen=chosen,
        status=Status.OPTIMAL if max(gaps) <= _PROVEN else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=_gap(objective, bound),
        details={
            "goals": [entry for stage in told for entry in _each_goal(stage)],
            "stages": told,
            "price_paid": paid,
            "kinds": len(found.bundles.count),
            "choices": found.n_choices,
            "reproducible": not any(stage.timed_out or stage.cancelled for stage in stages),
            "cancelled": any(stage.cancelled for stage in stages),
            "notes": [stage.note for stage in stages if stage.note],
        },
    )


def _believable(
    found: Programme, chosen: IntArray, stage: Stage, order: GoalStage | None, paid: int
) -> Stage:
    """Return the stage without a bound that its own placement disproves.

    Engines allow themselves a millionth of a row, which large coefficients make visible. What
    the placement has is true, so the linear programme's bound stands instead, or none.
    """
    if order is None:
        return stage
    values = [
        load("goal", step.name).value(found.problem, chosen, step.params) for step in order.steps
    ]
    value = order.total(values) + paid
    if _lifted(stage.bound) <= value:
        return stage
    root = stage.root if _lifted(stage.root) <= value else -math.inf
    note = f"the engine's bound {stage.bound:g} was above the value {value} that was found"
    return replace(stage, bound=root, note="; ".join(filter(None, (stage.note, note))))


def hard_breaches(problem: Problem, chosen: IntArray, rules: Sequence[Step]) -> list[Breach]:
    """Return the breaches of the rules that have no price."""
    return [
        breach
        for step in rules
        if step.params.price is None
        for breach in load("rule", step.name).breaches(problem, chosen, step.params)
    ]


def price_paid(problem: Problem, chosen: IntArray, rules: Sequence[Step]) -> int:
    """Return what the breaches of the priced rules cost together."""
    return sum(
        step.params.price * breach.excess
        for step in rules
        if step.params.price is not None
        for breach in load("rule", step.name).breaches(problem, chosen, step.params)
    )


def ceiling_of(found: Programme, number: int, stage: Stage, order: GoalStage) -> float:
    """Return the right side that keeps stage `number` within its tolerance, rounded down."""
    return float(order.ceiling(round(_best(found, number, stage))) - found.constants[number])


def _told(
    found: Programme, number: int, stage: Stage, order: GoalStage, placed: tuple[IntArray, int]
) -> dict[str, Any]:
    """Return what is told of one stage: its value, and every goal's own in `goals`.

    Parameters
    ----------
    placed : the option rows, and what prices are paid within the stage.
    """
    chosen, paid = placed
    goals = [
        _of_goal(found.problem, chosen, step, weight)
        for step, weight in zip(order.steps, order.weights, strict=True)
    ]
    value = order.total([goal["value"] for goal in goals])
    # What the engine left of its own columns may be more than the placement needs.
    best = min(_best(found, number, stage), value + paid)
    return {
        "goals": goals,
        "value": value,
        "best": round(best),
        "bound": _lifted(stage.bound) if math.isfinite(stage.bound) else None,
        "root": stage.root if math.isfinite(stage.root) else None,
        "gap": _gap(best, stage.bound) if math.isfinite(stage.bound) else None,
        "tolerance": order.tolerance,
        "engine": stage.engine,
        "nodes": stage.work,
    }


def _of_goal(problem: Problem, chosen: IntArray, step: Step, weight: int) -> dict[str, Any]:
    goal = load("goal", step.name)
    reading = getattr(goal, "reading", None)
    return {
        "goal": step.name,
        "unit": goal.UNIT,
        "weight": weight,
        "value": goal.value(problem, chosen, step.params),
        "reading": reading(problem, chosen, step.params) if reading else {},
    }


def _each_goal(stage: dict[str, Any]) -> list[dict[str, Any]]:
    """Return one entry per goal of a stage; what was proven is known of the stage as a whole."""
    proven = ("best", "bound", "root", "gap")
    alone = len(stage["goals"]) == 1 and stage["goals"][0]["weight"] == 1
    told = {key: stage[key] if alone else None for key in proven}
    return [goal | told | {k: stage[k] for k in ("engine", "nodes")} for goal in stage["goals"]]


def _best(found: Programme, number: int, stage: Stage) -> float:
    values = np.zeros(len(found.system.cost)) if stage.values is None else stage.values
    return float(found.costs[number] @ values) + found.constants[number]


def _lifted(bound: float) -> float:
    """Return the bound rounded up: goals are whole, so no value lies between."""
    if not math.isfinite(bound):
        return bound
    return float(math.ceil(bound - 1e-8 * max(100.0, abs(bound))))


def _gap(value: float, bound: float) -> float:
    if value - _lifted(bound) <= 0:
        return 0.0
    return float((value - bound) / abs(value)) if value else math.inf
