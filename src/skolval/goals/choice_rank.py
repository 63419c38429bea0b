"""Pupils get wishes as high on their lists as possible (rangordning).

value:  sum over the placed parties of the wish number x pupils; a unit not wished for counts as
        one more than the longest list of the round, the same for everybody, so that a short list
        neither helps nor hurts
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.problem import UNWISHED, IntArray, Problem
from skolval.domain.surfaces import Linear, Model

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = "wish numbers"
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(BaseModel):
    """`tolerance`: per cent by which this goal may be worsened for the goals after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tolerance: float = Field(0, ge=0, le=1000)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the wish numbers of all placed pupils together."""
    rows = chosen[chosen >= 0]
    return int(_numbers(problem)[rows].sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the wish number times pupils of every option."""
    return Linear(np.arange(model.n_options, dtype=np.int64), _numbers(problem))


def _numbers(problem: Problem) -> IntArray:
    rank = problem.options.rank
    last = int(rank.max(initial=0)) + 1
    number: IntArray = np.where(rank == UNWISHED, last, rank)
    return number * problem.parties.size[problem.options.party]
