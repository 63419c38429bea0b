"""Newly arrived pupils are at most a share of a unit's pupils (andel nyanlända).

A pupil counts who has been at most `months` months in Sweden; a pupil whose months are not
known does not count. It holds for every unit that has pupils, for all the unit's pupils of the
round together or grade by grade (`per`). The share is rounded to 1/100,000.

breach:  whole pupils (rounded up) by which the newly arrived exceed share x pupils

Source
------
Skollagen (2010:800) 3 kap. 12 a § says who is newly arrived; the ordinance that let independent
schools set aside at most 5 % of their seats expired 2024-07-01 (SFS 2022:222).
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._needed import given
from skolval.rules._shares import Sums, post_sums, sums_beyond, sums_over_cells

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "what_if",
    "No law lets a municipality refuse a unit to a pupil because the pupil is newly arrived.",
    "Skollagen 10 kap. 30 §; SFS 2022:222 (expired 2024-07-01)",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 0.3},
    {"at_most": 0.5, "per": "grade", "months": 36},
    {"at_most": 0.05, "price": 800},
)
_TEXT = N_(
    "{label} has {members} newly arrived among {pupils} pupils but at most {most} are allowed."
)


class Params(BaseModel):
    """How many newly arrived a unit may have; `price` per whole pupil beyond (None: hard).

    Parameters
    ----------
    at_most : largest share, 0 to 1. months : a pupil counts up to so many months in Sweden.
    per : the share of the whole ``unit``, or of each ``grade`` of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: float = Field(ge=0, le=1)
    months: int = Field(24, ge=0, le=300)
    per: Literal["grade", "unit"] = "unit"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the units, or grades of units, with too large a share of newly arrived pupils."""
    return [
        Breach(
            rule="newly_arrived_share",
            where=over.label,
            excess=over.excess,
            unit="pupils",
            message=_TEXT.format(
                label=over.label,
                members=f"{over.members:.0f}",
                pupils=over.pupils,
                most=f"{params.at_most * over.pupils:.1f}",
            ),
        )
        for over in sums_beyond(problem, chosen, _sums(problem, params))
    ]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per unit or grade of a unit."""
    post_sums("newly_arrived_share", model, [_sums(problem, params)], price=params.price)


def _sums(problem: Problem, params: Params) -> Sums:
    remedy = _("Fill in months_in_sweden of the pupils, or take the rule away.")
    months = given(problem.months, "newly_arrived_share", "months_in_sweden", remedy)
    recent = (months >= 0) & (months <= params.months)
    members = np.where(recent, 1000 * problem.parties.size, 0)
    return sums_over_cells(problem, members, params.at_most, params.per)
