"""The objective is what the data say, and not below its proven bound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from skolval.audit.claims import Claim
from skolval.audit.rules import price_of
from skolval.domain.breach import Breach
from skolval.domain.goal_order import GoalStage, goal_stages
from skolval.domain.language import N_, _
from skolval.domain.placement import Placement, Status
from skolval.domain.policy import Policy, Step
from skolval.io.run import Run
from skolval.registry import load

__all__ = ["check_goals"]

_OPTIMAL = "optimal"
_PROVEN = 1e-4
"""Relative gap up to which the program calls a placement optimal."""


def check_goals(run: Run) -> Iterator[Claim]:
    """Yield whether objective, bound and status hold together."""
    placement = run.placement
    if placement.objective is None:
        note = _("The mechanism has no objective.")
        yield Claim("objective", _objective_text(), 0, note=note)
        return
    stage = _first_stage(run.problem.policy)
    yield _goalless(placement) if stage is None else _objective(run, stage)
    yield from _each_goal(run)
    yield _bound(placement, _given_up(run.problem.policy))


def _objective_text() -> str:
    return _("The objective is recomputed from the data with the same result.")


def _goalless(placement: Placement) -> Claim:
    text = N_("run.json gives the objective {objective}, but the policy has no goal.").format(
        objective=placement.objective
    )
    return Claim("objective", _objective_text(), 1, (Breach("objective", "", 1, "values", text),))


def _first_stage(policy: Policy) -> GoalStage | None:
    """Return the first goals weighed together; an optimum without goals is of least travel."""
    if policy.goals:
        return goal_stages(policy.goals)[0]
    if policy.mechanism.name != _OPTIMAL:
        return None
    return goal_stages((Step("travel", load("goal", "travel").Params()),))[0]


def _objective(run: Run, stage: GoalStage) -> Claim:
    told = run.placement.objective
    problem, chosen = run.problem, run.placement.chosen
    values = [load("goal", s.name).value(problem, chosen, s.params) for s in stage.steps]
    true = stage.total(values) + _prices(run)
    if told == true:
        return Claim("objective", _objective_text(), 1)
    names = " + ".join(step.name for step in stage.steps)
    units = " + ".join(dict.fromkeys(str(load("goal", s.name).UNIT) for s in stage.steps))
    text = N_("run.json gives {goal} as {told} {unit}, but the data give {true}.").format(
        goal=names, told=told, unit=units, true=true
    )
    breach = Breach("objective", names, abs(int(told or 0) - true), units, text)
    return Claim("objective", _objective_text(), 1, (breach,))


def _each_goal(run: Run) -> Iterator[Claim]:
    """Yield whether the values told of all goals are what the data say, where they are told."""
    told = run.placement.details.get("goals")
    if not told or not run.problem.policy.goals:
        return
    problem, chosen = run.problem, run.placement.chosen
    true = [
        {"goal": s.name, "value": load("goal", s.name).value(problem, chosen, s.params)}
        for s in problem.policy.goals
    ]
    found = told if isinstance(told, list) else []
    kept = [
        {key: entry.get(key) for key in ("goal", "value")}
        for entry in found
        if isinstance(entry, dict)
    ]
    text = _("The value of every goal is recomputed from the data with the same result.")
    wrong = [
        Breach("goals", one["goal"], 1, "values", _wrong_value(one, other))
        for one, other in zip_longest(true, kept, fillvalue={"goal": "–", "value": "–"})
        if one != other
    ]
    yield Claim("goals", text, len(true), tuple(wrong))


def _wrong_value(true: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    return N_("run.json tells {goal} as {told}, but the data give {name} as {true}.").format(
        goal=told["goal"], told=told["value"], name=true["goal"], true=true["value"]
    )


def _prices(run: Run) -> int:
    """Return what broken priced rules cost: they are part of the objective."""
    return sum(
        price * sum(breach.excess for breach in _breaches(run, step))
        for step in run.problem.policy.rules
        if (price := price_of(step)) is not None
    )


def _breaches(run: Run, step: Step) -> list[Breach]:
    found: list[Breach] = load("rule", step.name).breaches(
        run.problem, run.placement.chosen, step.params
    )
    return found


def _gap_follows(gap: float | None, objective: int, bound: float) -> bool:
    true = max(0.0, objective - bound) / max(1, abs(objective))
    return gap is not None and abs(gap - true) <= _PROVEN


def _given_up(policy: Policy) -> float:
    """Return the share by which the first goals may be worsened for the sake of those after."""
    stages = goal_stages(policy.goals)
    return stages[0].tolerance / 100 if len(stages) > 1 else 0.0


def _bound(placement: Placement, given_up: float) -> Claim:
    """Return whether the bound holds; later goals may take what the first one's tolerance gives."""
    text = _(
        "The proven bound is not above the objective, the gap follows from both, and a placement "
        "called optimal is within 0.01 per cent of it."
    )
    objective, bound = placement.objective or 0, placement.bound
    if bound is None:
        return Claim("bound", text, 0, note=_("No bound was proven."))
    # Bounds of linear relaxations carry rounding of a millionth.
    slack = 1e-6 * max(1.0, abs(objective))
    message = ""
    if bound > objective + slack:
        message = N_("The bound {bound} is above the objective {objective}.").format(
            bound=f"{bound:g}", objective=objective
        )
    elif (
        placement.status is Status.OPTIMAL
        and objective - bound > max(1, _PROVEN * abs(objective)) + given_up * abs(bound) + slack
    ):
        message = N_(
            "The placement is called optimal, but its bound is {bound} for {objective}."
        ).format(bound=f"{bound:g}", objective=objective)
    elif not _gap_follows(placement.gap, objective, bound):
        message = N_("The gap is told as {gap}, but {objective} and {bound} give another.").format(
            gap=placement.gap, objective=objective, bound=f"{bound:g}"
        )
    found = (Breach("bound", "", 1, "values", message),) if message else ()
    return Claim("bound", text, 1, found)
