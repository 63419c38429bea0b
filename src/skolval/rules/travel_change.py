"""No pupil's way to school grows by more than a share of today's (förändrad skolväg).

Today's way is the metres to the pupil's current unit. A pupil who has no current unit, or whose
current unit does not offer the pupil's next grade, is measured from the nearest unit, or is
exempt (`without`). Extra metres are rounded down.

breach:  (metres of the chosen option - most) x pupils in the party, where
         most = today's + the larger (`combine: larger`) or smaller of percent of today's and metres

Source
------
Gillani, Beeferman, Vega-Pourheydarian, Overney, Van Hentenryck & Roy (2023), Redrawing attendance
boundaries to promote racial and ethnic diversity in elementary schools, Educational Researcher
52(6), 348-361: travel grows by at most 50 %. Skollagen (2010:800) 10 kap. 29 §: what is suitable
for the ways to school must be regarded.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import post_alone, taken
from skolval.rules._ways import NO_WAY, least_way, today_way

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality must regard what is suitable for the pupils' ways to school.",
    "Skollagen (2010:800) 10 kap. 29 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"percent": 50},
    {"percent": 30, "metres": 500, "without": "exempt"},
    {"percent": 100, "metres": 1000, "combine": "smaller"},
    {"metres": 700, "price": 2},
    {"percent": 60, "without": "exempt", "price": 1},
)

_Percent = Annotated[int, Field(ge=0, le=10_000)]
_Metres = Annotated[int, Field(ge=0, le=10_000_000)]


class Params(BaseModel):
    """How much longer the way may be; `price` per metre too far and pupil (None: hard).

    Parameters
    ----------
    percent : per cent of today's way. metres : metres; at least one of them is given.
    combine : whether the ``larger`` or the ``smaller`` of the two decides.
    without : ``nearest`` measures those without a current unit from the nearest, ``exempt``
        leaves them alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    percent: _Percent | None = None
    metres: _Metres | None = None
    combine: Literal["larger", "smaller"] = "larger"
    without: Literal["nearest", "exempt"] = "nearest"
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if self.percent is None and self.metres is None:
            raise ValueError(_("give `percent`, `metres` or both"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties whose way grows too much."""
    today, most = _most(problem, params)
    found = []
    for party, row, beyond in taken(chosen, _beyond(problem, most)):
        text = _TEXT.format(
            pupil=upper_first(called(problem, party)),
            metres=problem.options.metres[row],
            most=most[party],
            today=today[party],
        )
        where = where_of(problem, party)
        found.append(Breach("travel_change", where, beyond, N_("metres"), text, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option too far away."""
    beyond = _beyond(problem, _most(problem, params)[1])
    post_alone("travel_change", problem, model, beyond=beyond, price=params.price)


def _beyond(problem: Problem, most: IntArray) -> IntArray:
    party = problem.options.party
    over = np.maximum(problem.options.metres - most[party], 0)
    beyond: IntArray = over * problem.parties.size[party]
    return beyond


def _most(problem: Problem, params: Params) -> tuple[IntArray, IntArray]:
    """Return (n_parties,) metres today and at most; `NO_WAY` for those who are exempt."""
    today = today_way(problem)
    if params.without == "nearest":
        today = np.where(today == NO_WAY, least_way(problem, problem.options.metres), today)
    exempt = today == NO_WAY
    known = np.where(exempt, 0, today)
    share = known * (params.percent or 0) // 100
    metres = np.full_like(share, params.metres or 0)
    if params.percent is None or (params.metres is not None and params.combine == "larger"):
        extra = np.maximum(share, metres)
    elif params.metres is None:
        extra = share
    else:
        extra = np.minimum(share, metres)
    return today, np.where(exempt, NO_WAY, known + extra)


_TEXT = N_(
    "{pupil} has {metres} m to the unit but at most {most} m are allowed, since the way today "
    "is {today} m."
)
