"""An applicant who ranked the unit higher goes first (valets rang), which is not allowed.

It exists only to show what it does, under ``--simulate-unlawful``: it makes it wise to hide
one's true wishes. Who did not wish for the unit goes last.

Source: ÖKN 2017:132 and kammarrätten February 2018 (Nacka): contrary to Skollagen 10 kap. 30 §.
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain.policy import Legal
from skolval.domain.problem import UNWISHED, IntArray, Problem

LEGAL = Legal(
    "forbidden",
    "Nobody may go first because of where a unit stands on the list of wishes.",
    "ÖKN 2017:132; kammarrätten 2018 (Nacka)",
)
TOTAL = False


class Params(BaseModel):
    """Wish rank has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return minus the rank of the wish of every option row; what is not wished for is last."""
    rank = problem.options.rank
    key: IntArray = -np.where(rank == UNWISHED, rank.max(initial=0) + 1, rank)
    return key
