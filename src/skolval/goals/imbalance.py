"""Units deviate as little as possible from the municipality's composition (obalans).

value:  sum over units and grades of |members - P x pupils|, in 1/100,000 pupil; divided by its
        value at complete segregation this is the index D, see the rule `balance`

Source
------
Duncan & Duncan (1955), American Sociological Review 20(2), 210-217.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from skolval.domain.deviation import deviation
from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("1/100000 pupil")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"basis": "pupil"})


class Params(GoalParams):
    """The group (None: the instance's), the basis of composition and the tolerance in per cent."""

    group: str | None = None
    basis: Literal["area", "pupil"] = "area"


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the sum of absolute deviations."""
    return int(np.abs(deviation(problem, params.group, params.basis).sums(chosen)).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write the deviation of every cell; return their sum."""
    found = deviation(problem, params.group, params.basis)
    most = np.zeros(len(found.unit), np.int64)
    np.add.at(most, found.cell, np.abs(found.weight))
    columns = np.arange(len(found.cell), dtype=np.int64)
    away = model.deviations("imbalance", (found.cell, columns, found.weight), most)
    return Linear(away, np.ones_like(away))
