"""Units deviate as little as possible from the municipality's composition (obalans).

Several groups can be evened out at once, each with a weight of its own; a pupil of deviation of
a group counts its weight. With `per: unit` a unit's grades can even each other out, and with
`against: all` pupils are compared with the share among all, see the rule `balance`.

value:  sum over units and grades of |members - P x pupils|, in 1/100,000 pupil; divided by its
        value at complete segregation this is the index D, see the rule `balance`. With several
        groups: the sum over groups of weight x their value

Source
------
Duncan & Duncan (1955), American Sociological Review 20(2), 210-217.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from skolval.domain.deviation import Deviation, deviation
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Linear, Model
from skolval.goals._params import GoalParams

__all__ = ["LEGAL", "SAMPLES", "UNIT", "Params", "post", "reading", "value"]

UNIT = N_("1/100000 pupil")
LEGAL = Legal(
    "what_if",
    "No law lets a municipality place pupils by the composition of its units.",
    "Prop. 2021/22:158, rejected",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"basis": "pupil"},
    {"groups": {"g": 2, "h": 3}, "per": "unit"},
    {"groups": ("g", "h"), "basis": "pupil", "per": "unit", "against": "all"},
    {"group": "h", "against": "all"},
)

Weight = Annotated[int, Field(ge=1, le=1000)]


class Params(GoalParams):
    """Whose composition is evened out, and how it is counted.

    Parameters
    ----------
    group : which group (None: the instance's).
    groups : several groups: a list, or each with a whole weight.
    basis : ``area`` counts pupils as their home area, ``pupil`` as individuals.
    per : a deviation for each ``grade`` of a unit, or for the whole ``unit``.
    against : compare with the share of the pupil's own ``grade``, or of ``all``.
    """

    group: str | None = None
    groups: dict[str, Weight] | tuple[str, ...] | None = None
    basis: Literal["area", "pupil"] = "area"
    per: Literal["grade", "unit"] = "grade"
    against: Literal["grade", "all"] = "grade"

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if self.groups is not None and self.group is not None:
            raise ValueError(_("give `group` or `groups`, not both"))
        if self.groups is not None and not self.groups:
            raise ValueError(_("`groups` names no group"))
        if self.groups is not None and len(set(self.groups)) < len(self.groups):
            raise ValueError(_("`groups` names a group twice"))
        return self


def value(problem: Problem, chosen: IntArray, params: Params) -> int:
    """Return the weighted sum of absolute deviations."""
    return sum(
        weight * int(np.abs(found.sums(chosen)).sum())
        for found, weight in _deviations(problem, params)
    )


def post(problem: Problem, model: Model, params: Params) -> Linear:
    """Write the deviation of every cell of every group; return their weighted sum."""
    columns, weights = [], []
    for found, weight in _deviations(problem, params):
        away = model.deviations("imbalance", found.entries(), found.most())
        columns.append(away)
        weights.append(np.full(len(away), weight, np.int64))
    return Linear(np.concatenate(columns), np.concatenate(weights))


def reading(problem: Problem, chosen: IntArray, params: Params) -> dict[str, float]:
    """Return D of every group."""
    named = params.groups or (params.group or problem.balance_group,)
    parts = zip(named, _deviations(problem, params), strict=True)
    return {
        group: found.index(int(np.abs(found.sums(chosen)).sum())) for group, (found, _) in parts
    }


def _deviations(problem: Problem, params: Params) -> Iterator[tuple[Deviation, int]]:
    named = params.groups or (params.group or problem.balance_group,)
    for group in named:
        found = deviation(problem, group, params.basis, per=params.per, against=params.against)
        yield found, named[group] if isinstance(named, Mapping) else 1
