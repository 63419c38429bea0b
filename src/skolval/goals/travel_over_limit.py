"""As few metres as possible lie beyond what is a reasonable way to school (skolväg över gränsen).

Several of them after each other, the farthest limit first, make the worst ways small before the
less bad ones: first what lies beyond 8 km, then what lies beyond 6 km, then beyond 4 km.

value:  sum of (metres - limit) x pupils over the parties placed beyond the limit
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams, Metres

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("metres")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"metres": 1200}, {"metres": (500, 1000, 2000)})


class Params(GoalParams):
    """The limit beyond which metres count.

    Parameters
    ----------
    metres : one number, or one per low, middle and high stage; None takes the instance's
        limits for free school transport.
    """

    metres: Metres | tuple[Metres, Metres, Metres] | None = None


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the metres beyond the limit of all placed pupils together."""
    return summed(_beyond(problem, params), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the metres beyond the limit times pupils of every option."""
    return linear(_beyond(problem, params))


def _beyond(problem: Problem, params: Params) -> IntArray:
    metres = problem.transport_limits if params.metres is None else params.metres
    limit = np.broadcast_to(np.asarray(metres, np.int64), 3)[problem.stage_of_party()]
    over = np.maximum(problem.options.metres - limit[problem.options.party], 0)
    return by_pupil(problem, over)
