"""As few units as possible hold anybody at all (antal öppna enheter).

Nobody is sent away by it: which pupils are placed where follows from the rules and the other
goals. Together with a travel goal it shows which units the municipality could do without.
For a large municipality the best plan is hard to find and to prove.

value:  number of units where at least one pupil is placed
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("units")
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many units hold anybody."""
    rows = chosen[chosen >= 0]
    rows = rows[problem.parties.size[problem.options.party[rows]] > 0]
    return len(np.unique(problem.unit_of_option()[rows]))


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Write a switch per unit, and one row per offering: nobody there unless it is on."""
    options = problem.options
    used, row = np.unique(options.offering, return_inverse=True)
    unit, of_row = np.unique(problem.offerings.unit[used], return_inverse=True)
    columns = np.arange(len(options), dtype=np.int64)
    opened = model.variables(np.zeros_like(unit), np.ones_like(unit), integer=True)
    # A party may reach an offering by several modes, but takes one place there.
    size = problem.parties.size
    pairs = np.unique(row * len(problem.parties) + options.party)
    most = np.zeros(len(used), np.int64)
    np.add.at(most, pairs // max(len(size), 1), size[pairs % max(len(size), 1)])
    rows = np.arange(len(used))
    entries = (
        np.r_[row, rows],
        np.r_[columns, opened[of_row]],
        np.r_[size[options.party], -most],
    )
    model.add_rows("units_open", entries, upper=np.zeros_like(most))
    return Linear(opened, np.ones_like(opened))
