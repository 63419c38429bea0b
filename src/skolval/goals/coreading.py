"""As few introduction pupils as possible read apart from national programmes (samläsning).

Skolinspektionen found that few schools consider to let introduction pupils read together with the
pupils of national programmes; where they do it stands in the instance's table of programmes.

value:  pupils placed where fewer than `hours` hours a week are read with national programmes

Source
------
Skolinspektionen (2017), reviews of introduction programmes; Skollagen (2010:800) 17 kap. 3 §.
"""

from __future__ import annotations

import numpy as np
from pydantic import Field

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
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
    hosting, facts = problem.hosting, problem.introduction
    if hosting is None or facts is None:
        return np.zeros(len(problem.options), np.int64)
    host = hosting.option_host
    few = facts.coread[np.maximum(host, 0)] < hours
    return by_pupil(problem, np.where(host >= 0, few, False).astype(np.int64))
