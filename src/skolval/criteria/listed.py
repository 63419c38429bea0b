"""Applicants go in the order of a given list (given turordning), the lowest number first.

The number is `listed` of the table grounds; equal numbers are a tie. Who stands on no list is
refused there, or comes after all who do.

The list says nothing of its grounds: they must be stated and lawful by themselves.

Source: Abdulkadiroğlu & Sönmez (2003), priorities as given; ÖKN 2019:290 (the order between
grounds must be clear).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict

from skolval.criteria._needed import noted
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem

LEGAL = Legal(
    "conditional",
    "Lawful only if every ground behind the list is, and their order is clear.",
    "ÖKN 2019:290",
)
TOTAL = False


class Params(BaseModel):
    """Parameters of the given list.

    Parameters
    ----------
    unlisted : ``refuse`` whoever is not on the unit's list, or place them ``last``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    unlisted: Literal["refuse", "last"] = "last"


def keys(problem: Problem, params: Params) -> IntArray:  # noqa: ARG001 - `unlisted` takes rows away before
    """Return minus the place on the list of every option row; the unlisted are last."""
    place = noted(problem, "listed")
    key: IntArray = -np.where(place < 0, place.max(initial=0) + 1, place)
    return key
