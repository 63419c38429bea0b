"""As few pupils as possible are entitled to free school transport (skolskjuts).

The limits are the municipality's own, see the instance. Distance alone counts, unless the policy
judges school transport (`school_transport`): then a family's own choice of unit, decided reasons,
unsafe roads and second homes count as it says.

value:  pupils placed where the way is longer than their limit, or where the policy judges so

Source
------
Skollagen (2010:800) 10 kap. 32 §.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many placed pupils are entitled."""
    return summed(_entitled(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the pupils of every option that entitles."""
    return linear(_entitled(problem))


def _entitled(problem: Problem) -> IntArray:
    return by_pupil(problem, problem.entitled().astype(np.int64))
