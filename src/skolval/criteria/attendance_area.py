"""A pupil of the unit's own attendance area goes first (skolskjutsområde, anvisningsområde).

The unit is the pupil's `attendance_unit`, else the first of the home area's
`attendance_units` that offers the grade.

Source: ÖKN 2019:1015; Linköping (skolskjutsskola); Uppsala from 2019 (own area first for
pupils without a choice).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import given
from skolval.domain.language import _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "lawful",
    "An area that gives everybody a unit near home keeps the proximity principle.",
    "ÖKN 2019:1015; Skollagen 10 kap. 30 §",
)
TOTAL = False


class Params(BaseModel):
    """The attendance area has no parameters."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - one signature for the room
    """Return 1 for option rows at the unit of the own attendance area, else 0."""
    remedy = _("Fill in attendance_units of the areas, or attendance_unit of the pupils.")
    own = given(problem.attendance_unit, "attendance_unit", remedy)
    return np.asarray(own[problem.options.party] == problem.unit_of_option(), np.int64)
