"""The order of goals (målens ordning): one after the other, or weighed against each other.

Goals that stand after each other and all have a `weight` are one stage: their sum, weight times
value, is made small. Every other goal is a stage of its own. Stages are made small one after
the other; each may be worsened by its tolerance for the stages after it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from skolval.domain.policy import Step
from skolval.domain.surfaces import Linear

__all__ = ["GoalStage", "goal_stages"]


@dataclass(frozen=True, slots=True)
class GoalStage:
    """Goals that are made small together.

    Parameters
    ----------
    steps : the goals, in the policy's order. weights : whole, one per goal; 1 for a goal that
        has none.
    """

    steps: tuple[Step, ...]
    weights: tuple[int, ...]

    @property
    def tolerance(self) -> float:
        """Per cent by which the stage may be worsened: the largest among its goals."""
        return max(float(step.params.tolerance) for step in self.steps)

    def total(self, values: Sequence[int]) -> int:
        """Return the stage's value when its goals have `values`."""
        return sum(w * value for w, value in zip(self.weights, values, strict=True))

    def ceiling(self, value: int) -> int:
        """Return the largest value that the stages after this one may leave, rounded down."""
        return value + math.floor(abs(value) * self.tolerance / 100 + 1e-9)

    def joined(self, expressions: Sequence[Linear]) -> Linear:
        """Return the weighted sum of the goals' expressions."""
        weighed = list(zip(self.weights, expressions, strict=True))
        return Linear(
            np.concatenate([part.columns for _, part in weighed]),
            np.concatenate([weight * part.coefficients for weight, part in weighed]),
            sum(weight * part.constant for weight, part in weighed),
        )


def goal_stages(goals: Sequence[Step]) -> tuple[GoalStage, ...]:
    """Return the stages of `goals`, first first."""
    stages: list[GoalStage] = []
    for weighed, run in groupby(goals, key=lambda step: _weight(step) is not None):
        steps = tuple(run)
        if weighed:
            stages.append(GoalStage(steps, tuple(_weight(step) or 1 for step in steps)))
        else:
            stages += [GoalStage((step,), (1,)) for step in steps]
    return tuple(stages)


def _weight(step: Step) -> int | None:
    weight: int | None = getattr(step.params, "weight", None)
    return weight
