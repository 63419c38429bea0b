"""Units are as equally full as possible (jämn beläggning).

The utilisation of a unit is its pupils divided by its seats in the grades of the round; a unit
without seats has none and is left out. One rounding is made: a pupil counts 1,000,000 / seats,
rounded, so a unit of 500 seats is told within 0.025 percentage points.

value:  `range`: utilisation of the fullest unit less that of the emptiest;
        `sum`: sum over units of |utilisation - mean|, where the mean is all pupils of the round
        divided by all seats
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from skolval.domain.language import N_
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("1/1000000 of the seats")
SCALE = 1_000_000
SAMPLES: tuple[dict[str, object], ...] = ({}, {"measure": "sum"})


class Params(GoalParams):
    """How unequal fullness is measured.

    Parameters
    ----------
    measure : ``range``, the fullest unit less the emptiest; ``sum``, how far all units lie from
        the mean.
    """

    measure: Literal["range", "sum"] = "range"


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the spread of utilisation."""
    full = _utilisation(problem, chosen)
    if not len(full):
        return 0
    if params.measure == "range":
        return int(full.max() - full.min())
    return int(np.abs(full - _mean(problem)).sum())


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write two rows per unit; return the spread that they bound."""
    row, columns, weight = _entries(problem)
    units = int(np.count_nonzero(_seats(problem)))
    if not units:
        return Linear(row[:0], row[:0])
    most = np.zeros(units, np.int64)
    np.add.at(most, row, weight)
    if params.measure == "sum":
        return _sum_of(model, (row, columns, weight), most, _mean(problem))
    top = np.array([max(int(most.max()), 1)])
    fullest, emptiest = model.variables(np.zeros(2, np.int64), np.r_[top, top], integer=False)
    own, none = np.arange(units), np.zeros(units, np.int64)
    for sign, column in ((1, fullest), (-1, emptiest)):
        at = (np.r_[row, own], np.r_[columns, np.full(units, column)])
        entries = (*at, np.r_[sign * weight, np.full(units, -sign)])
        model.add_rows("utilisation_spread", entries, upper=none)
    return Linear(np.array([fullest, emptiest]), np.array([1, -1]))


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:  # noqa: ARG001 - the surface of every goal
    """Return the utilisation of the fullest and the emptiest unit, as shares."""
    full = _utilisation(problem, chosen)
    if not len(full):
        return {}
    return {"fullest": int(full.max()) / SCALE, "emptiest": int(full.min()) / SCALE}


def _sum_of(
    model: Model, entries: tuple[IntArray, IntArray, IntArray], most: IntArray, mean: int
) -> Linear:
    away = model.variables(np.zeros_like(most), np.maximum(most, mean), integer=False)
    row, columns, weight = entries
    at = (np.r_[row, np.arange(len(most))], np.r_[columns, away])
    for sign in (1, -1):
        bounded = (*at, np.r_[sign * weight, np.full(len(most), -1)])
        model.add_rows("utilisation_spread", bounded, upper=np.full(len(most), sign * mean))
    return Linear(away, np.ones_like(away))


def _seats(problem: Problem) -> IntArray:
    seats = np.zeros(len(problem.unit_ids), np.int64)
    np.add.at(seats, problem.offerings.unit, problem.offerings.seats)
    return seats


def _entries(problem: Problem) -> tuple[IntArray, IntArray, IntArray]:
    """Return (row, option, weight) of every option at a unit with seats; rows in unit order."""
    seats, unit = _seats(problem), problem.unit_of_option()
    row_of = np.cumsum(seats > 0) - 1
    columns = np.flatnonzero(seats[unit] > 0).astype(np.int64)
    full = np.maximum(seats, 1)
    pupil = (2 * SCALE + full) // (2 * full)
    size = problem.parties.size[problem.options.party[columns]]
    return row_of[unit[columns]].astype(np.int64), columns, pupil[unit[columns]] * size


def _utilisation(problem: Problem, chosen: IntArray) -> IntArray:
    row, columns, weight = _entries(problem)
    taken = np.isin(columns, chosen)
    full = np.zeros(int(np.count_nonzero(_seats(problem))), np.int64)
    np.add.at(full, row[taken], weight[taken])
    return full


def _mean(problem: Problem) -> int:
    seats = int(_seats(problem).sum())
    pupils = int(problem.parties.size.sum())
    return (2 * SCALE * pupils + seats) // max(2 * seats, 1)
