"""A newly arrived applicant goes first at a unit with few such pupils (nyanländas förtur).

A unit has few when the group's share of today's enrolment is known and below `below`. The
pupil counts by belonging to `group`, or by at most `months` in Sweden when that is given.

Göteborg's rules up to 2020 had it as first ground; nobody has tried it in court. What if.

Source: ÖKN 2019:1152 (the rules as told there); the quota of independent schools expired
2024-07-01 (SFS 2022:222).
"""

from __future__ import annotations

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.criteria._needed import given
from skolval.domain.language import _
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem

LEGAL = Legal(
    "what_if",
    "Göteborg used it until 2020; it has no legal basis that any court has upheld.",
    "ÖKN 2019:1152; SFS 2022:222",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of the priority for newly arrived pupils.

    Parameters
    ----------
    group : group of the instance whose share at the unit is looked at. below : share 0-1
        under which a unit has few. months : a pupil counts by months in Sweden instead.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: str = "newly_arrived"
    below: float = Field(default=0.1, gt=0, le=1)
    months: int | None = Field(default=None, ge=0, le=300)


def keys(problem: Problem, params: Params) -> IntArray:
    """Return 1 for option rows of such pupils at such units, else 0."""
    column = problem.groups.index(params.group)
    remedy = _("Add the table enrolment, or take the criterion away.")
    share = given(problem.unit_share, _("today's enrolment"), remedy)[:, column]
    few = (share >= 0) & (share < round(params.below * 1000))
    who = _counts(problem, params, column)
    return np.asarray(who[problem.options.party] & few[problem.unit_of_option()], np.int64)


def _counts(problem: Problem, params: Params, column: int) -> BoolArray:
    if params.months is None:
        member: BoolArray = problem.parties.member[:, column] > 0
        return member
    remedy = _("Fill in months_in_sweden, or leave `months` out.")
    months = given(problem.months, "months_in_sweden", remedy)
    recent: BoolArray = (months >= 0) & (months <= params.months)
    return recent
