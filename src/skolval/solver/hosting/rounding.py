"""At least so many groups of each kind: pupils who can go nowhere else, in whole groups.

Seventeen pupils in groups of eight need three groups, wherever they are. Linear programmes see
two and an eighth at each unit; said for all units together it is whole, and bounds are tighter.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.group_columns import post_groups, post_unit_switches
from skolval.domain.group_counts import PERMILLE, in_group, seat_weight
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.problem import IntArray, Problem
from skolval.solver.model import ArrayModel

__all__ = ["is_steady", "post_least_groups", "post_least_units"]

_NAME = "hosting"


def is_steady(hosting: Hosting) -> bool:
    """Return whether everybody in a group is there in the same months, as in a school year."""
    needing = hosting.leaves > hosting.enters
    enters, leaves = hosting.enters[needing], hosting.leaves[needing]
    return len(enters) > 0 and len(np.unique(enters)) == 1 and len(np.unique(leaves)) == 1


def post_least_groups(problem: Problem, hosting: Hosting, model: ArrayModel) -> None:
    """Write, for each kind of group, the least number of them; everybody must be placed.

    Groups run the whole plan, so the month that has most pupils decides.
    """
    kind = _only_kind(problem, hosting)
    weight = seat_weight(problem, hosting)[:, None] * in_group(hosting)
    columns = post_groups(problem, hosting, model).columns
    row: list[IntArray] = []
    parts: list[IntArray] = []
    least: list[int] = []
    for number in range(len(hosting.kinds)):
        mine = np.flatnonzero(hosting.host_kind == number)
        pupils = int(weight[kind == number].sum(axis=0).max(initial=0))
        if not len(mine) or not pupils:
            continue
        size = PERMILLE * int(hosting.most_size[mine].max())
        row.append(np.full(len(mine), len(least)))
        parts.append(columns[mine])
        least.append(-(-pupils // size))
    if not least:
        return
    entries = np.concatenate(row), np.concatenate(parts)
    model.add_rows(
        _NAME,
        (*entries, -np.ones(len(entries[0]), np.int64)),
        upper=-np.array(least, np.int64),
    )


def post_least_units(
    problem: Problem, hosting: Hosting, rule: HostingRule, model: ArrayModel
) -> None:
    """Write the least number of units that a ceiling on the largest of them leaves.

    Where any `top_units` units have at most a share of all pupils in groups, there are at least
    `top_units` over that share of them; everybody must be placed, and in a group.
    """
    if rule.top_share is None or not (hosting.option_host >= 0).all():
        return
    columns = post_unit_switches(problem, hosting, model)
    columns = columns[columns >= 0]
    least = -(-rule.top_units * PERMILLE // rule.top_share)
    entries = np.zeros_like(columns), columns, -np.ones_like(columns)
    model.add_rows(_NAME, entries, upper=np.array([-least], np.int64))


def _only_kind(problem: Problem, hosting: Hosting) -> IntArray:
    """Return (n,) the kind of every party's groups, -1 where there are several, or other places."""
    host = hosting.option_host
    kind = np.where(host >= 0, hosting.host_kind[np.maximum(host, 0)], -1)
    start = problem.options.start
    some = np.diff(start) > 0
    found = np.full(len(problem.parties), -1, np.int64)
    least = np.minimum.reduceat(kind, start[:-1][some]) if some.any() else kind[:0]
    most = np.maximum.reduceat(kind, start[:-1][some]) if some.any() else kind[:0]
    found[some] = np.where(least == most, least, -1)
    return found
