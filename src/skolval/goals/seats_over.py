"""As few pupils as possible are placed beyond the seats (överintag).

Where the policy lets seats be exceeded at a price, this tells how many are, and makes them few
without a price; where seats are a hard rule it is always 0.

value:  sum over offerings of the pupils placed there beyond its seats
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many pupils are placed beyond the seats."""
    rows = chosen[chosen >= 0]
    placed = _at_offerings(problem, rows)
    return int(np.maximum(placed - problem.offerings.seats, 0).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Write one row per offering that bounds the pupils beyond its seats; return their sum."""
    options, offerings = problem.options, problem.offerings
    rows = np.arange(len(options), dtype=np.int64)
    most = np.maximum(_at_offerings(problem, rows) - offerings.seats, 0)
    over = model.variables(np.zeros_like(most), most, integer=False)
    at = (np.r_[options.offering, np.arange(len(most))], np.r_[rows, over])
    size = problem.parties.size[options.party]
    entries = (*at, np.r_[size, np.full(len(most), -1)])
    model.add_rows("seats_over", entries, upper=offerings.seats)
    return Linear(over, np.ones_like(over))


def _at_offerings(problem: Problem, rows: IntArray) -> IntArray:
    placed = np.zeros(len(problem.offerings), np.int64)
    options = problem.options
    np.add.at(placed, options.offering[rows], problem.parties.size[options.party[rows]])
    return placed
