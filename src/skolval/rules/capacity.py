"""No offering takes more pupils than it has seats (platser), nor fewer than it needs to run.

A minimum size binds only where anybody is placed: an offering may always stand empty. With
`over` places may be filled beyond what they have, with `at_least` they must be filled so far.
With `base: today` what counts is not the seats of each offering but today's pupils of the whole
unit, which are those in the round who go there today; a unit where nobody goes today has
nothing to be measured by, and seats and minimum sizes play no part. Most is rounded down and
least is rounded up to whole pupils.

breach of seats:    sum of pupils placed - most, where most = base + over
breach of minimum:  least - sum of pupils placed, where least is the larger of the minimum size
    and at_least per cent of base, and 0 where nobody is placed and places may stand empty

Source
------
Skollagen (2010:800) 10 kap. 30 §: a wish may be refused only where the unit would be full.
`base: today`: Gillani, Beeferman, Vega-Pourheydarian, Overney, Van Hentenryck & Roy (2023),
Educational Researcher 52(6), 348-361: no school grows by more than 15 %.
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
from skolval.rules._filling import Filling, post_least, post_most, too_few, too_many

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality decides how many pupils each unit takes.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"price": 700},
    {"minimum": False},
    {"over": 50, "at_least": 75},
    {"over": 1, "over_in": "seats", "at_least": 40, "may_stand_empty": False},
    {"base": "today", "over": 100, "at_least": 60},
    {"base": "today", "over": 15, "at_least": 85, "may_stand_empty": False, "price": 30},
)


class Params(BaseModel):
    """How far places may be over- and underfilled; `price` per pupil too many or too few.

    Parameters
    ----------
    minimum : whether the minimum sizes of offerings count.
    over : how much a place may be filled beyond its base, in `over_in` (``percent``, ``seats``).
    at_least : per cent of the base that a place must be filled to.
    may_stand_empty : whether a place where nobody is placed is spared `at_least`.
    base : ``seats`` of every offering, or the pupils whom every unit has ``today``.
    price : None makes the rule hard.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    minimum: bool = True
    over: int = Field(0, ge=0, le=100_000)
    over_in: Literal["percent", "seats"] = "percent"
    at_least: int = Field(0, ge=0, le=100)
    may_stand_empty: bool = True
    base: Literal["seats", "today"] = "seats"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the offerings (units with `base: today`) that hold too many or too few pupils."""
    filling = _filling(problem, params)
    names = problem.offerings.ids if params.base == "seats" else problem.unit_ids
    placed = filling.pupils(problem, chosen)
    found = []
    for full, away in ((True, too_many(filling, placed)), (False, too_few(filling, placed))):
        for place in np.flatnonzero(away).tolist():
            name, count, excess = str(names[place]), int(placed[place]), int(away[place])
            limit = count - excess if full else count + excess
            text = _message(params, full=full).format(
                name=name, text=_limit(limit, full=full), limit=limit, count=count
            )
            there = filling.there(chosen, place)
            found.append(Breach("capacity", name, excess, "pupils", text, there))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per place, and two more with a switch where it needs somebody."""
    filling = _filling(problem, params)
    post_most("capacity", problem, model, filling=filling, price=params.price)
    post_least("capacity", problem, model, filling=filling, price=params.price)


def _filling(problem: Problem, params: Params) -> Filling:
    if params.base == "seats":
        base, least = problem.offerings.seats, problem.offerings.minimum
        most = _most(base, params)
        place = problem.options.offering
    else:
        base = _today(problem)
        least = np.zeros_like(base)
        most = np.where(base > 0, _most(base, params), -1)
        place = problem.unit_of_option()
    share = -(-base * params.at_least // 100)
    running = np.maximum(share, least) if params.minimum else share
    empty = np.zeros_like(share) if params.may_stand_empty else share
    return Filling(place, most, running, empty)


def _most(base: IntArray, params: Params) -> IntArray:
    if params.over_in == "seats":
        return base + params.over
    most: IntArray = base * (100 + params.over) // 100
    return most


def _today(problem: Problem) -> IntArray:
    """Return (n_units,) pupils of the round who go to each unit today."""
    parties, pupils = problem.parties, np.zeros(len(problem.unit_ids), np.int64)
    some = parties.current_unit >= 0
    np.add.at(pupils, parties.current_unit[some], parties.size[some])
    return pupils


def _limit(limit: int, *, full: bool) -> str:
    return f"{limit} seats" if full else f"a minimum size of {limit}"


def _message(params: Params, *, full: bool) -> str:
    if params.base == "today" and full:
        return N_(
            "{name} takes at most {limit} pupils, reckoned from those it has today, but {count} "
            "are placed there."
        )
    if params.base == "today":
        return N_(
            "{name} needs at least {limit} pupils, reckoned from those it has today, but {count} "
            "are placed there."
        )
    if full and params.over:
        return N_(
            "Offering {name} takes at most {limit} pupils, more than it has seats, but {count} "
            "are placed there."
        )
    if not full and params.at_least:
        return N_("Offering {name} needs at least {limit} pupils but {count} are placed there.")
    return N_("Offering {name} has {text} but {count} pupils are placed there.")
