"""Units offer places to those who go first, pupils keep the best offer (skolorna föreslår).

Deferred acceptance with the roles exchanged: each offering offers its seats to the first
applicants by the policy's criteria; a pupil keeps the best offer and refuses the rest, and
the offering goes on to the next. The result is stable, and of all stable placements the
worst for every pupil: for comparison with `deferred_acceptance`, which is the best.

Source: Gale & Shapley (1962); Roth (1984) on the American market for doctors.
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.matching.school_proposing import school_proposing
from skolval.mechanisms._market import market_of, placement_of
from skolval.mechanisms._single import SECURES, refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "what_if",
    "It can refuse a wish that could be met without setting aside anybody's claim.",
    "Skollagen 10 kap. 30 §",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """School-proposing deferred acceptance has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the stable placement that is worst for every pupil."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem, SECURES)
    began = time.perf_counter()
    market, rows = market_of(problem)
    return placement_of(problem, rows, school_proposing(market), began)
