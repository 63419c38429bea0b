"""Segregation between units within grades, measured by D, is under a ceiling (elevsammansättning).

The deviation of a unit's pupils in a grade is |members - P x pupils|, where P is the share of
the group among all parties of that grade. D is the sum of deviations over units and grades
divided by its value at complete segregation, 2 N P (1 - P) summed over grades, so D pools the
grades and takes no notice of differences between them. Rounding: P to 1/100,000; the ceiling
on the sum downwards to 1/100,000 pupil.

Group-blind by default: each pupil counts as the mean composition of the home area, never as
the individual (`basis: area`). `basis: pupil` looks at individuals and is an upper bound on what
any policy could reach, for study only.

breach:  whole pupils (rounded up) by which the sum of deviations exceeds its ceiling

Source
------
Duncan & Duncan (1955), American Sociological Review 20(2), 210-217. Prop. 2021/22:158 on an
all-round social composition was rejected in June 2022, so this is a what-if today.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from skolval.domain.breach import Breach
from skolval.domain.deviation import SCALE, deviation, pupils_beyond
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
    {"at_most": 0.3},
    {"at_most": 0.6, "basis": "pupil"},
    {"at_most": 0.0},
    {"at_most": 0.1, "basis": "pupil", "price": 400},
)


class Params(BaseModel):
    """The ceiling on D, the group (None: the instance's) and the basis of composition.

    `price` per whole pupil of deviation beyond the ceiling (None: hard).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at_most: float = Field(ge=0, le=1)
    group: str | None = None
    basis: Literal["area", "pupil"] = "area"
    price: int | None = Field(None, ge=1, le=1_000_000)


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return one breach when D is above the ceiling."""
    found = deviation(problem, params.group, params.basis)
    sums = int(np.abs(found.sums(chosen)).sum())
    excess = pupils_beyond(sums, found.ceiling(params.at_most))
    if not excess:
        return []
    group = params.group or problem.balance_group
    text = (N_("D of {group} between units is {value} but at most {most} is allowed.")).format(
        group=group, value=f"{found.index(sums):.3f}", most=f"{params.at_most:g}"
    )
    return [Breach("balance", group, excess, "pupils", text)]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write the deviation of every cell, and one row on their sum."""
    found = deviation(problem, params.group, params.basis)
    most = np.zeros(len(found.unit), np.int64)
    np.add.at(most, found.cell, np.abs(found.weight))
    columns = np.arange(len(found.cell), dtype=np.int64)
    away = model.deviations("balance", (found.cell, columns, found.weight), most)
    cells = np.arange(len(most))
    ceiling = found.ceiling(params.at_most)
    row = (np.zeros_like(cells), away, np.ones_like(cells))
    if params.price is None:
        model.add_rows("balance", row, upper=np.array([ceiling]))
        return
    top = np.array([pupils_beyond(int(most.sum()), ceiling)])
    extra = model.variables(np.zeros(1, np.int64), top, integer=True)
    zero = np.zeros(1, np.int64)
    priced = (np.r_[row[0], 0], np.r_[away, extra], np.r_[row[2], -SCALE])
    model.add_rows("balance", priced, upper=np.array([ceiling]))
    model.add_rows("balance", (zero, extra, zero + 1), upper=zero, price=params.price)
