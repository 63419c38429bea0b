"""An applicant from a connected activity goes first (verksamhetsmässigt samband).

Such as a preschool with the same premises and staff, or the same pedagogy (Waldorf,
Montessori). Counts whoever has `operational_connection` of at least 1 in the table grounds.

Source: Skolinspektionen's approved grounds for independent schools (Skollagen 10 kap. 36 §).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import noted
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Approved for independent schools; a municipal school must still keep the claims near home.",
    "Skollagen 10 kap. 36 §",
)
TOTAL = False


class Params(BaseModel):
    """Operational connection has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return 1 for option rows with a connection, else 0."""
    return np.asarray(noted(problem, "operational_connection") >= 1, np.int64)
