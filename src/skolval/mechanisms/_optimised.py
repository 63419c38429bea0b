"""What mechanisms that search for an optimum take for granted where a policy is silent."""

from __future__ import annotations

from typing import Any

from skolval.domain.policy import Step
from skolval.domain.problem import Problem
from skolval.domain.service_rules import service_rules
from skolval.registry import load

__all__ = ["goals_of", "rules_of"]

_ALWAYS = ("everyone_placed", "capacity")


def rules_of(problem: Problem) -> tuple[Step, ...]:
    """Return the policy's rules, after those that always hold and that it does not name."""
    named = {step.name for step in problem.policy.rules}
    always = (*((name, {}) for name in _ALWAYS), *service_rules(problem))
    added = tuple(_step("rule", name, **told) for name, told in always if name not in named)
    return (*added, *problem.policy.rules)


def goals_of(problem: Problem) -> tuple[Step, ...]:
    """Return the policy's goals; least travel where it has none."""
    return problem.policy.goals or (_step("goal", "travel"),)


def _step(room: str, name: str, **told: Any) -> Step:
    return Step(name, load(room, name).Params(**told))
