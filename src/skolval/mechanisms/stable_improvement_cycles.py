"""Equals exchange places where all in the ring gain and nobody is passed by (förbättringscykler).

First deferred acceptance, with the policy's lottery between equals. Then rings of pupils who
each want the next one's unit, and go first among those who want it by the criteria *before*
the lottery, exchange places, until there is no such ring. Against those criteria nobody has a
justified claim to another's place, and no such placement is better for every pupil; the
lottery only was the first draw. It can pay to misstate wishes.

Source: Erdil & Ergin (2008), What's the Matter with Tie-Breaking?
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.improvement_cycles import improvement_cycles
from skolval.mechanisms._lots import lots
from skolval.mechanisms._market import market_of, placement_of, tied_market_of
from skolval.mechanisms._single import SECURES, refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "conditional",
    "Lawful only if the rules say beforehand that the lottery is a first draw among equals and"
    " how places are then exchanged; the other criteria keep their order.",
    "ÖKN 2019:290; ÖKN 2019:195",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Stable improvement cycles have no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement after all stable exchanges among equals."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem, SECURES)
    began = time.perf_counter()
    strict, rows = market_of(problem)
    first, proposals = deferred_acceptance(strict)
    tied, _rows = tied_market_of(problem)
    taken = improvement_cycles(tied, first, lot=lots(problem))
    moved = int((taken != first).sum())
    return placement_of(problem, rows, taken, began, proposals=proposals, exchanged=moved)
