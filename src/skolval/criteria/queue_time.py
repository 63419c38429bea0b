"""An applicant who has queued longer goes first (kötid).

The key is `queue_days` of the table grounds; whoever has not queued goes last.

Source: ÖKN 2019:1015 and 2017:101 (acceptable in the circumstances: all had a guaranteed
school); approved for independent schools (Skollagen 10 kap. 36 §).
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import noted
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Acceptable only where everybody has a guaranteed school.",
    "ÖKN 2019:1015; ÖKN 2017:101",
)
TOTAL = False


class Params(BaseModel):
    """Queue time has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return the days in the queue of every option row, -1 without any."""
    return noted(problem, "queue_days")
