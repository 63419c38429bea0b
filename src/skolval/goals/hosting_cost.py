"""The yearly cost of groups and of the units that run them is as small as possible (gruppkostnad).

What a group costs, and what a unit costs that runs any at all, stands in the instance's table
of hosts; both are yearly, whenever in the year the group is opened.

value:  sum over hosts of groups x kronor per group + sum over units that run any of the kronor
        per unit; the groups are those that the fullest month needs, as in the goal `groups_open`
"""

from __future__ import annotations

import numpy as np

from skolval.domain.group_columns import post_groups, post_unit_switches
from skolval.domain.group_counts import groups_needed
from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._each_option import linear
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("kronor per school year")
SAMPLES: tuple[dict[str, object], ...] = ({}, {"weight": 2, "tolerance": 5})


class Params(GoalParams):
    """Only its place in the order of goals."""


def value(problem: Problem, chosen: IntArray, params: Params) -> int:  # noqa: ARG001 - the surface of every goal
    """Return the kronor of all groups and of the units that run them."""
    return sum(_parts(problem, chosen))


def post(problem: Problem, model: Model, params: Params) -> Linear:  # noqa: ARG001 - the surface of every goal
    """Write the groups of every host and a switch per unit; return their kronor."""
    hosting = problem.hosting
    if hosting is None:
        return linear(np.zeros(len(problem.options), np.int64))
    groups = post_groups(problem, hosting, model)
    switch = post_unit_switches(problem, hosting, model)
    units = np.flatnonzero(switch >= 0)
    return Linear(
        np.r_[groups.columns, switch[units]], np.r_[hosting.group_cost, hosting.unit_cost[units]]
    )


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:  # noqa: ARG001 - the surface of every goal
    """Return the kronor of groups and of units apart."""
    groups, units = _parts(problem, chosen)
    return {"groups": float(groups), "units": float(units)}


def _parts(problem: Problem, chosen: IntArray) -> tuple[int, int]:
    hosting = problem.hosting
    if hosting is None:
        return 0, 0
    needed = groups_needed(problem, chosen)
    running = np.unique(hosting.host_unit[needed > 0])
    return int((needed * hosting.group_cost).sum()), int(hosting.unit_cost[running].sum())
