"""As many as possible of those who chose get their first choice (förstahandsval).

value:  pupils with at least one wish among their options who are not placed at their first wish;
        one without a place, or whose first wish is no option, is such a pupil
"""

from __future__ import annotations

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import UNWISHED, IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import by_pupil, linear, summed
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("pupils")
SAMPLES: tuple[dict[str, object], ...] = ({},)


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many who chose did not get their first choice."""
    return _choosers(problem) - summed(_first(problem), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return those who chose, less the pupils of every option that is a first choice."""
    return linear(-_first(problem), _choosers(problem))


def _first(problem: Problem) -> IntArray:
    return by_pupil(problem, (problem.options.rank == 1).astype(np.int64))


def _choosers(problem: Problem) -> int:
    chose = np.unique(problem.options.party[problem.options.rank != UNWISHED])
    return int(problem.parties.size[chose].sum())
