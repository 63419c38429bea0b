"""Each pupil gets the best listed unit that nobody who goes before needs (uppskjuten antagning).

Pupil-proposing deferred acceptance: every pupil applies to the first unit on the list; each
offering keeps its best applicants by the policy's criteria, up to its seats, and refuses the
rest, who apply to the next unit; nothing is final until nobody applies any more. The result
is stable (nobody has a justified claim to a place held by somebody who goes after) and of
all stable placements the best for every pupil; to list one's true wishes is the best one can do.

The list is the wishes, then the nearest units, then all others by distance (see
`skolval.domain.preferences`). Pupils with a protected identity go first.

Source: Gale & Shapley (1962); Abdulkadiroğlu & Sönmez (2003). Used by Linköping, Malmö, Lund.
"""

from __future__ import annotations

import time

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._ranking import priority_rank
from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.preferences import preference_order
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.mechanisms._kernel import deferred_acceptance
from skolval.mechanisms._single import refuse_larger_parties

LEGAL = Legal(
    "lawful",
    "Priorities do not depend on how a pupil ranks the wishes.",
    "ÖKN 2017:132; Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Deferred acceptance has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the pupil-optimal stable placement of `problem`."""
    refuse_larger_parties(problem)
    began = time.perf_counter()
    rows = preference_order(problem)
    key = priority_rank(problem)
    chosen, proposals = deferred_acceptance(
        problem.options.start,
        rows,
        offering=problem.options.offering,
        key=key,
        seats=problem.offerings.seats,
    )
    return Placement(
        chosen=np.asarray(chosen, np.int64),
        mechanism="deferred_acceptance",
        seconds=time.perf_counter() - began,
        details={"proposals": proposals},
    )
