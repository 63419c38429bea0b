"""Whoever declines an offered seat has a place all the same (plats åt den som tackar nej).

A seat on a service is offered and may be declined; then the pupil is placed at the guarantee
school, where there must be room. `hold: expected` keeps as many seats there as are expected to be
needed, `hold: all` one for everybody who is offered another. With `expected` it is common that
somewhere one or a few more decline than there is room for: the lens `take_up` tells how often. The
place that is offered is kept for them in full. Where everybody goes where placed (what-if) nothing
is kept.

breach:  whole pupils (rounded up) by which those placed at an offering, and those who are expected
         to come because they decline, exceed its seats

Source
------
Skollagen (2010:800) 10 kap. 30 §: the wish of the guardian decides, and no pupil must lose a
place near home to another's bus.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "A seat outwards is offered; nobody is sent away from a school near home by it.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"hold": "all"},
    {"hold": "all", "over": 50, "price": 70},
    {"over": 1, "over_in": "seats"},
)
_PARTS = 1000


class Params(BaseModel):
    """How many seats are kept for those who decline; `price` per pupil too many (None: hard).

    Parameters
    ----------
    hold : ``expected`` or ``all``. over : how much an offering may be filled beyond its seats, in
        `over_in` (``percent``, ``seats``), as in the rule `capacity`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: Literal["expected", "all"] = "expected"
    over: int = Field(0, ge=0, le=100_000)
    over_in: Literal["percent", "seats"] = "percent"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return one breach for every offering where there is too little room."""
    offering, option, weight = _entries(problem, params)
    taken = np.zeros(len(problem.offerings), np.int64)
    used = np.zeros(len(problem.options), np.bool_)
    used[chosen[chosen >= 0]] = True
    mine = used[option]
    np.add.at(taken, offering[mine], weight[mine])
    beyond = -((_most(problem, params) * _PARTS - taken) // _PARTS)
    found = []
    for place in np.intersect1d(np.flatnonzero(beyond > 0), offering).tolist():
        name, seats = str(problem.offerings.ids[place]), int(_most(problem, params)[place])
        text = _TOLD.format(name=name, seats=seats, count=f"{taken[place] / _PARTS:.1f}")
        found.append(Breach("declined_seats", name, int(beyond[place]), "pupils", text))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row for every offering where somebody comes who declines."""
    offering, option, weight = _entries(problem, params)
    places, row = np.unique(offering, return_inverse=True)
    upper = _most(problem, params)[places] * _PARTS
    if params.price is None:
        model.add_rows("declined_seats", (row, option, weight), upper=upper)
        return
    own, beyond = np.arange(len(places)), _sum_of_most(problem, row, option, weight) - upper
    top = np.maximum(-(-beyond // _PARTS), 0)
    extra = model.variables(np.zeros_like(own), top, integer=True)
    parts = (np.r_[row, own], np.r_[option, extra], np.r_[weight, np.full(len(own), -_PARTS)])
    model.add_rows("declined_seats", parts, upper=upper)
    ones = (own, extra, np.ones_like(own))
    model.add_rows("declined_seats", ones, upper=np.zeros_like(own), price=params.price)


def _entries(problem: Problem, params: Params) -> tuple[IntArray, IntArray, IntArray]:
    """Return offering, option row and thousandths of pupils that count there.

    Only of offerings where somebody comes who declines; elsewhere the rule `capacity` says it all.
    """
    none = np.zeros(0, np.int64)
    if problem.services is None or problem.services.rides is None:
        return none, none, none
    options, rides = problem.options, problem.services.rides
    size = problem.parties.size[options.party]
    down = np.flatnonzero(rides.fallback >= 0)
    back = options.offering[rides.fallback[down]]
    # Who is offered a seat to the very unit where the others are placed counts there once.
    elsewhere = back != options.offering[down]
    down, back = down[elsewhere], back[elsewhere]
    declining = _PARTS - rides.take_up[down] if params.hold == "expected" else _PARTS
    there = np.flatnonzero(np.isin(options.offering, back))
    return (
        np.r_[options.offering[there], back],
        np.r_[there, down],
        np.r_[_PARTS * size[there], declining * size[down]],
    )


def _sum_of_most(problem: Problem, row: IntArray, option: IntArray, weight: IntArray) -> IntArray:
    """Return the largest sum of each row: a party takes one of its options."""
    pairs, own = np.unique(
        row * len(problem.parties) + problem.options.party[option], return_inverse=True
    )
    most = np.zeros(len(pairs), np.int64)
    np.maximum.at(most, own.reshape(-1), weight)
    found = np.bincount(pairs // max(len(problem.parties), 1), most)
    return found.astype(np.int64)


def _most(problem: Problem, params: Params) -> IntArray:
    seats = problem.offerings.seats
    if params.over_in == "seats":
        return seats + params.over
    most: IntArray = seats * (100 + params.over) // 100
    return most


_TOLD = N_(
    "Offering {name} has {seats} seats, but {count} pupils are placed there or expected to come "
    "because they decline a seat outwards."
)
