"""As few introduction pupils as possible read apart from national programmes (samläsning).

Skolinspektionen found that few schools consider to let introduction pupils read together with the
pupils of national programmes; where they do it stands in the instance's table of programmes.

value:  pupils placed where fewer than `hours` hours a week are read with national programmes

Source
------
Skolinspektionen (2017), reviews of introduction programmes; Skollagen (2010:800) 17 kap. 3 §.
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
SAMPLES: tuple[dict[str, object], ...] = ({}, {"hours": 8})


class Params(GoalParams):
    """What counts as reading together.

    Parameters
    ----------
    hours : so many hours a week read with national programmes, at least.
    """

    hours: int = Field(1, ge=1, le=60)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the pupils who read too little with national programmes."""
    return summed(_apart(problem, params.hours), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Count one for every option where too little is read together."""
    return linear(_apart(problem, params.hours))


def _apart(problem: Problem, hours: int) -> IntArray:
    return with_too_little(problem, hours, lambda facts: facts.coread)
