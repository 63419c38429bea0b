"""The sum of all pupils' metres to their units is as small as possible (sammanlagd skolväg).

value:  sum of metres x pupils over the parties that have a place
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = "metres"
SAMPLES: tuple[dict[str, object], ...] = ({}, {"tolerance": 5})


class Params(BaseModel):
    """`tolerance`: per cent by which this goal may be worsened for the goals after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tolerance: float = Field(0, ge=0, le=1000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the metres of all placed pupils together."""
    rows = chosen[chosen >= 0]
    return int(_metres(problem)[rows].sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return metres times pupils of every option."""
    return Linear(np.arange(model.n_options, dtype=np.int64), _metres(problem))


def _metres(problem: Problem) -> IntArray:
    metres: IntArray = problem.options.metres * problem.parties.size[problem.options.party]
    return metres
