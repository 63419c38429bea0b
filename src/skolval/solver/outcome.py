"""What a search found, in the words of goals and rules: values, bounds, gaps, prices."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from skolval.domain.breach import Breach
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
    status : optimal when every goal's gap is at most 0.0001, else feasible.
    objective : value of the first goal, and prices paid. bound : proven lower bound on it.
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
    """Return the outcome of `stages`, one per goal.

    Parameters
    ----------
    steps : the rules and the goals.
    """
    rules, goals = steps
    paid = price_paid(found.problem, chosen, rules)
    told = [
        _told(found, number, stage, goal, chosen)
        for number, (stage, goal) in enumerate(zip(stages, goals, strict=False))
    ]
    objective = paid + (told[0]["value"] if told else 0)
    bound = _lifted(stages[0].bound)
    gaps = [_gap(_best(found, n, stage), stage.bound) for n, stage in enumerate(stages)]
    return Solved(
        chosen=chosen,
        status=Status.OPTIMAL if max(gaps) <= _PROVEN else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=_gap(objective, bound),
        details={
            "goals": told,
            "price_paid": paid,
            "kinds": len(found.bundles.count),
            "choices": found.n_choices,
            "reproducible": not any(stage.timed_out for stage in stages),
        },
    )


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


def ceiling_of(found: Programme, number: int, stage: Stage, step: Step) -> float:
    """Return the right side that keeps goal `number` within its tolerance, rounded down."""
    value = round(_best(found, number, stage))
    allowed = value + math.floor(abs(value) * step.params.tolerance / 100 + 1e-9)
    return float(allowed - found.constants[number])


def _told(
    found: Programme, number: int, stage: Stage, step: Step, chosen: IntArray
) -> dict[str, Any]:
    goal = load("goal", step.name)
    best = _best(found, number, stage)
    return {
        "goal": step.name,
        "unit": goal.UNIT,
        "value": goal.value(found.problem, chosen, step.params),
        "best": round(best),
        "bound": _lifted(stage.bound) if math.isfinite(stage.bound) else None,
        "root": stage.root if math.isfinite(stage.root) else None,
        "gap": _gap(best, stage.bound) if math.isfinite(stage.bound) else None,
        "engine": stage.engine,
        "nodes": stage.work,
    }


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
