"""The sum of all pupils' minutes to their units is as small as possible (sammanlagd restid).

Minutes are those that the policy counts (`minutes`), whole: on foot, or by the timetable. An
option that no journey reaches before the bell counts as a whole day, 1,440 minutes.

value:  sum of minutes x pupils over the parties that have a place
"""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("minutes")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"weight": 2})


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the minutes of all placed pupils together."""
    return summed(by_pupil(problem, problem.options.minutes), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return minutes times pupils of every option."""
    return linear(by_pupil(problem, problem.options.minutes))
