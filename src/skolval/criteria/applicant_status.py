"""Applicants go in the order of their standing (sökandens ställning).

Such as residents before early starters before pupils of other municipalities. A standing that
`order` does not name goes with the first group. Equal ones stand together in a list.

Source: Malmö, groups 6 and 7; Uppsala 2019/20, groups 4 and 5 (undocumented, not registered);
Stockholm (five-year-olds, then other municipalities).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.policy import Legal
from skolval.domain.problem import STATUSES, IntArray, Problem

LEGAL = Legal(
    "lawful",
    "The municipality is obliged to its own residents first.",
    "Skollagen 10 kap. 24-27, 30 §§",
)
TOTAL = False

Status = Literal["resident", "undocumented", "not_registered", "early_start", "non_resident"]


class Params(BaseModel):
    """Parameters of the order by standing.

    Parameters
    ----------
    order : standings, first goes first; an item may be a list of equals.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order: tuple[Status | tuple[Status, ...], ...] = Field(
        default=("resident", "undocumented", "not_registered", "early_start", "non_resident"),
        min_length=1,
    )


def keys(problem: Problem, params: Params) -> IntArray:
    """Return minus the place of the applicant's standing in the order, for every option row."""
    place = np.zeros(len(STATUSES), np.int64)
    for i, item in enumerate(params.order):
        for name in (item,) if isinstance(item, str) else item:
            place[STATUSES.index(name)] = i
    # Nobody's standing is told: all are residents.
    status = np.zeros(len(problem.parties), np.int64) if problem.status is None else problem.status
    key: IntArray = -place[status][problem.options.party]
    return key
