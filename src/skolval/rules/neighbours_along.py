"""An area that moves takes its neighbours of the same unit along (grannar följer med).

The neighbours of a party are those of its grade in areas beside its own that have the same unit
today. If it is placed at another unit, at least a share of them, rounded up, is placed there too.
As published the rule also asks it of whoever stays (`who: all`): a share of them stays as well.

breach:  neighbours too few

Source
------
Gillani, Beeferman, Vega-Pourheydarian, Overney, Van Hentenryck & Roy (2023), Educational
Researcher 52(6), 348-361: at least half of the neighbours are rezoned together.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._beside import beside

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality draws its attendance areas as it finds suitable.",
    "Skollagen (2010:800) 10 kap. 29, 30 §§",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"who": "all"},
    {"percent": 100, "price": 20},
)


class Params(BaseModel):
    """How many neighbours go along; `price` per neighbour too few (None: hard).

    Parameters
    ----------
    percent : of the neighbours that have the same unit today. who : ``movers``, or ``all``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: int = Field(50, ge=1, le=100)
    who: Literal["movers", "all"] = "movers"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties that too few neighbours go along with."""
    party, other, least = _neighbours(problem, params)
    unit = problem.unit_of_option()
    at = np.where(chosen >= 0, unit[np.maximum(chosen, 0)], -1) if len(unit) else chosen
    along = np.bincount(party[at[party] == at[other]], minlength=len(at))
    asked = (chosen >= 0) & (least > along)
    if params.who == "movers":
        asked &= at != problem.parties.current_unit
    return [
        _breach(problem, int(p), (int(at[p]), int(along[p]), int(least[p])))
        for p in np.flatnonzero(asked)
    ]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per option that needs neighbours: least times it <= those there."""
    party, other, least = _neighbours(problem, params)
    options, unit = problem.options, problem.unit_of_option()
    asked = _asked(problem, params) & (least[options.party] > 0)
    number = np.where(asked, np.cumsum(asked) - 1, -1)
    rows = np.flatnonzero(asked)
    start = options.start
    first = np.searchsorted(party, np.arange(len(least) + 1))
    width = first[options.party[rows] + 1] - first[options.party[rows]]
    row = np.repeat(rows, width)
    ahead = np.repeat(first[options.party[rows]] - np.r_[0, np.cumsum(width)[:-1]], width)
    near = other[ahead + np.arange(width.sum())]
    wide = start[near + 1] - start[near]
    ahead = np.repeat(start[near] - np.r_[0, np.cumsum(wide)[:-1]], wide)
    row, column = np.repeat(row, wide), ahead + np.arange(wide.sum())
    there = unit[column] == unit[row]
    entries = (
        np.r_[number[rows], number[row[there]]],
        np.r_[rows, column[there]],
        np.r_[least[options.party[rows]], np.full(int(there.sum()), -1)],
    )
    upper = np.zeros(len(rows), np.int64)
    model.add_rows("neighbours_along", entries, upper=upper, price=params.price)


def _asked(problem: Problem, params: Params) -> BoolArray:
    """Return (n_options,) which options need neighbours."""
    current = problem.parties.current_unit[problem.options.party]
    if params.who == "all":
        return np.ones(len(current), np.bool_)
    moves: BoolArray = problem.unit_of_option() != current
    return moves


def _neighbours(problem: Problem, params: Params) -> tuple[IntArray, IntArray, IntArray]:
    """Return (party, neighbour) pairs of one unit today, and how many each party needs."""
    party, other = beside(problem)
    now = problem.parties.current_unit
    same = (now[party] >= 0) & (now[party] == now[other])
    party, other = party[same], other[same]
    count = np.bincount(party, minlength=len(now))
    return party, other, -(-count * params.percent // 100)


def _breach(problem: Problem, party: int, told: tuple[int, int, int]) -> Breach:
    unit, along, least = told
    text = N_(
        "{party} is placed at {unit} with {along} neighbours of the same unit today, but at "
        "least {least} go along."
    ).format(
        party=upper_first(called(problem, party)),
        unit=problem.unit_ids[unit],
        along=along,
        least=least,
    )
    where = where_of(problem, party)
    return Breach("neighbours_along", where, least - along, N_("neighbours"), text, (party,))
