"""Each unit's composition is within some points of the municipality's (band kring snittet).

The band holds for every unit that has pupils, either grade by grade or for all the unit's
pupils of the round together (`per: unit`); then each pupil is compared with the pupil's own
grade, so that a unit is not blamed for the grades it happens to offer, or with `against: all`
with the share among all parties of the round. Several groups can have a band each.

breach:  whole pupils (rounded up) by which the unit's deviation exceeds points x pupils / 100

Source
------
Own definition; the "within plus or minus n points" rule of choice plans in the United States.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.deviation import SCALE, Deviation, cell_labels, pupils_beyond, stacked
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
    {"points": 10},
    {"points": 25, "per": "unit", "basis": "pupil"},
    {"points": 5, "per": "unit", "price": 500},
    {"groups": {"g": 12, "h": 30}, "against": "all"},
    {"points": 15, "groups": ("g", "h"), "per": "unit", "against": "all", "price": 3},
)

Points = Annotated[int, Field(ge=0, le=100)]


class Params(BaseModel):
    """The band and whose it is; `price` per whole pupil outside the band (None: hard).

    Parameters
    ----------
    points : percentage points on either side, of every group.
    group : which group (None: the instance's).
    groups : several groups: a list, or each with points of its own in place of `points`.
    basis : ``area`` counts pupils as their home area, ``pupil`` as individuals.
    per : a band for each ``grade`` of a unit, or for the whole ``unit``.
    against : compare with the share of the pupil's own ``grade``, or of ``all``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: Points | None = None
    group: str | None = None
    groups: dict[str, Points] | tuple[str, ...] | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    against: Literal["grade", "all"] = "grade"
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        refuse_two_ways(self, "points")
        return self


def _of_all(problem: Problem, params: Params) -> Iterator[tuple[str, Deviation, int]]:
    """Yield the deviations if everybody accepts: a share of expected pupils is no whole number."""
    yield from deviations_of(problem, params, "points", expected=False)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the units, or grades of units, whose composition is outside a band."""
    told = []
    for group, found, points in _of_all(problem, params):
        sums, pupils = found.sums(chosen), found.pupils(chosen)
        outside = np.flatnonzero(np.abs(sums) > pupils * points * (SCALE // 100))
        labels = cell_labels(problem, np.c_[found.unit, found.grade][outside])
        for label, k in zip(labels, outside, strict=True):
            told.append(_breach((group, label), abs(int(sums[k])), int(pupils[k]), points))
    return told


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write two rows for every group and unit, or grade of a unit."""
    _groups, found, values = zip(*_of_all(problem, params), strict=True)
    (cell, option, weight), group = stacked(found)
    points = np.array(values)[group]
    band = found[0].size[option] * points[cell] * (SCALE // 100)
    none = np.zeros(len(group), np.int64)
    if params.price is None:
        for sign in (1, -1):
            entries = (cell, option, sign * weight - band)
            model.add_rows("composition_band", entries, upper=none)
        return
    most = np.concatenate([one.most() for one in found])
    extra = model.variables(none, most // SCALE + 1, integer=True)
    own = np.arange(len(none))
    at = (np.r_[cell, own], np.r_[option, extra])
    for sign in (1, -1):
        coefficients = np.r_[sign * weight - band, none - SCALE]
        model.add_rows("composition_band", (*at, coefficients), upper=none)
    model.add_rows("composition_band", (own, extra, none + 1), upper=none, price=params.price)


def _breach(names: tuple[str, str], total: int, pupils: int, points: int) -> Breach:
    group, label = names
    away = total / pupils * 100 / SCALE
    return Breach(
        rule="composition_band",
        where=label,
        excess=pupils_beyond(total, pupils * points * (SCALE // 100)),
        unit="pupils",
        message=(
            N_(
                "The share of {group} at {label} is {away} points from the municipality's "
                "but at most {most} are allowed."
            ).format(group=group, label=label, away=f"{away:.1f}", most=points)
        ),
    )
