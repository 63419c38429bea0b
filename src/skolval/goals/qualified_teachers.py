"""As few newly arrived as possible are where no qualified teacher is (behöriga lärare).

Counted are those in introduction programmes who are newly arrived, and teachers qualified for
Swedish as a second language; how many there are stands in the instance's table of programmes.

value:  newly arrived pupils placed where there are fewer than `teachers` such teachers

Source
------
Skollagen (2010:800) 2 kap. 13 §, 17 kap. 12 §.
"""

from __future__ import annotations

from pydantic import Field

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear, summed
from skolval.goals._introduction import with_too_little
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"teachers": 3})


class Params(GoalParams):
    """How many teachers are enough.

    Parameters
    ----------
    teachers : qualified for Swedish as a second language, at least.
    """

    teachers: int = Field(1, ge=1, le=1000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the newly arrived pupils without enough teachers."""
    return summed(_without(problem, params.teachers), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Count one for every option of a newly arrived pupil without enough teachers."""
    return linear(_without(problem, params.teachers))


def _without(problem: Problem, teachers: int) -> IntArray:
    return with_too_little(
        problem, teachers, lambda facts: facts.teachers, who=lambda facts: facts.newly_arrived
    )
