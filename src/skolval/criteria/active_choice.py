"""A pupil who made a choice goes before one who made none (aktivt val före icke-val).

It asks whether there was a choice, never which unit stood where on the list: that would
make it wise not to list what one wants. `grades` limits it; an empty list means every grade.

Source: Malmö (groups 4 and 5), Stockholm (group 3), Lund 2022-12-20 (preschool class only).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._grades import in_grades
from skolval.domain.policy import Legal
from skolval.domain.preferences import chose
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful only while a pupil without a choice keeps the claim to a unit near home.",
    "Skollagen 10 kap. 30 §",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of the priority for those who chose.

    Parameters
    ----------
    grades : grades in which it counts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grades: tuple[str, ...] = ()


def keys(problem: Problem, params: Params) -> IntArray:
    """Return 0 for option rows of pupils who made no choice in these grades, else 1."""
    counted = in_grades(problem, problem.parties.grade, params.grades)
    first = chose(problem) | ~counted
    return np.asarray(first[problem.options.party], np.int64)
