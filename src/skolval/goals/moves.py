"""As few pupils as possible leave a unit where they could have stayed (byte av skolenhet).

value:  pupils of the parties placed at another unit than their current one, where the current
        unit is among their options
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
    """Return how many placed pupils leave a unit where they could have stayed."""
    return summed(_leaving(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the pupils of every option that is a move."""
    return linear(_leaving(problem))


def _leaving(problem: Problem) -> IntArray:
    party = problem.options.party
    stays = problem.unit_of_option() == problem.parties.current_unit[party]
    could_stay = np.zeros(len(problem.parties), np.bool_)
    could_stay[party[stays]] = True
    return by_pupil(problem, (could_stay[party] & ~stays).astype(np.int64))
