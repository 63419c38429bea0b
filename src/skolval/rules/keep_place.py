"""A pupil whose unit has the pupil's next grade stays there (rätt att gå kvar).

It is a right and no duty: unless `unless_wished` is false, a pupil who wished for another unit
may be placed there. Who goes nowhere today, or whose unit lacks the grade, is not concerned.

breach:  pupils in the party, when placed at another unit than the current one

Source
------
Skollagen (2010:800) 10 kap. 30 §. ÖKN 2019:1152: the right ends where the unit's grades end.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.moving import moves
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import post_alone, taken

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "A pupil may stay at the own unit; the right ends where the unit's grades end.",
    "Skollagen (2010:800) 10 kap. 30 §; ÖKN 2019:1152",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"unless_wished": False},
    {"grades": ("F",), "price": 800},
    {"grades": ("F", "4"), "unless_wished": False, "price": 5},
)


class Params(BaseModel):
    """Who stays: all, or the pupils of some `grades`; `price` per pupil who moves (None: hard).

    `unless_wished` : a move to a unit that the pupil wished for is no breach.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grades: tuple[str, ...] = ()
    unless_wished: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties that are moved from their unit."""
    found = []
    for party, _row, pupils in taken(chosen, _moved(problem, params)):
        unit = problem.unit_ids[problem.parties.current_unit[party]]
        text = N_("{pupil} is moved from {unit}, which offers the grade.").format(
            pupil=upper_first(called(problem, party)), unit=unit
        )
        where = where_of(problem, party)
        found.append(Breach("keep_place", where, pupils, "pupils", text, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that could be moved."""
    beyond = _moved(problem, params)
    post_alone("keep_place", problem, model, beyond=beyond, price=params.price)


def _moved(problem: Problem, params: Params) -> IntArray:
    moved = moves(problem, unless_wished=params.unless_wished)
    if params.grades:
        meant = np.isin(problem.grades.codes, params.grades)[problem.parties.grade]
        moved = np.where(meant[problem.options.party], moved, 0)
    return moved
