"""First wishes are settled before second ones, for good (direkt antagning, Bostonmodellen).

Each offering admits the first-choice applicants at once by the policy's criteria, up to its
seats, and the places are final; those refused apply to their second wish for what is left. Whoever
lists a popular unit truthfully can lose a safe second wish, so tactical lists pay. Unlawful
for municipal schools; here only to compare with and to show why.

Source: Abdulkadiroğlu & Sönmez (2003); ÖKN 2017:132 (15 June 2017): first-choice applicants
may not go before second- and third-choice ones; kammarrätten February 2018 (Nacka).
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.matching.application_rejection import application_rejection
from skolval.mechanisms._market import market_of, place_in_list, placement_of
from skolval.mechanisms._single import refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "forbidden",
    "First-choice applicants may not be put before second-choice ones.",
    "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Immediate acceptance has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement of the Boston mechanism."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem)
    began = time.perf_counter()
    market, rows = market_of(problem)
    taken = application_rejection(market, 1, place=place_in_list(problem, rows))
    return placement_of(problem, rows, taken, began)
