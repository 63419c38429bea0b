"""A group is at most a share of a unit's pupils (högsta andel).

It holds for every unit that has pupils, either grade by grade or for all the unit's pupils of
the round together (`per: unit`). Unlike the rule `composition_band` it looks at a fixed share,
whatever the municipality's is. Several groups can have a ceiling each. Group-blind by default
(`basis: area`), see the rule `balance`. The share is rounded to 1/100,000.

breach:  whole pupils (rounded up) by which the group's pupils exceed share x pupils

Source
------
Own definition. Prop. 2021/22:158 on an all-round social composition was rejected in June 2022.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._groups import Share, ShareParams, valued_groups
from skolval.rules._shares import Sums, post_sums, share_breaches, sums_beyond, sums_over_cells

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "what_if",
    "No law lets a municipality place pupils by the composition of its units.",
    "Prop. 2021/22:158, rejected",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {"at_most": 0.5},
    {"at_most": 0.4, "basis": "pupil", "per": "unit"},
    {"groups": {"g": 0.6, "h": 0.45}, "per": "unit"},
    {"groups": ("g", "h"), "at_most": 0.35, "basis": "pupil", "price": 70},
)
_TEXT = N_(
    "{label} has {members} of {group} among {pupils} pupils but at most {limit} are allowed."
)


class Params(ShareParams):
    """The ceiling and whose it is; `price` per whole pupil beyond it (None: hard).

    Parameters
    ----------
    at_most : largest share, 0 to 1, of every group. group : which group (None: the instance's).
    groups : several groups: a list, or each with a share of its own in place of `at_most`.
    basis : ``area`` counts pupils as their home area, ``pupil`` as individuals.
    per : the share of each ``grade`` of a unit, or of the whole ``unit``.
    """

    at_most: Share | None = Field(None)

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        self.refuse_two_ways("at_most")
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the units, or grades of units, with more of a group than allowed."""
    return share_breaches(
        "composition_ceiling",
        _sums(problem, params),
        lambda sums: sums_beyond(problem, chosen, sums),
        _TEXT,
    )


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row for every group and unit, or grade of a unit."""
    several = [sums for _group, _share, sums in _sums(problem, params)]
    post_sums("composition_ceiling", model, several, price=params.price)


def _sums(problem: Problem, params: Params) -> Iterator[tuple[str, float, Sums]]:
    for group, share in valued_groups(problem, params, "at_most"):
        members = problem.composition(group, params.basis)
        yield group, share, sums_over_cells(problem, members, share, params.per)
