"""Ceilings on shares as rows: of newly arrived at a unit, and of all at the largest hosts."""

from __future__ import annotations

import numpy as np

from skolval.domain.group_counts import PERMILLE
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.problem import IntArray, Problem
from skolval.solver.model import ArrayModel

__all__ = ["post_recent", "post_top", "recent_room"]

_NAME = "hosting"


def recent_room(problem: Problem, hosting: Hosting, rule: HostingRule) -> IntArray | None:
    """Return (U,) how many pupils may be placed at each unit for the share of newly arrived.

    Those who keep their place may stay. None where there is no such ceiling.
    """
    share = rule.recent_share
    if share is None or share >= PERMILLE:
        return None
    spare = share * hosting.unit_pupils - PERMILLE * hosting.unit_recent
    room = np.maximum(spare, 0) // (PERMILLE - share)
    kept = np.zeros_like(room)
    if rule.keep:
        mine = np.flatnonzero(hosting.kept >= 0)
        np.add.at(kept, problem.unit_of_option()[hosting.kept[mine]], problem.parties.size[mine])
    found: IntArray = np.maximum(room, kept)
    return found


def post_recent(problem: Problem, hosting: Hosting, rule: HostingRule, model: ArrayModel) -> None:
    """Write one row per unit: newly arrived pupils are at most a share of all."""
    room = recent_room(problem, hosting, rule)
    if room is None:
        return
    options = np.arange(len(problem.options))
    size = problem.parties.size[problem.options.party]
    model.add_rows(_NAME, (problem.unit_of_option(), options, size), upper=room)


def post_top(problem: Problem, hosting: Hosting, rule: HostingRule, model: ArrayModel) -> None:
    """Write that no `top_units` units together have more than the share of those in groups.

    `top` times a height and what the units have above it is at least what the largest have.
    """
    if rule.top_share is None or not rule.top_units:
        return
    rows = np.flatnonzero(hosting.option_host >= 0)
    units, of_row = np.unique(problem.unit_of_option()[rows], return_inverse=True)
    size = problem.parties.size[problem.options.party[rows]]
    many = np.full(len(units), int(problem.parties.size.sum()), np.int64)
    height = model.variables(np.zeros(1, np.int64), many[:1], integer=False)
    above = model.variables(np.zeros_like(many), many, integer=False)
    unit = np.arange(len(units))
    model.add_rows(
        _NAME,
        (
            np.r_[of_row, unit, unit],
            np.r_[rows, np.repeat(height, len(units)), above],
            np.r_[size, -np.ones(2 * len(units), np.int64)],
        ),
        upper=np.zeros_like(many),
    )
    columns = np.r_[rows, height, above]
    worth = np.r_[-rule.top_share * size, PERMILLE * rule.top_units,
                  np.full(len(units), PERMILLE)]  # fmt: skip
    model.add_rows(_NAME, (np.zeros_like(columns), columns, worth), upper=np.zeros(1, np.int64))
