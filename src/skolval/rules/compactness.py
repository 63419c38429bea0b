"""Attendance areas are compact: few borders between neighbours divide them (sammanhållna områden).

A border is divided when the two areas beside it, or rather two parties of one grade in them,
are placed at different units. Few divided borders make areas round and undivided; it is
the perimeter of all attendance areas, counted in borders, and says more than a moment of distance
where areas are of different size. The limit is a number, or today's number and per cent more,
rounded down; today's counts the parties' current units.

breach:  borders divided - most

Source
------
The cut edges of a plan: DeFord, Duchin & Solomon (2021), Recombination: a family of Markov chains
for redistricting, Harvard Data Science Review 3(1).
"""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._beside import beside

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality draws its attendance areas as it finds suitable.",
    "Skollagen (2010:800) 10 kap. 29, 30 §§",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 1},
    {"over_today": 10},
    {"at_most": 0, "price": 50},
)


class Params(BaseModel):
    """How many borders may be divided; `price` per border beyond (None: hard).

    Parameters
    ----------
    at_most : borders. over_today : per cent above today's number; one of the two is given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: int | None = Field(None, ge=0, le=10_000_000)
    over_today: int | None = Field(None, ge=0, le=100_000)
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.at_most is None) == (self.over_today is None):
            raise ValueError(_("give either `at_most` or `over_today`"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return one breach when too many borders are divided."""
    unit = problem.unit_of_option()
    at = np.where(chosen >= 0, unit[np.maximum(chosen, 0)], -1) if len(unit) else chosen
    divided, most = _divided(problem, at), _most(problem, params)
    if divided <= most:
        return []
    text = N_("{divided} borders between neighbouring areas are divided but at most {most} may be.")
    told = text.format(divided=divided, most=most)
    return [Breach("compactness", "", divided - most, N_("borders"), told)]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write for each border and unit that it is divided if only one side is there; count them."""
    party, other = _borders(problem)
    options, unit = problem.options, problem.unit_of_option()
    start = options.start
    none = np.zeros(len(party), np.int64)
    cut = model.variables(none, none + 1, integer=False)
    width = start[party + 1] - start[party]
    border = np.repeat(np.arange(len(party)), width)
    ahead = np.repeat(start[party] - np.r_[0, np.cumsum(width)[:-1]], width)
    column = ahead + np.arange(width.sum())
    # an area with several ways to one unit is there by any of them
    units = len(problem.unit_ids)
    keys, row = np.unique(border * units + unit[column], return_inverse=True)
    cells = np.c_[keys // units, keys % units]
    wide = start[other[cells[:, 0]] + 1] - start[other[cells[:, 0]]]
    at = np.repeat(np.arange(len(cells)), wide)
    ahead = np.repeat(start[other[cells[:, 0]]] - np.r_[0, np.cumsum(wide)[:-1]], wide)
    across = ahead + np.arange(wide.sum())
    away = unit[across] != cells[at, 1]
    entries = (
        np.r_[row, at[away], np.arange(len(cells))],
        np.r_[column, across[away], cut[cells[:, 0]]],
        np.r_[np.ones(len(row) + int(away.sum()), np.int64), np.full(len(cells), -1)],
    )
    model.add_rows("compactness", entries, upper=np.ones(len(cells), np.int64))
    total = (none, cut, none + 1)
    upper = np.array([_most(problem, params)])
    model.add_rows("compactness", total, upper=upper, price=params.price)


def _borders(problem: Problem) -> tuple[IntArray, IntArray]:
    party, other = beside(problem)
    once = party < other
    return party[once], other[once]


def _divided(problem: Problem, at: IntArray) -> int:
    """Return how many borders have parties `at` different units on either side."""
    party, other = _borders(problem)
    return int(((at[party] >= 0) & (at[other] >= 0) & (at[party] != at[other])).sum())


def _most(problem: Problem, params: Params) -> int:
    if params.at_most is not None:
        return params.at_most
    today = _divided(problem, problem.parties.current_unit)
    return today + today * (params.over_today or 0) // 100
