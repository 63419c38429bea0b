"""No service carries more pupils than it has seats, on any leg (sittplatser på linjen).

Seats are counted on every leg from one stop to the next, of the morning's run and of the
afternoon's. Everybody who is offered a seat is counted, whether or not it will be accepted.

breach:  pupils aboard on a leg - its seats

Source
------
Skollagen (2010:800) 10 kap. 32 §; how many seats a run has is the operator's to tell.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.service_loads import loads
from skolval.domain.surfaces import Model
from skolval.rules._aboard import post_most, stop_of

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "A seat that does not exist cannot be offered.",
    "Skollagen (2010:800) 10 kap. 32 §",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"price": 40})


class Params(BaseModel):
    """`price` per pupil too many on a leg (None: hard)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:  # noqa: ARG001 - the surface of every rule
    """Return one breach for every leg that is too full."""
    if problem.services is None:
        return []
    services, found = problem.services, []
    for back, load in enumerate(loads(problem, chosen)):
        calls = services.back if back else services.out
        text = _AFTERNOON if back else _MORNING
        for call in np.flatnonzero(load > calls.seats).tolist():
            name = str(services.ids[calls.service[call]])
            count, seats = int(load[call]), int(calls.seats[call])
            told = text.format(
                service=name, stop=stop_of(services, calls, call), count=count, seats=seats
            )
            found.append(Breach("service_seats", name, count - seats, "pupils", told))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per leg that somebody can ride."""
    post_most("service_seats", problem, model, price=params.price)


_MORNING = N_(
    "In the morning {count} pupils ride on {service} from {stop}, where it has {seats} seats."
)
_AFTERNOON = N_(
    "In the afternoon {count} pupils ride on {service} from {stop}, where it has {seats} seats."
)
