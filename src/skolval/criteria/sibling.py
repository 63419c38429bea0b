"""An applicant with a sibling who stays at the unit goes first (syskonförtur).

Counts a sibling who goes to the unit in the coming school year in one of the grades
`sibling_grades`, for applicants to the grades `grades`, optionally only within
`radius_metres` of the unit. Empty lists mean every grade.

Lawful only if it never costs another pupil a unit near home; the certificate must show it.

Source: Uppsala 2021/22 (F-3, sibling at most in grade 3); ÖKN 2019:290; kammarrätten 2018
(Uppsala 2017: annulled because others lost a unit near home).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful only if no other pupil loses a unit near home because of it.",
    "ÖKN 2019:290; kammarrätten 2018 (Uppsala)",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of sibling priority.

    Parameters
    ----------
    grades : grades in which an applicant can have it. sibling_grades : grades of the
        sibling that count. radius_metres : longest way to the unit, or none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grades: tuple[str, ...] = ()
    sibling_grades: tuple[str, ...] = ()
    radius_metres: int | None = Field(default=None, ge=0, le=10_000_000)


def _in_grades(problem: Problem, grade: IntArray, codes: tuple[str, ...]) -> BoolArray:
    known = grade >= 0
    if not codes:
        return known
    wanted = np.array([code in codes for code in problem.grades.codes])
    inside: BoolArray = known & wanted[np.maximum(grade, 0)]
    return inside


def keys(problem: Problem, params: Params) -> IntArray:
    """Return 1 for option rows with sibling priority, else 0."""
    parties, options = problem.parties, problem.options
    counts = _in_grades(problem, parties.sibling_grade, params.sibling_grades)
    unit = np.where(counts, parties.sibling_unit, -1)
    has = (unit[options.party] == problem.unit_of_option()[:, None]).any(axis=1)
    has &= _in_grades(problem, parties.grade, params.grades)[options.party]
    if params.radius_metres is not None:
        has &= options.metres <= params.radius_metres
    priority: IntArray = has.astype(np.int64)
    return priority
