"""An applicant to whom the unit is near home goes first (nära hemmet).

Near is what the policy's `near_home` says: metres by stage, the nearest few units, or both.
Nobody whose home is near loses the place to somebody whose home is not.

Source: Skollagen 10 kap. 30 §; Lund 2022-12-20 (2, 3 and 4 km; if none is near, the nearest).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.domain import near_home as near
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "lawful",
    "Nobody's wish may set aside another pupil's justified claim to a unit near home.",
    "Skollagen 10 kap. 30 §",
)
TOTAL = False


class Params(BaseModel):
    """The right to a unit near home has no parameters; `near_home` of the policy defines it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return 1 for option rows near the pupil's home, else 0."""
    return np.asarray(near.near_home(problem), np.int64)
