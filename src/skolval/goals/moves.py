"""As few pupils as possible leave a unit where they could have stayed (byte av skolenhet).

value:  pupils of the parties placed at another unit than their current one, where the current
        unit is among their options
"""

from __future__ import annotations

from skolval.domain.language import N_
from skolval.domain.moving import moves
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many placed pupils leave a unit where they could have stayed."""
    return summed(moves(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the pupils of every option that is a move."""
    return linear(moves(problem))
