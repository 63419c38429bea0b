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

from skolval.domain.later import Later
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.preferences import nearness
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.mechanisms._market import bounds_of, classes_of, market_of, placement_of
from skolval.mechanisms._single import BY_CLASSES, refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "what_if",
    "Guardians' wishes must be met where nobody's right to a unit near home is set aside.",
    "Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = True
_MATCHING = Later("skolval.matching.deferred_acceptance")


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
    refuse_unsupported(problem, BY_CLASSES)
    began = time.perf_counter()
    options = problem.options
    rows = np.lexsort((nearness(problem), options.party)).astype(np.int64)
    if not params.respect_seats:
        # A pupil whom no unit is admissible for has no first row of their own.
        nearest = np.where(np.diff(options.start) > 0, options.start[:-1], -1)
        return placement_of(problem, rows, nearest, began, proposals=len(problem.parties))
    everywhere = np.ones(len(options), bool)
    market, rows = market_of(problem, rows, everywhere)
    taken, proposals = _MATCHING.deferred_acceptance(
        market, classes=classes_of(problem), bounds=bounds_of(problem)
    )
    return placement_of(problem, rows, taken, began, proposals=proposals)
