"""An applicant with no other unit near home goes first (enda skolan nära hemmet).

Near is what the policy's `near_home` says, which must be given: without it everybody's
nearest unit would be the only one.

Source: Malmö, second group of seven; Lund 2022-12-20.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _
from skolval.domain.near_home import near_home
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.errors import Fault, InputError

LEGAL = Legal(
    "lawful",
    "It keeps everybody's claim to some unit near home.",
    "Skollagen 10 kap. 30 §",
)
TOTAL = False


class Params(BaseModel):
    """The only near unit has no parameters; `near_home` of the policy defines near."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return 1 for option rows at the pupil's only near unit, else 0."""
    if problem.policy.near_home is None:
        raise InputError(
            Fault(
                _("The criterion only_near_school needs to know what is near home."),
                file=problem.policy.name,
                column="near_home",
                rule="needed",
                remedy=_("Add `near_home:` with metres by stage to the policy."),
            )
        )
    party, unit = problem.options.party, problem.unit_of_option()
    near = np.flatnonzero(near_home(problem))
    pairs = np.unique(party[near] * len(problem.unit_ids) + unit[near])
    units = np.bincount(pairs // len(problem.unit_ids), minlength=len(problem.parties))
    only = np.zeros(len(party), np.int64)
    only[near] = units[party[near]] == 1
    return only
