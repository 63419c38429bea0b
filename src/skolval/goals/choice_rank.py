"""Pupils get wishes as high on their lists as possible (rangordning).

value:  sum over the placed parties of the wish number x pupils; a unit not wished for counts as
        one more than the longest list of the round, the same for everybody, so that a short list
        neither helps nor hurts. With `counts` each wish counts what the policy says instead.
"""

from __future__ import annotations

from typing import Annotated

import numpy as np
from pydantic import Field

from skolval.domain.language import N_
from skolval.domain.problem import UNWISHED, IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("wish numbers")
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"counts": (0, 1)},
    {"counts": (1, 5), "unwished": 40},
)

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class Params(GoalParams):
    """What each wish counts.

    Parameters
    ----------
    counts : what the first wish counts, the second, ...; wishes after the last one named count
        as that one. None: the wish number.
    unwished : what a unit not wished for counts; None: one more than the last wish.
    """

    counts: Annotated[tuple[Count, ...], Field(min_length=1, max_length=100)] | None = None
    unwished: Count | None = None


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return what the wishes of all placed pupils count together."""
    return summed(_numbers(problem, params), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return what its wish counts times pupils, for every option."""
    return linear(_numbers(problem, params))


def _numbers(problem: Problem, params: Params) -> IntArray:
    rank = problem.options.rank
    counts = np.arange(1, int(rank.max(initial=0)) + 1, dtype=np.int64)
    if params.counts is not None:
        counts = np.array(params.counts, np.int64)
    last = int(counts[-1]) + 1 if len(counts) else 1
    outside = last if params.unwished is None else params.unwished
    of_wish = np.r_[counts, outside]
    number = of_wish[np.minimum(rank, len(counts)) - 1]
    return by_pupil(problem, np.where(rank == UNWISHED, outside, number))
