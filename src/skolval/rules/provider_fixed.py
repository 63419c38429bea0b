"""The municipality places nobody in an independent unit against the wish (huvudmannaskap).

A municipality decides on places at its own units only. A pupil may stand at an independent unit
only where the pupil wished for it, goes there already, or where the unit has joined the
municipality's round (`opt_in`): then its seats are the round's. Units at which the municipality
may not place at all (`placeable`: no) have no options, and need no rule.

breach:  pupils in the party placed at an independent unit without any of these

Source
------
Skollagen (2010:800) 10 kap. 30 § (places at municipal units) and 35-36 §§ (independent schools
receive and choose themselves); SOU 2020:28 proposed a common admission, which was rejected.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import PROVIDERS, UNWISHED, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import breaches_alone, post_alone
from skolval.rules._needed import given

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality places pupils at its own units; independent schools take their own.",
    "Skollagen 10 kap. 30, 35-36 §§",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"opt_in": ("u000",)},
    {"wished": False},
    {"current": False, "price": 900},
)


class Params(BaseModel):
    """What lets a pupil stand at an independent unit; `price` per pupil (None: hard).

    Parameters
    ----------
    opt_in : units that have joined the round and take whoever is placed there.
    wished : a wish for the unit is enough. current : going there already is enough.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    opt_in: tuple[str, ...] = ()
    wished: bool = True
    current: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties placed at an independent unit that they may not be placed at."""
    beyond = _beyond(problem, params)
    return breaches_alone("provider_fixed", problem, chosen, beyond=beyond, text=_TEXT)


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option at an independent unit not open to it."""
    beyond = _beyond(problem, params)
    post_alone("provider_fixed", problem, model, beyond=beyond, price=params.price)


def _beyond(problem: Problem, params: Params) -> IntArray:
    remedy = _("Make the run again: it was made before runs told who runs a unit.")
    provider = given(problem.unit_provider, "provider_fixed", "the units' providers", remedy)
    independent = provider == PROVIDERS.index("independent")
    independent &= ~np.isin(problem.unit_ids, np.array(params.opt_in, str))
    party, unit = problem.options.party, problem.unit_of_option()
    barred = independent[unit]
    if params.wished:
        barred &= problem.options.rank == UNWISHED
    if params.current:
        barred &= problem.parties.current_unit[party] != unit
    return np.where(barred, problem.parties.size[party], 0)


_TEXT = N_(
    "{pupil} is placed at the independent unit {unit} without having wished for it or gone there."
)
