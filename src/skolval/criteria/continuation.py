"""A pupil who already goes to the unit goes first there (fortsatt plats på den egna enheten).

For pupils of the grades `grades`; an empty list means every grade. It is the unit and not the
building that counts: after a split into two units there is no right to continue.

Source: Skollagen 10 kap. 28 §; Malmö and Linköping (grade 6 to 7); ÖKN 2019:1152 (units).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._grades import in_grades
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "lawful",
    "A pupil who has been received at a unit may stay there.",
    "Skollagen 10 kap. 28 §",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of continuation.

    Parameters
    ----------
    grades : grades applied for in which it counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grades: tuple[str, ...] = ()


def keys(problem: Problem, params: Params) -> IntArray:
    """Return 1 for option rows at the pupil's current unit, else 0."""
    parties, party = problem.parties, problem.options.party
    own = np.where(in_grades(problem, parties.grade, params.grades), parties.current_unit, -1)
    return np.asarray(own[party] == problem.unit_of_option(), np.int64)
