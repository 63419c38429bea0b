"""What services outwards cost the municipality is as small as possible (linjekostnad).

A service that goes anyway costs nothing more for itself; another costs its kronor for every
vehicle that its fullest leg fills, and every pupil aboard what the service says.

value:  sum of vehicles x cost + sum over those who ride of the cost per pupil

Source
------
Skollagen (2010:800) 10 kap. 32 §.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.service_loads import kronor
from skolval.domain.service_switches import post_vehicles, ride_kronor
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("kronor per school year")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"weight": 2})


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the kronor of the services that are run and of all who ride on them."""
    return kronor(problem, chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Write the vehicles of every service; return what they and those aboard cost."""
    columns, number = post_vehicles("service_cost", problem, model)
    aboard = ride_kronor(problem)
    rows = np.flatnonzero(aboard)
    cost = columns if problem.services is None else problem.services.cost[number]
    return Linear(np.r_[rows, columns], np.r_[aboard[rows], cost])
