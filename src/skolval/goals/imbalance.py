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
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.deviation import deviation
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = "1/100000 pupil"
SAMPLES: tuple[dict[str, object], ...] = ({}, {"basis": "pupil"})


class Params(BaseModel):
    """The group (None: the instance's), the basis of composition and the tolerance in per cent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str | None = None
    basis: Literal["area", "pupil"] = "area"
    tolerance: float = Field(0, ge=0, le=1000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the sum of absolute deviations."""
    return int(np.abs(deviation(problem, params.group, params.basis).sums(chosen)).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write two rows per cell that bound its deviation; return the sum of the bounds."""
    found = deviation(problem, params.group, params.basis)
    most = np.zeros(len(found.unit), np.int64)
    np.add.at(most, found.cell, np.abs(found.weight))
    away = model.variables(np.zeros_like(most), most, integer=False)
    at = (np.r_[found.cell, np.arange(len(most))], np.r_[np.arange(len(found.cell)), away])
    for sign in (1, -1):
        coefficients = np.r_[sign * found.weight, np.full(len(most), -1)]
        model.add_rows("imbalance", (*at, coefficients), upper=np.zeros_like(most))
    return Linear(away, np.ones_like(away))
