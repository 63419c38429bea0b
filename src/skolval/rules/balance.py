"""Segregation between units, measured by D, is under a ceiling (elevsammansättning).

The deviation of a unit's pupils in a grade is |members - P x pupils|, where P is the share of
the group among all parties of that grade. D is the sum of deviations over units and grades
divided by its value at complete segregation, 2 N P (1 - P) summed over grades, so D pools the
grades and takes no notice of differences between them. Rounding: P to 1/100,000; the ceiling
on the sum downwards to 1/100,000 pupil.

With `per: unit` the deviation is that of all the unit's pupils together, so that grades of one
unit can even each other out. With `against: all` P is the share among all parties of the round,
whatever their grade; N and P at complete segregation are then those of all parties.

Group-blind by default: each pupil counts as the mean composition of the home area, never as
the individual (`basis: area`). `basis: pupil` looks at individuals and is an upper bound on what
any policy could reach, for study only. Several groups can have a ceiling each.

breach:  whole pupils (rounded up) by which a group's sum of deviations exceeds its ceiling

Source
------
Duncan & Duncan (1955), American Sociological Review 20(2), 210-217. Prop. 2021/22:158 on an
all-round social composition was rejected in June 2022, so this is a what-if today.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.deviation import SCALE, pupils_beyond, stacked
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._groups import deviations_of, refuse_two_ways

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "what_if",
    "No law lets a municipality place pupils by the composition of its units.",
    "Prop. 2021/22:158, rejected",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 0.15},
    {"at_most": 0.6, "basis": "pupil"},
    {"at_most": 0.0},
    {"at_most": 0.1, "basis": "pupil", "price": 400},
    {"groups": {"g": 0.4, "h": 0.2}, "per": "unit"},
    {"at_most": 0.2, "groups": ("g", "h"), "basis": "pupil", "against": "all"},
    {"groups": {"h": 0.1, "g": 0.3}, "per": "unit", "against": "all", "price": 90},
)

Share = Annotated[float, Field(ge=0, le=1)]


class Params(BaseModel):
    """The ceiling on D and whose D it is; `price` per whole pupil of deviation beyond it.

    Parameters
    ----------
    at_most : ceiling on D, 0 to 1, of every group. group : which group (None: the instance's).
    groups : several groups: a list, or each with a ceiling of its own in place of `at_most`.
    basis : ``area`` counts pupils as their home area, ``pupil`` as individuals.
    per : a deviation for each ``grade`` of a unit, or for the whole ``unit``.
    against : compare with the share of the pupil's own ``grade``, or of ``all``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: Share | None = None
    group: str | None = None
    groups: dict[str, Share] | tuple[str, ...] | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    against: Literal["grade", "all"] = "grade"
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        refuse_two_ways(self, "at_most")
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return one breach for every group whose D is above its ceiling."""
    told = []
    for group, found, most in deviations_of(problem, params, "at_most"):
        sums = int(np.abs(found.sums(chosen)).sum())
        excess = pupils_beyond(sums, found.ceiling(most))
        if excess:
            text = N_("D of {group} between units is {value} but at most {most} is allowed.")
            text = text.format(group=group, value=f"{found.index(sums):.3f}", most=f"{most:g}")
            told.append(Breach("balance", group, excess, "pupils", text))
    return told


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write the deviation of every cell of every group, and one row on each group's sum."""
    _groups, found, values = zip(*deviations_of(problem, params, "at_most"), strict=True)
    entries, group = stacked(found)
    most = np.concatenate([one.most() for one in found])
    away = model.deviations("balance", entries, most)
    row = (group, away, np.ones_like(away))
    ceiling = np.array([one.ceiling(value) for one, value in zip(found, values, strict=True)])
    if params.price is None:
        model.add_rows("balance", row, upper=ceiling)
        return
    own = np.arange(len(found))
    top = [pupils_beyond(int(one.most().sum()), int(ceiling[k])) for k, one in enumerate(found)]
    extra = model.variables(np.zeros_like(own), np.array(top), integer=True)
    priced = (np.r_[group, own], np.r_[away, extra], np.r_[row[2], np.full(len(own), -SCALE)])
    model.add_rows("balance", priced, upper=ceiling)
    ones = (own, extra, np.ones_like(own))
    model.add_rows("balance", ones, upper=np.zeros_like(own), price=params.price)
