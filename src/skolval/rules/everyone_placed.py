"""Every pupil has a place (skolplikt: the municipality must offer one).

breach:  pupils in the party, when it has none of its options; an area where no pupil lives
         counts as one, since it too belongs to some unit

Source
------
Skollagen (2010:800) 10 kap. 24 and 29 §§: the home municipality offers every pupil a place.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The home municipality must offer every pupil of compulsory school age a place.",
    "Skollagen (2010:800) 10 kap. 24 §",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"price": 90000})


class Params(BaseModel):
    """`price` per pupil without a place (None: hard)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:  # noqa: ARG001 - the surface of every rule
    """Return the parties without a place."""
    return [_breach(problem, int(party)) for party in np.flatnonzero(chosen < 0)]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party: at least one option is used."""
    party, size = problem.options.party, _counted(problem)
    columns = np.arange(len(problem.options), dtype=np.int64)
    entries = (party, columns, -size[party])
    model.add_rows("everyone_placed", entries, upper=-size, price=params.price)


def _counted(problem: Problem) -> IntArray:
    counted: IntArray = np.maximum(problem.parties.size, 1)
    return counted


def _breach(problem: Problem, party: int) -> Breach:
    return Breach(
        rule="everyone_placed",
        where=where_of(problem, party),
        excess=int(_counted(problem)[party]),
        unit="pupils",
        message=N_("{pupil} has no place.").format(pupil=upper_first(called(problem, party))),
        parties=(party,),
    )
