"""Wishes are settled for good a band at a time (parallell antagning, application-rejection).

Deferred acceptance within the first `permanency` wishes, whose places are then final, then
within as many more, and so on (Chinese parallel mechanism). One is immediate acceptance, and
the more wishes in a band the nearer to deferred acceptance; what stands after the first band
comes after everybody's first band, whatever the criteria, and tactical lists can pay.

Source: Chen & Kesten (2017), Chinese College Admissions and School Choice Reforms.
"""

from __future__ import annotations

import time

from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.placement import Placement
from skolval.domain.policy import Legal
from skolval.domain.problem import Problem
from skolval.domain.surfaces import Progress
from skolval.matching.application_rejection import application_rejection
from skolval.mechanisms._market import market_of, place_in_list, placement_of
from skolval.mechanisms._single import refuse_larger_parties, refuse_unsupported

LEGAL = Legal(
    "forbidden",
    "Applicants may not be put before others because they placed the unit higher on the list.",
    "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
)
NEEDS_CRITERIA = True


class Params(BaseModel):
    """Parameters of parallel acceptance.

    Parameters
    ----------
    permanency : wishes in a band, after which places are final.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    permanency: int = Field(default=2, ge=1)


def place(problem: Problem, params: Params, *, progress: Progress | None = None) -> Placement:  # noqa: ARG001 - one signature for the room
    """Return the placement when every band has been settled."""
    refuse_larger_parties(problem)
    refuse_unsupported(problem)
    began = time.perf_counter()
    market, rows = market_of(problem)
    number = place_in_list(problem, rows)
    taken = application_rejection(market, params.permanency, place=number)
    return placement_of(problem, rows, taken, began)
