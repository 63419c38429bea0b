"""As few pupils as possible leave a unit where they could have stayed (byte av skolenhet).

value:  pupils of the parties placed at another unit than their current one, where the current
        unit is among their options
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = "pupils"
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(BaseModel):
    """`tolerance`: per cent by which this goal may be worsened for the goals after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tolerance: float = Field(0, ge=0, le=1000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many placed pupils leave a unit where they could have stayed."""
    rows = chosen[chosen >= 0]
    return int(_leaving(problem)[rows].sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the pupils of every option that is a move."""
    return Linear(np.arange(model.n_options, dtype=np.int64), _leaving(problem))


def _leaving(problem: Problem) -> IntArray:
    party = problem.options.party
    stays = problem.unit_of_option() == problem.parties.current_unit[party]
    could_stay = np.zeros(len(problem.parties), np.bool_)
    could_stay[party[stays]] = True
    leaving: IntArray = np.where(could_stay[party] & ~stays, problem.parties.size[party], 0)
    return leaving
