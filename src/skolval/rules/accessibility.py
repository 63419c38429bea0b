"""A pupil with needs is placed at a unit that meets them (tillgänglighet).

A need is a word, such as ``lift``, in the pupil's `needs`; a unit meets it when the word stands
in its `features`. Messages never say which need it is: it is a matter of health. What a unit
lacks it may have to make good: this rule only keeps a pupil from being placed where nothing
can be done by the start of term.

breach:  pupils in the party placed at a unit that lacks something they need

Source
------
Diskrimineringslagen (2008:567) 1 kap. 4 § 3: inadequate accessibility is discrimination.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import breaches_alone, post_alone
from skolval.rules._needed import given

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "A pupil is not placed where the building or the teaching cannot meet a known need.",
    "Diskrimineringslagen (2008:567) 1 kap. 4 § 3",
)
SAMPLES: tuple[dict[str, object], ...] = ({}, {"price": 5000}, {"unless_none": True})


class Params(BaseModel):
    """Whom the rule spares; `price` per pupil whose needs are not met (None: hard).

    Parameters
    ----------
    unless_none : spare a pupil whose needs no admissible unit meets, who can then be placed
        anywhere; without it there is no placement for such a pupil.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unless_none: bool = False
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties placed at a unit that does not meet their needs."""
    beyond = _beyond(problem, params)
    return breaches_alone("accessibility", problem, chosen, beyond=beyond, text=_TEXT)


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option where its needs are not met."""
    beyond = _beyond(problem, params)
    post_alone("accessibility", problem, model, beyond=beyond, price=params.price)


def _beyond(problem: Problem, params: Params) -> IntArray:
    remedy = _("Fill in needs of the pupils and features of the units, or take the rule away.")
    needs = given(problem.needs, "accessibility", "needs", remedy)
    features = given(problem.unit_features, "accessibility", "features", remedy)
    party, unit = problem.options.party, problem.unit_of_option()
    kinds, kind = np.unique(needs, return_inverse=True)
    meets = _meets(kinds, features)[kind[party], unit]
    if params.unless_none:
        some = np.zeros(len(problem.parties), np.bool_)
        some[party[meets]] = True
        meets |= ~some[party]
    return np.where(meets, 0, problem.parties.size[party])


def _meets(
    kinds: np.ndarray[tuple[int], np.dtype[np.str_]],
    features: np.ndarray[tuple[int], np.dtype[np.str_]],
) -> BoolArray:
    """Return (kinds, units) whether a unit has every word of a kind of needs."""
    has = [set(words.split()) for words in features.tolist()]
    return np.array([[set(words.split()) <= own for own in has] for words in kinds.tolist()])


_TEXT = N_("{pupil} is placed at {unit}, which does not meet the pupil's needs.")
