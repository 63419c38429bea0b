"""Those who have the longest way to school get it as short as possible (längsta skolväg).

Ways are counted in whole steps (`step` metres), rounded up: 1,234 m is 13 steps of 100 m.

`longest` looks at the one with the longest way; `share` at the pupils with the longest ways
together, 5 % of all pupils unless said otherwise (at least one; half a pupil upwards). Both are
hard to prove for a large municipality, because who is worst off can always be another. The goal
`travel_over_limit`, several times with ever lower limits, serves the same end and is quickly
proven.

value:  `longest`: metres of the longest way, in whole steps;
        `share`: sum of the metres of the longest ways, in whole steps
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import Field

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "value"]

UNIT = N_("metres")
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"step": 1500},
    {"measure": "share", "share": 0.4, "step": 500},
    {"measure": "share", "share": 1, "step": 999},
)


class Params(GoalParams):
    """Who is worst off.

    Parameters
    ----------
    measure : ``longest`` or ``share``. step : metres that ways are rounded up to.
    share : how many of all pupils are looked at, for ``share``; 0.05 is one in twenty.
    """

    measure: Literal["longest", "share"] = "longest"
    step: int = Field(100, ge=1, le=100_000)
    share: float = Field(0.05, gt=0, le=1)


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the longest way, or the sum of the longest ways."""
    rows = chosen[chosen >= 0]
    rows = rows[problem.parties.size[problem.options.party[rows]] > 0]
    steps = _steps(problem, params)[rows]
    if params.measure == "longest":
        return params.step * int(steps.max(initial=0))
    order = np.argsort(-steps, kind="stable")
    size = problem.parties.size[problem.options.party[rows]][order]
    counted = np.clip(_worst(problem, params) - (np.cumsum(size) - size), 0, size)
    return params.step * int((counted * steps[order]).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write a switch per length of way that occurs; return what the switches that are on cost."""
    steps = _steps(problem, params)
    columns = np.flatnonzero(steps > 0).astype(np.int64)
    lengths, row = np.unique(steps[columns], return_inverse=True)
    extra = params.step * np.diff(lengths, prepend=0)
    size = problem.parties.size[problem.options.party[columns]]
    most = np.zeros(len(lengths), np.int64)
    np.add.at(most, row, size)
    entries = (row.astype(np.int64), columns, size)
    if params.measure == "longest":
        return Linear(_switches(model, entries, most), extra)
    return Linear(_counted(model, entries, most, problem, params), extra)


def _switches(
    model: Model, entries: tuple[IntArray, IntArray, IntArray], most: IntArray
) -> IntArray:
    """Return switches, on as soon as anybody goes so far or farther."""
    on = model.variables(np.zeros_like(most), np.ones_like(most), integer=True)
    row, columns, size = entries
    at = (np.r_[row, np.arange(len(most))], np.r_[columns, on])
    model.add_rows("worst_travel", (*at, np.r_[size, -most]), upper=np.zeros_like(most))
    _falling(model, on)
    return on


def _counted(
    model: Model,
    entries: tuple[IntArray, IntArray, IntArray],
    most: IntArray,
    problem: Problem,
    params: Params,
) -> IntArray:
    """Return per length the pupils who go so far or farther, at most as many as are looked at.

    A switch tells where more go so far than are looked at: then they count as that number.
    """
    worst, everybody = _worst(problem, params), int(problem.parties.size.sum())
    none, lengths = np.zeros_like(most), np.arange(len(most))
    farther = model.variables(none, np.full_like(most, everybody), integer=False)
    counted = model.variables(none, np.full_like(most, worst), integer=False)
    many = model.variables(none, np.ones_like(most), integer=True)
    row, columns, size = entries
    at = (
        np.r_[row, lengths, lengths[:-1]],
        np.r_[columns, farther, farther[1:]],
        np.r_[size, none - 1, np.ones_like(most[1:])],
    )
    model.add_rows("worst_travel", at, upper=none, lower=none)
    rows = np.tile(lengths, 3)
    reach = np.r_[none + 1, none - 1, none - (everybody - worst)]
    entries = (rows, np.r_[farther, counted, many], reach)
    model.add_rows("worst_travel", entries, upper=none)
    pairs = (np.tile(lengths, 2), np.r_[many, counted], np.r_[none + worst, none - 1])
    model.add_rows("worst_travel", pairs, upper=none)
    _falling(model, many)
    return counted


def _falling(model: Model, switches: IntArray) -> None:
    """Write that no switch is on unless the one before it is: this spares the search."""
    rows = np.arange(max(len(switches) - 1, 0))
    pairs = (
        np.tile(rows, 2),
        np.r_[switches[1:], switches[:-1]],
        np.r_[rows * 0 + 1, rows * 0 - 1],
    )
    model.add_rows("worst_travel", pairs, upper=np.zeros_like(rows))


def _steps(problem: Problem, params: Params) -> IntArray:
    steps: IntArray = -(-problem.options.metres // params.step)
    return steps


def _worst(problem: Problem, params: Params) -> int:
    """Return how many pupils are looked at."""
    return max(1, int(params.share * int(problem.parties.size.sum()) + 0.5))
