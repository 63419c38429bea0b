"""Each unit's composition is within some points of the municipality's (elevsammansättning).

The band holds for every unit that has pupils, either grade by grade or for all the unit's
pupils of the round together (`per: unit`); then each pupil is compared with the pupil's own
grade, so that a unit is not blamed for the grades it happens to offer.

breach:  whole pupils (rounded up) by which the unit's deviation exceeds points x pupils / 100

Source
------
Own definition; the "within plus or minus n points" rule of choice plans in the United States.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.deviation import SCALE, Deviation, deviation, pupils_beyond
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model

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
)


class Params(BaseModel):
    """The band in percentage points, the group (None: the instance's) and the basis.

    `price` per whole pupil outside the band (None: hard).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    points: int = Field(ge=0, le=100)
    group: str | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the units, or grades of units, whose composition is outside the band."""
    found = deviation(problem, params.group, params.basis)
    place, labels = _places(problem, found, params)
    sums = np.zeros(len(labels), np.int64)
    pupils = np.zeros(len(labels), np.int64)
    np.add.at(sums, place, found.sums(chosen))
    np.add.at(pupils, place, found.pupils(chosen))
    band = pupils * params.points * (SCALE // 100)
    return [
        _breach(params, labels[k], int(sums[k]), int(pupils[k]))
        for k in np.flatnonzero(np.abs(sums) > band)
    ]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write two rows per unit or per grade of a unit."""
    found = deviation(problem, params.group, params.basis)
    place, labels = _places(problem, found, params)
    rows = place[found.cell]
    columns = np.arange(len(rows), dtype=np.int64)
    band = found.size * params.points * (SCALE // 100)
    none = np.zeros(len(labels), np.int64)
    if params.price is None:
        for sign in (1, -1):
            entries = (rows, columns, sign * found.weight - band)
            model.add_rows("composition_band", entries, upper=none)
        return
    most = np.zeros(len(labels), np.int64)
    np.add.at(most, rows, np.abs(found.weight))
    extra = model.variables(none, most // SCALE + 1, integer=True)
    own = np.arange(len(labels))
    at = (np.r_[rows, own], np.r_[columns, extra])
    for sign in (1, -1):
        coefficients = np.r_[sign * found.weight - band, np.full(len(labels), -SCALE)]
        model.add_rows("composition_band", (*at, coefficients), upper=none)
    model.add_rows(
        "composition_band", (own, extra, np.ones_like(own)), upper=none, price=params.price
    )


def _places(problem: Problem, found: Deviation, params: Params) -> tuple[IntArray, list[str]]:
    names = problem.unit_ids
    if params.per == "grade":
        codes = problem.grades.codes
        pairs = zip(found.unit, found.grade, strict=True)
        return np.arange(len(found.unit)), [f"{names[u]}, grade {codes[g]}" for u, g in pairs]
    units, place = np.unique(found.unit, return_inverse=True)
    return place.astype(np.int64), [str(names[u]) for u in units]


def _breach(params: Params, label: str, total: int, pupils: int) -> Breach:
    away = abs(total) / pupils * 100 / SCALE
    return Breach(
        rule="composition_band",
        where=label,
        excess=pupils_beyond(abs(total), pupils * params.points * (SCALE // 100)),
        unit="pupils",
        message=(
            N_(
                "The composition of {label} is {away} points from the municipality's "
                "but at most {most} are allowed."
            ).format(label=label, away=f"{away:.1f}", most=params.points)
        ),
    )
