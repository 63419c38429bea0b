"""At most so many pupils are moved from a unit where they could have stayed (flyttbudget).

The budget is a number of pupils, or a share of those who could stay: who have an option at
their current unit. It holds for all together, or for each unit that is left (`per: unit`). A
share is rounded down to whole pupils.

breach:  pupils placed at another unit than their current one, where they could have stayed, -
         budget

Source
------
Own definition. Skollagen (2010:800) 10 kap. 30 §: a wish to move may not be refused because
others have moved, so moves that were wished for do not count unless `unless_wished` is false.
"""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.moving import could_stay, moves
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality may limit how many pupils it moves against their wish.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 1},
    {"percent": 50, "unless_wished": False},
    {"percent": 30, "per": "unit"},
    {"at_most": 1, "per": "unit", "unless_wished": False, "price": 60},
    {"percent": 12.5, "price": 7},
)

_PARTS = 10_000
"""Parts of the whole that per cents are rounded to."""


class Params(BaseModel):
    """How many may be moved: `at_most` pupils, or `percent` (two decimals) of those who could
    stay; `price` per pupil beyond (None: hard).

    Parameters
    ----------
    per : ``all`` together, or each ``unit`` that is left.
    unless_wished : a move to a unit that the pupil wished for does not count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: int | None = Field(None, ge=0, le=10_000_000)
    percent: float | None = Field(None, ge=0, le=100)
    per: Literal["all", "unit"] = "all"
    unless_wished: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_budget(self) -> Self:
        if (self.at_most is None) == (self.percent is None):
            raise ValueError(_("give `at_most` or `percent`"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the budgets that are exceeded: one for all, or one per unit."""
    place, budget = _budgets(problem, params)
    moved = moves(problem, unless_wished=params.unless_wished)
    some = np.flatnonzero(chosen >= 0)
    pupils = moved[chosen[some]]
    left = np.zeros(len(budget), np.int64)
    np.add.at(left, place[some], pupils)
    found = []
    for here in np.flatnonzero(left > budget).tolist():
        count, limit = int(left[here]), int(budget[here])
        name = str(problem.unit_ids[here]) if params.per == "unit" else ""
        text = (_FROM if name else _IN_ALL).format(count=count, name=name, limit=limit)
        parties = tuple(some[(pupils > 0) & (place[some] == here)].tolist())
        found.append(Breach("move_budget", name, count - limit, "pupils", text, parties))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row, or one per unit that can be left."""
    place, budget = _budgets(problem, params)
    moved = moves(problem, unless_wished=params.unless_wished)
    columns = np.flatnonzero(moved > 0)
    entries = (place[problem.options.party[columns]], columns, moved[columns])
    model.add_rows("move_budget", entries, upper=budget, price=params.price)


def _budgets(problem: Problem, params: Params) -> tuple[IntArray, IntArray]:
    """Return (n_parties,) the budget each party's move counts against, and the budgets."""
    parties, stays = problem.parties, could_stay(problem)
    places = len(problem.unit_ids) if params.per == "unit" else 1
    # who could not stay moves nothing, wherever it is counted
    place = np.where(stays, parties.current_unit, 0) if params.per == "unit" else (
        np.zeros(len(parties), np.int64)
    )  # fmt: skip
    if params.percent is None:
        return place, np.full(places, params.at_most or 0, np.int64)
    could = np.zeros(places, np.int64)
    np.add.at(could, place[stays], parties.size[stays])
    return place, could * round(params.percent * _PARTS / 100) // _PARTS


_FROM = N_("{count} pupils are moved from {name} but at most {limit} may be.")
_IN_ALL = N_("{count} pupils are moved from their units but at most {limit} may be.")
