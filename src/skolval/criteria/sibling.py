"""An applicant with a sibling who stays at the unit goes first (syskonförtur).

Counts a sibling who goes to the unit in the coming school year in one of the grades
`sibling_grades`, for applicants to the grades `grades`, optionally only within
`radius_metres` of the unit (one number, or one for each stage) or only where the unit
is near home as the policy defines it. Empty lists mean every grade.

Lawful only if it never costs another pupil a unit near home; the certificate must show it.

Source: Uppsala 2021/22 (F-3, sibling at most in grade 3); Stockholm (F, sibling F-5, at most
2 km); ÖKN 2019:290; kammarrätten 2018 (Uppsala 2017: annulled because others lost a unit
near home).
"""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.criteria._grades import in_grades
from skolval.criteria._lines import measured
from skolval.domain.near_home import near_home
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful only if no other pupil loses a unit near home because of it.",
    "ÖKN 2019:290; kammarrätten 2018 (Uppsala)",
)
TOTAL = False

Metres = Annotated[int, Field(ge=0, le=10_000_000)]


class Params(BaseModel):
    """Parameters of sibling priority.

    Parameters
    ----------
    grades : grades in which an applicant can have it. sibling_grades : grades of the
        sibling that count. radius_metres : longest way to the unit, or none; three numbers
        are for the low, middle and high stage. measure : ``route`` or ``straight`` for
        that radius. near : only where the unit is near home.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    grades: tuple[str, ...] = ()
    sibling_grades: tuple[str, ...] = ()
    radius_metres: Metres | tuple[Metres, Metres, Metres] | None = None
    measure: Literal["route", "straight"] = "route"
    near: bool = False


def keys(problem: Problem, params: Params) -> IntArray:
    """Return 1 for option rows with sibling priority, else 0."""
    parties, options = problem.parties, problem.options
    counts = in_grades(problem, parties.sibling_grade, params.sibling_grades)
    unit = np.where(counts, parties.sibling_unit, -1)
    has = (unit[options.party] == problem.unit_of_option()[:, None]).any(axis=1)
    has &= in_grades(problem, parties.grade, params.grades)[options.party]
    if params.radius_metres is not None:
        limit = np.broadcast_to(params.radius_metres, 3)[problem.stage_of_party()]
        has &= measured(problem, params.measure) <= limit[options.party]
    if params.near:
        has &= near_home(problem)
    priority: IntArray = has.astype(np.int64)
    return priority
