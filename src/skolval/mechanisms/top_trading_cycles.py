"""Pupils trade the units where they go first, in rings (handel i ringar, top trading cycles).

Every pupil points at the best listed unit with a seat left, every offering at the pupil who
goes first there by the policy's criteria; all in a ring get the unit they point at and leave.
No pupil can be placed better without another being placed worse, and to list one's true
wishes is the best one can do; but a pupil can be refused in favour of one who goes after.

Source: Shapley & Scarf (1974); Abdulkadiroğlu & Sönmez (2003).
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.matching.top_trading_cycles import top_trading_cycles
from skolval.mechanisms._market import market_of, placement_of
from skolval.mechanisms._single import SECURES, refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "what_if",
    "Priorities are traded: whoever goes before at a unit can be refused in favour of one who"
    " goes after, and a claim to a unit near home may not be set aside so.",
    "Skollagen 10 kap. 30 §; HFD 2015 ref. 50",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Top trading cycles have no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement when all rings have been traded."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem, SECURES)
    began = time.perf_counter()
    market, rows = market_of(problem)
    return placement_of(problem, rows, top_trading_cycles(market), began)
