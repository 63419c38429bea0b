"""As few groups as possible are opened (antal grupper).

A host opens as many groups as its fullest month needs; see the mechanism `hosted`.

value:  sum over hosts of the pupils there in the fullest month, counted by their part of the
        week, divided by the most a group holds, rounded up
"""

from __future__ import annotations

import numpy as np

from skolval.domain.group_columns import post_groups
from skolval.domain.group_counts import groups_needed
from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("groups")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"tolerance": 2})


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return how many groups hold everybody."""
    return int(groups_needed(problem, chosen).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Write the groups of every host; return their number."""
    if problem.hosting is None:
        return linear(np.zeros(len(problem.options), np.int64))
    groups = post_groups(problem, problem.hosting, model)
    return Linear(groups.columns, np.ones_like(groups.columns))
