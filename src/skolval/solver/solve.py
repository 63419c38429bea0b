"""solve: the placement that meets the rules and makes the goals small, one after the other.

Rules and goals are written once as arrays; equal parties become bundles; a linear programme
gives a proven bound and tells which options matter; whole counts are searched among those; a
min-cost flow and the published lottery complete the placement. Every placement that leaves
this room has been checked against the rules' own solver-free statements.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from skolval.domain.breach import Breach
from skolval.domain.placement import Status
from skolval.domain.policy import Step
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, InfeasibleError, SkolvalError, TimeRanOutError
from skolval.registry import load
from skolval.solver.complete import placed
from skolval.solver.conflict import infeasible
from skolval.solver.model import ArrayModel
from skolval.solver.programme import Programme, programme
from skolval.solver.search import Ceiling, Stage, search
from skolval.solver.system import Limits

__all__ = ["Solved", "hard_breaches", "posted_programme", "price_paid", "solve"]

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
    """

    chosen: IntArray
    status: Status
    objective: int
    bound: float
    gap: float
    details: dict[str, Any] = field(default_factory=dict)


def solve(
    problem: Problem,
    *,
    rules: Sequence[Step],
    goals: Sequence[Step],
    limits: Limits,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Solved:
    """Return the placement that meets `rules` and makes `goals` small, the first first.

    Raises
    ------
    InfeasibleError
        If no placement meets the rules; proven, with the names of the clashing ones.
    TimeRanOutError
        If a limit was reached before any placement was found.
    """
    try:
        return _attempt(
            problem, rules=rules, goals=goals, limits=limits, engine=engine, progress=progress
        )
    except InfeasibleError:
        raise infeasible(problem, rules, limits, _attempt) from None


def _attempt(
    problem: Problem,
    *,
    rules: Sequence[Step],
    goals: Sequence[Step],
    limits: Limits,
    engine: str = "auto",
    progress: Progress | None = None,
) -> Solved:
    """Return what `solve` returns; without words where nothing meets the rules."""
    say = progress or _silent
    found = posted_programme(problem, rules, goals)
    say(
        f"{len(problem.parties)} pupils, {len(found.bundles.count)} kinds, {found.n_choices} options"
    )
    stages: list[Stage] = []
    for number in range(len(found.costs)):
        ceilings = [
            Ceiling(found.costs[k], _ceiling(found, k, stages[k], goals[k])) for k in range(number)
        ]
        tell = _timed(say, goals[number].name if goals else "rules")
        stage = search(
            found, number, ceilings, limits=limits, engine=engine, tell=tell,
            start=stages[-1].values if stages else None,
        )  # fmt: skip
        if stage.whole is None and stages:
            stage = replace(stages[-1], bound=-np.inf, timed_out=stage.timed_out)
        if stage.status == "infeasible":
            raise InfeasibleError("No placement meets the rules.")
        if stage.whole is None:
            raise _out_of_time(stage)
        stages.append(stage)
    return _solved(found, stages, rules, goals)


def posted_programme(problem: Problem, rules: Sequence[Step], goals: Sequence[Step]) -> Programme:
    """Return the programme that `rules` and `goals` write on `problem`."""
    model = ArrayModel(len(problem.options))
    for step in rules:
        load("rule", step.name).post(problem, model, step.params)
    expressions = [load("goal", step.name).post(problem, model, step.params) for step in goals]
    return programme(problem, model.posted(), expressions)


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


def _solved(
    found: Programme, stages: list[Stage], rules: Sequence[Step], goals: Sequence[Step]
) -> Solved:
    problem = found.problem
    chosen = placed(found, stages[-1].whole)
    wrong = hard_breaches(problem, chosen, rules)
    if wrong:
        raise SkolvalError(
            Fault(
                f"The engine's placement breaks a rule: {wrong[0].message}",
                rule=wrong[0].rule,
                remedy="This is a fault in the program; nothing was written. Please report it.",
            )
        )
    paid = price_paid(problem, chosen, rules)
    told = [
        _told(found, number, stage, step, chosen)
        for number, (step, stage) in enumerate(zip(goals, stages, strict=False))
    ]
    objective = paid + (told[0]["value"] if told else 0)
    bound = _lifted(stages[0].bound)
    proven = all(
        _gap(_value(found, number, stage), stage.bound) <= _PROVEN
        for number, stage in enumerate(stages)
    )
    return Solved(
        chosen=chosen,
        status=Status.OPTIMAL if proven else Status.FEASIBLE,
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


def _told(
    found: Programme, number: int, stage: Stage, step: Step, chosen: IntArray
) -> dict[str, Any]:
    goal = load("goal", step.name)
    best = _value(found, number, stage)
    return {
        "goal": step.name,
        "unit": goal.UNIT,
        "value": goal.value(found.problem, chosen, step.params),
        "best": round(best),
        "bound": _lifted(stage.bound),
        "root": stage.root,
        "gap": _gap(best, stage.bound),
        "engine": stage.engine,
        "nodes": stage.work,
    }


def _value(found: Programme, number: int, stage: Stage) -> float:
    return float(found.costs[number] @ stage.values) + found.constants[number]


def _ceiling(found: Programme, number: int, stage: Stage, step: Step) -> float:
    """Return the right side that keeps goal `number` within its tolerance, rounded down."""
    value = round(_value(found, number, stage))
    allowed = value + math.floor(abs(value) * step.params.tolerance / 100 + 1e-9)
    return allowed - found.constants[number]


def _lifted(bound: float) -> float:
    """Return the bound; whole goals have whole values, so it may be rounded up."""
    return (
        float(math.ceil(bound - 1e-8 * max(100.0, abs(bound)))) if math.isfinite(bound) else bound
    )


def _gap(value: float, bound: float) -> float:
    if value - _lifted(bound) <= 0:
        return 0.0
    return float((value - bound) / abs(value)) if value else math.inf


def _out_of_time(stage: Stage) -> TimeRanOutError:
    what = "time" if stage.timed_out else "number of search nodes"
    return TimeRanOutError(
        Fault(
            f"The limit of {what} was reached before any placement was found; "
            "whether one exists is not known.",
            rule="limit",
            remedy="Give `optimal` a larger limit, or ease the rule that binds most.",
        )
    )


def _silent(_line: str) -> None:
    return


def _timed(say: Progress, name: str) -> Progress:
    began = time.perf_counter()
    return lambda line: say(f"{name}: {line} after {time.perf_counter() - began:.1f} s")
