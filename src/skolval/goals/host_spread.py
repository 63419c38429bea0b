"""The pupils of groups are as little concentrated as possible (spridning av grupper).

Counted are the pupils at the `top` units that have most of them; the fewer, the more even the
spread. Uppsala's 20 of 74 units with 85 % of the newly arrived is the figure at `top: 20`.

value:  sum of the pupils in groups at the `top` units with the most of them

Source
------
ETC Uppsala (2017); Lorenz (1905), Publications of the American Statistical Association 9(70).
"""

from __future__ import annotations

import numpy as np
from pydantic import Field

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear
from skolval.goals._hosted import in_groups, pupils_in_groups
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({"top": 1}, {}, {"top": 2, "weight": 3})


class Params(GoalParams):
    """How many units are looked at.

    Parameters
    ----------
    top : units with the most pupils in groups.
    """

    top: int = Field(5, ge=1, le=100_000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the pupils in groups at the units that have most of them."""
    return int(np.sort(pupils_in_groups(problem, chosen))[::-1][: params.top].sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write a height, and for each unit its pupils above it.

    `top` times the height and all that is above is least where the height is the pupils of
    the last of the top units, and then their sum.
    """
    rows, size = in_groups(problem)
    if not len(rows):
        return linear(np.zeros(len(problem.options), np.int64))
    units, of_row = np.unique(problem.unit_of_option()[rows], return_inverse=True)
    pupils = problem.parties.size
    party = problem.options.party[rows]
    pairs = np.unique(of_row * len(pupils) + party)  # a unit may be reached by several options
    most = np.bincount(pairs // len(pupils), pupils[pairs % len(pupils)]).astype(np.int64)
    height = model.variables(np.zeros(1, np.int64), most.max(keepdims=True), integer=True)
    above = model.variables(np.zeros_like(most), most, integer=True)
    unit = np.arange(len(units))
    entries = (
        np.r_[of_row, unit, unit],
        np.r_[rows, np.repeat(height, len(units)), above],
        np.r_[size, -np.ones(2 * len(units), np.int64)],
    )
    model.add_rows("host_spread", entries, upper=np.zeros_like(most))
    return Linear(np.r_[height, above], np.r_[params.top, np.ones_like(above)])


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:
    """Return the share of the pupils in groups that the top units have."""
    pupils = int(pupils_in_groups(problem, chosen).sum())
    return {"share": value(problem, chosen, params) / pupils} if pupils else {}
