"""All pupils together have no longer ways to school than the travel budget (färdbudget).

The budget is reckoned from the sum of everybody's way to the nearest admissible option
(`of: nearest`, the least possible were there seats for all), from the sum of the ways to the
current units (`of: today`; nearest for who has none), or is given in metres (`of: metres`). It
is rounded down to whole metres; only pupils who are placed travel.

breach:  sum of metres x pupils over the placed parties - budget

Source
------
Own definition; "travel at most n per cent above the least" is the usual frontier of school
placement against segregation.
"""

from __future__ import annotations

from typing import Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.expected_rows import expected_each
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._ways import NO_WAY, least_way, today_way

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "what_if",
    "The ways of all together are no ground on which the law lets one pupil's wish be refused.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"percent": 10},
    {"of": "today", "percent": 25.5},
    {"of": "metres", "metres": 4000},
    {"of": "metres", "metres": 1100, "mean": True},
    {"of": "nearest", "price": 2},
)

_PARTS = 10_000
"""Parts of the whole that per cents are rounded to."""


class Params(BaseModel):
    """How far all may travel; `price` per metre and pupil beyond it (None: hard).

    Parameters
    ----------
    of : ``nearest``, ``today`` or ``metres``, what the budget is reckoned from.
    percent : per cent that may be added (two decimals), for ``nearest`` and ``today``.
    metres : the budget itself, for ``metres``. mean : it is metres for each pupil of the round.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    of: Literal["nearest", "today", "metres"] = "nearest"
    percent: float = Field(0, ge=0, le=100_000)
    metres: int | None = Field(None, ge=0, le=10**12)
    mean: bool = False
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.of == "metres" and self.metres is None:
            raise ValueError(_("`of: metres` needs `metres`"))
        if self.of == "metres" and self.percent:
            raise ValueError(_("`percent` is added to nearest or today, not to metres"))
        if self.of != "metres" and (self.metres is not None or self.mean):
            raise ValueError(_("`metres` and `mean` need `of: metres`"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return one breach when all together travel too far."""
    rows, budget = chosen[chosen >= 0], _budget(problem, params)
    total = int(_travel(problem)[rows].sum())
    if total <= budget:
        return []
    text = N_("All pupils together have {total} m to school but the budget is {budget} m.").format(
        total=total, budget=budget
    )
    return [Breach("travel_budget", "", total - budget, N_("metres"), text)]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row: what everybody travels."""
    columns = np.arange(model.n_options, dtype=np.int64)
    entries = (np.zeros_like(columns), columns, _travel(problem))
    upper = np.array([_budget(problem, params)], np.int64)
    model.add_rows("travel_budget", entries, upper=upper, price=params.price)


def _travel(problem: Problem) -> IntArray:
    metres = expected_each(problem, problem.options.metres)
    travel: IntArray = metres * problem.parties.size[problem.options.party]
    return travel


def _budget(problem: Problem, params: Params) -> int:
    size = problem.parties.size
    if params.metres is not None:
        return params.metres * (int(size.sum()) if params.mean else 1)
    way = least_way(problem, problem.options.metres)
    if params.of == "today":
        today = today_way(problem)
        way = np.where(today == NO_WAY, way, today)
    whole = int((np.where(way == NO_WAY, 0, way) * size).sum())
    return whole * (_PARTS + round(params.percent * _PARTS / 100)) // _PARTS
