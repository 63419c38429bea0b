"""No offering takes more pupils than it has seats (platser), nor fewer than it needs to run.

A minimum size binds only where anybody is placed: an offering may always stand empty.

breach of seats:    sum of pupils placed at the offering - seats
breach of minimum:  minimum - sum of pupils placed, when that sum is not 0

Source
------
Skollagen (2010:800) 10 kap. 30 §: a wish may be refused only where the unit would be full.
"""

from __future__ import annotations

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
    "The municipality decides how many pupils each unit takes.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"price": 700}, {"minimum": False})


class Params(BaseModel):
    """Whether minimum sizes count; `price` per pupil too many or too few (None: hard)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the offerings that hold too many or too few pupils."""
    placed = _pupils(problem, chosen)
    offerings = problem.offerings
    over = np.flatnonzero(placed > offerings.seats)
    found = [_breach(problem, chosen, int(o), int(placed[o]), full=True) for o in over]
    if params.minimum:
        under = np.flatnonzero((placed > 0) & (placed < offerings.minimum))
        found += [_breach(problem, chosen, int(o), int(placed[o]), full=False) for o in under]
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per offering, and two more with a switch where it has a minimum size."""
    options, offerings = problem.options, problem.offerings
    columns = np.arange(len(options), dtype=np.int64)
    size = problem.parties.size[options.party]
    entries = (options.offering, columns, size)
    model.add_rows("capacity", entries, upper=offerings.seats, price=params.price)
    if params.minimum:
        _post_minimum(problem, model, params)


def _post_minimum(problem: Problem, model: Model, params: Params) -> None:
    options, offerings = problem.options, problem.offerings
    few = np.flatnonzero(offerings.minimum > 0)
    row_of = np.full(len(offerings), -1, np.int64)
    row_of[few] = np.arange(len(few))
    columns = np.flatnonzero(row_of[options.offering] >= 0)
    rows = row_of[options.offering[columns]]
    size = problem.parties.size[options.party[columns]]
    most = np.zeros(len(few), np.int64)
    np.add.at(most, rows, size)
    runs = model.variables(np.zeros_like(few), np.ones_like(few), integer=True)
    own = np.arange(len(few))
    at = (np.r_[rows, own], np.r_[columns, runs])
    none = np.zeros_like(few)
    model.add_rows("capacity", (*at, np.r_[size, -most]), upper=none)
    least = offerings.minimum[few]
    model.add_rows("capacity", (*at, np.r_[-size, least]), upper=none, price=params.price)


def _pupils(problem: Problem, chosen: IntArray) -> IntArray:
    placed = np.zeros(len(problem.offerings), np.int64)
    some = np.flatnonzero(chosen >= 0)
    np.add.at(placed, problem.options.offering[chosen[some]], problem.parties.size[some])
    return placed


def _breach(
    problem: Problem, chosen: IntArray, offering: int, placed: int, *, full: bool
) -> Breach:
    name = str(problem.offerings.ids[offering])
    bound = problem.offerings.seats if full else problem.offerings.minimum
    limit = int(bound[offering])
    there = (chosen >= 0) & (problem.options.offering[np.maximum(chosen, 0)] == offering)
    text = f"{limit} seats" if full else f"a minimum size of {limit}"
    return Breach(
        rule="capacity",
        where=name,
        excess=abs(placed - limit),
        unit="pupils",
        message=N_("Offering {name} has {text} but {count} pupils are placed there.").format(
            name=name, text=text, count=placed
        ),
        parties=tuple(np.flatnonzero(there).tolist()),
    )
