"""No pupil is placed farther from home than the travel limit (reseavstånd) of the pupil's stage.

Where nothing admissible is within the limit, the nearest options are still allowed
(`unless_none_nearer`), so that a pupil in the countryside has somewhere to go.

breach:  (metres of the chosen option - limit) x pupils in the party

Source
------
Skollagen (2010:800) 10 kap. 30 § (the claim to a unit near home) and 32 § (transport).
"""

from __future__ import annotations

from typing import Annotated

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
    "The municipality may keep placements within a distance when it places without a wish.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"metres": 1500},
    {"metres": (500, 1500, 2500), "unless_none_nearer": False},
    {"metres": 1000, "price": 3},
)


Metres = Annotated[int, Field(ge=0, le=10_000_000)]


class Params(BaseModel):
    """The limit in metres: one number, or one per low, middle and high stage.

    None takes the instance's limits for free school transport (skolskjuts).
    `price` per metre too far and pupil (None: hard).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metres: Metres | tuple[Metres, Metres, Metres] | None = None
    unless_none_nearer: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties placed too far away."""
    beyond = _beyond(problem, params)
    placed = np.flatnonzero(chosen >= 0)
    too_far = placed[beyond[chosen[placed]] > 0]
    return [_breach(problem, int(chosen[party]), int(beyond[chosen[party]])) for party in too_far]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option too far away."""
    beyond = _beyond(problem, params)
    columns = np.flatnonzero(beyond > 0)
    parties, rows = np.unique(problem.options.party[columns], return_inverse=True)
    entries = (rows.astype(np.int64), columns, beyond[columns])
    upper = np.zeros(len(parties), np.int64)
    model.add_rows("travel_limit", entries, upper=upper, price=params.price)


def _beyond(problem: Problem, params: Params) -> IntArray:
    options = problem.options
    limits = problem.transport_limits if params.metres is None else params.metres
    by_stage = np.broadcast_to(np.asarray(limits, np.int64), (3,))
    limit = by_stage[problem.stage_of_party()][options.party]
    over = np.maximum(options.metres - limit, 0)
    if params.unless_none_nearer:
        nearest = np.full(len(problem.parties), np.iinfo(np.int64).max)
        np.minimum.at(nearest, options.party, options.metres)
        over = np.where(options.metres == nearest[options.party], 0, over)
    beyond: IntArray = over * problem.parties.size[options.party]
    return beyond


def _breach(problem: Problem, row: int, beyond: int) -> Breach:
    options = problem.options
    party = int(options.party[row])
    metres = int(options.metres[row])
    limit = metres - beyond // int(problem.parties.size[party])
    name = upper_first(called(problem, party))
    return Breach(
        rule="travel_limit",
        where=where_of(problem, party),
        excess=beyond,
        unit=N_("metres"),
        message=N_("{pupil} has {metres} m to the unit but the limit is {limit} m.").format(
            pupil=name, metres=metres, limit=limit
        ),
        parties=(party,),
    )
