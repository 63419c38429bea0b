"""Priorities that only stand in the way are waived by consent (effektivitetsjusterad antagning).

Kesten's efficiency-adjusted deferred acceptance: where a pupil's application displaces others
and yet gains the pupil nothing (an interrupter), the priority is waived if the pupil consents,
and deferred acceptance is run again. Nobody is placed worse than by deferred acceptance, and
with everybody's consent no pupil can be placed better without another being placed worse.
It can pay to misstate wishes.

Source: Kesten (2010), School Choice with Consent; Tang & Yu (2014).
"""

from __future__ import annotations

import time
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.language import _
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, Problem
from skolval.domain.surfaces import Progress
from skolval.errors import Fault, UsageError
from skolval.matching.efficiency_adjusted import efficiency_adjusted
from skolval.mechanisms._market import market_of, placement_of
from skolval.mechanisms._single import SECURES, refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "what_if",
    "No provision lets a pupil give up the claim to one unit for the good of others; whoever"
    " goes before can be refused in favour of one who goes after.",
    "Skollagen 10 kap. 30 §; HFD 2015 ref. 50",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Parameters of efficiency-adjusted deferred acceptance.

    Parameters
    ----------
    consent : who agrees to waive what gains them nothing: all, none (then it is deferred
        acceptance), or those noted with `consent` in the table grounds, at any of their units.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    consent: Literal["all", "none", "noted"] = "all"


def consenting(problem: Problem, params: Params) -> BoolArray:
    """Return (n_parties,) who consents.

    Raises
    ------
    UsageError
        If consent is to be noted and the instance notes none.
    """
    if params.consent != "noted":
        return np.full(len(problem.parties), params.consent == "all")
    if "consent" not in problem.grounds:
        raise UsageError(
            Fault(
                _("The policy asks who consents, and the instance notes it for nobody."),
                file=problem.policy.name,
                value="noted",
                rule="consent",
                remedy=_("Add rows with the ground consent to the table grounds."),
            )
        )
    consents = np.zeros(len(problem.parties), bool)
    consents[problem.options.party[problem.grounds["consent"] > 0]] = True
    return consents


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement after consented waivers."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem, SECURES)
    began = time.perf_counter()
    market, rows = market_of(problem)
    taken = efficiency_adjusted(market, consenting(problem, params))
    return placement_of(problem, rows, taken, began)
