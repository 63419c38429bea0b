"""As many pupils as possible are expected to ride outwards (elever på omvänd skolskjuts).

A seat that is offered counts by how many are assumed to accept it, so that seats go where they are
likely to be used: to units that are not too far, by services that do not take too long.

value:  1000 x all pupils - sum over those offered a seat of the permille who accept x pupils
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("1/1000 pupil who does not ride")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"tolerance": 5, "weight": 3})
_PARTS = 1000


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the thousandths of pupils who are not expected to ride."""
    return _all(problem) - summed(_riding(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return all pupils less the expected riders of every option."""
    return linear(-_riding(problem), _all(problem))


def _all(problem: Problem) -> int:
    return int(problem.parties.size.sum()) * _PARTS


def _riding(problem: Problem) -> IntArray:
    """Return (n_options,) thousandths of pupils expected to ride if the option is taken."""
    rides, options = None if problem.services is None else problem.services.rides, problem.options
    if rides is None:
        return np.zeros(len(options), np.int64)
    size = problem.parties.size[options.party]
    riding: IntArray = np.where(options.mode > 0, rides.take_up, 0) * size
    return riding
