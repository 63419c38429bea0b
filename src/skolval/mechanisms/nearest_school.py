"""Each pupil gets the nearest unit that has a seat, whatever the wishes (närmaste skola).

Deferred acceptance on lists sorted by distance alone, with the policy's criteria (usually
absolute proximity, then a lottery). With `respect_seats: false` everybody gets the nearest
unit even when it is full: the counterfactual without choice and without walls, which the
audit then shows as breaches of capacity.

Source: the counterfactual of the residential index (Böhlmark, Holmlund & Lindahl 2016).
"""

from __future__ import annotations

import time

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._ranking import priority_rank
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.preferences import nearness
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.mechanisms._kernel import deferred_acceptance
from skolval.mechanisms._single import refuse_larger_parties

LEGAL = Legal(
    "what_if",
    "Guardians' wishes must be met where nobody's right to a unit near home is set aside.",
    "Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Parameters of the nearest-school mechanism.

    Parameters
    ----------
    respect_seats : False lets units take more pupils than they have seats.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    respect_seats: bool = True


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement by distance."""
    refuse_larger_parties(problem)
    began = time.perf_counter()
    options = problem.options
    rows = np.lexsort((nearness(problem), options.party))
    if params.respect_seats:
        everywhere = np.ones(len(options), bool)
        chosen, proposals = deferred_acceptance(
            options.start,
            np.asarray(rows, np.int64),
            offering=options.offering,
            key=priority_rank(problem, everywhere),
            seats=problem.offerings.seats,
        )
    else:
        chosen, proposals = np.asarray(rows[options.start[:-1]], np.int64), len(problem.parties)
    return Placement(
        chosen=chosen,
        mechanism="nearest_school",
        seconds=time.perf_counter() - began,
        details={"proposals": proposals},
    )
