"""Groups lie at units with few of a group of pupils today (värdenheternas elevsammansättning).

Every pupil in a group counts the share of the unit where the group is: of a group of the
instance in today's enrolment, or of newly arrived pupils there (`of: newly_arrived`), beside
those who are placed. A unit whose share is not known counts as the mean of the others.

value:  sum over pupils in groups of the permille at their unit
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear, summed
from skolval.goals._hosted import in_groups, pupils_in_groups
from skolval.goals._params import GoalParams

__all__ = ["LEGAL", "SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("permille x pupils")
LEGAL = Legal(
    "lawful",
    "Where preparatory classes lie is the municipality's own organisation.",
    "Skollagen (2010:800) 3 kap. 12 f §",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"of": "newly_arrived"}, {"group": "h"})


class Params(GoalParams):
    """Whose share counts.

    Parameters
    ----------
    of : a ``group`` of the instance, or pupils ``newly_arrived`` at the unit.
    group : which group (None: the instance's).
    """

    of: Literal["group", "newly_arrived"] = "group"
    group: str | None = None


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the permille of all pupils in groups together."""
    return summed(_worth(problem, params), chosen)


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Return the permille times pupils of every option."""
    return linear(_worth(problem, params))


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:
    """Return the mean share at the units of those in groups."""
    pupils = int(pupils_in_groups(problem, chosen).sum())
    return {"share": value(problem, chosen, params) / (1000 * pupils)} if pupils else {}


def _worth(problem: Problem, params: Params) -> IntArray:
    worth = np.zeros(len(problem.options), np.int64)
    rows, size = in_groups(problem)
    if len(rows):
        worth[rows] = _permille(problem, params)[problem.unit_of_option()[rows]] * size
    return worth


def _permille(problem: Problem, params: Params) -> IntArray:
    """Return (n_units,) permille, the unknown as the mean of the known."""
    share = _known(problem, params)
    known = share >= 0
    mean = round(float(share[known].mean())) if known.any() else 0
    return np.where(known, share, mean)


def _known(problem: Problem, params: Params) -> IntArray:
    none = np.full(len(problem.unit_ids), -1, np.int64)
    hosting = problem.hosting
    if params.of == "group" or hosting is None:
        column = problem.groups.index(params.group or problem.balance_group)
        return none if problem.unit_share is None else problem.unit_share[:, column]
    pupils = hosting.unit_pupils
    share: IntArray = np.where(pupils > 0, hosting.unit_recent * 1000 // np.maximum(pupils, 1), -1)
    return share
