"""A pupil gets the programme or profile applied for, and nobody else does (sökt program).

A pupil who applied for a programme (`pupils.programme`) is placed at an offering of that
programme (`offerings.programme`), at whichever unit. A pupil who applied for none is placed at
an ordinary offering, unless `others` lets anybody fill the seats of a programme.

breach:  pupils in the party placed at an offering of another programme

Source
------
Skolförordningen (2011:185) 9 kap. 25-27 §§ (profiles chosen by a test from grade 7); skollagen
(2010:800) 16 kap. 36 § and 17 kap. 14 § (programmes of the upper secondary school).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import post_alone, taken
from skolval.rules._needed import given

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "An offering of a programme or profile is for those who applied for it.",
    "Skolförordningen (2011:185) 9 kap. 25-27 §§",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"others": True},
    {"unless_none": True},
    {"price": 1500},
)


class Params(BaseModel):
    """Whom the rule binds; `price` per pupil at another programme (None: hard).

    Parameters
    ----------
    others : pupils who applied for no programme may fill its seats.
    unless_none : spare a pupil who has no admissible offering of the programme applied for.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    others: bool = False
    unless_none: bool = False
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties placed at an offering of a programme that they did not apply for."""
    found = []
    for party, row, pupils in taken(chosen, _beyond(problem, params)):
        name = upper_first(called(problem, party))
        offering = problem.offerings.ids[problem.options.offering[row]]
        text = _TEXT.format(pupil=name, offering=offering)
        where = where_of(problem, party)
        found.append(Breach("programme_match", where, pupils, "pupils", text, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option of another programme."""
    beyond = _beyond(problem, params)
    post_alone("programme_match", problem, model, beyond=beyond, price=params.price)


def _beyond(problem: Problem, params: Params) -> IntArray:
    remedy = _("Fill in programme of pupils and offerings, or take the rule away.")
    applied = given(problem.programme, "programme_match", "programme", remedy)
    offered = given(problem.offering_programme, "programme_match", "programme", remedy)
    codes = np.unique(np.r_[applied, offered], return_inverse=True)[1]
    mine, theirs = codes[: len(applied)], codes[len(applied) :]
    party = problem.options.party
    fits = mine[party] == theirs[problem.options.offering]
    if params.others:
        fits |= (applied == "")[party]
    if params.unless_none:
        some = np.zeros(len(problem.parties), np.bool_)
        some[party[fits]] = True
        fits |= (~some & (applied != ""))[party]
    return np.where(fits, 0, problem.parties.size[party])


_TEXT = N_("{pupil} is placed at {offering}, which is not the programme applied for.")
