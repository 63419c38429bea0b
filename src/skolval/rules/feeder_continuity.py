"""Pupils whose unit has no more grades go on together to the next unit (fortsättningsskola).

A class is the pupils of one grade who come from one unit that does not offer the grade, and
who have an option at the unit's next unit. The next unit is what the policy says
(`next_unit`), else the instance's `units.next_unit`. At least `at_least` of every class goes
there, rounded up to whole pupils: 1 sends all of them, 0.5 keeps half of the classmates
together. Pupils without a place count as gone nowhere, not as gone elsewhere.

breach:  pupils of the class placed elsewhere - (pupils of the class - the least who go on)

Source
------
Skollagen (2010:800) 10 kap. 30 §: the wish leads; ÖKN 2019:1152: the right to continue ends
where the unit's grades end. Gillani and others (2023), Educational Researcher 52(6), 348-361: at
least half of the classmates move along.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._needed import given

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "conditional",
    "Pupils may be sent on together only where no wish is refused for it alone.",
    "Skollagen 10 kap. 30 §; ÖKN 2019:1152",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"next_unit": {"u000": "u001", "u001": "u000"}, "at_least": 0.5},
    {"next_unit": {"u001": "u000"}, "price": 60},
    {"at_least": 0.34, "price": 25},
)


class Params(BaseModel):
    """Where classes go on, and how many of each; `price` per pupil elsewhere (None: hard).

    Parameters
    ----------
    next_unit : from unit to unit, before what the instance says.
    at_least : share, 0 to 1, of every class, rounded to a permille.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    next_unit: dict[str, str] = Field(default_factory=dict)
    at_least: float = Field(1, ge=0, le=1)
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _goes_elsewhere(self) -> Self:
        for unit, further in self.next_unit.items():
            if unit == further:
                raise ValueError(_("the unit {unit} is its own next unit").format(unit=unit))
        return self


@dataclass(frozen=True, slots=True)
class _Classes:
    """Pupils who go on together.

    Parameters
    ----------
    unit, grade, further : (n_classes,) where they come from, their grade and the next unit.
    pupils, most : (n_classes,) how many they are, and how many of them may go elsewhere.
    of_party : (n_parties,) class, -1 none.
    elsewhere : (n_options,) whether the option takes a pupil of a class elsewhere.
    """

    unit: IntArray
    grade: IntArray
    further: IntArray
    pupils: IntArray
    most: IntArray
    of_party: IntArray
    elsewhere: BoolArray


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the classes of which too many are placed elsewhere."""
    classes = _classes(problem, params)
    placed = np.flatnonzero((chosen >= 0) & (problem.parties.size > 0))
    gone = placed[classes.elsewhere[chosen[placed]]]
    away = np.zeros(len(classes.pupils), np.int64)
    np.add.at(away, classes.of_party[gone], problem.parties.size[gone])
    return [
        _breach(problem, classes, k, gone[classes.of_party[gone] == k])
        for k in np.flatnonzero(away > classes.most).tolist()
    ]


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per class: so many pupils at most go elsewhere."""
    classes = _classes(problem, params)
    party = problem.options.party
    columns = np.flatnonzero(classes.elsewhere)
    entries = (classes.of_party[party[columns]], columns, problem.parties.size[party[columns]])
    model.add_rows("feeder_continuity", entries, upper=classes.most, price=params.price)


def _classes(problem: Problem, params: Params) -> _Classes:
    parties, party, unit = problem.parties, problem.options.party, problem.unit_of_option()
    codes, now = len(problem.grades.codes), parties.current_unit
    further = np.where(now >= 0, _next_units(problem, params.next_unit)[now], -1)
    there = unit == further[party]
    can = np.zeros(len(parties), np.bool_)
    can[party[there & (further[party] >= 0)]] = True
    member = can & ~_stays(problem)
    keys, of_member = np.unique((now * codes + parties.grade)[member], return_inverse=True)
    of_party = np.full(len(parties), -1, np.int64)
    of_party[member] = of_member
    pupils = np.zeros(len(keys), np.int64)
    np.add.at(pupils, of_member, parties.size[member])
    least = -(-pupils * round(params.at_least * 1000) // 1000)
    return _Classes(
        unit=keys // codes,
        grade=keys % codes,
        further=_next_units(problem, params.next_unit)[keys // codes],
        pupils=pupils,
        most=pupils - least,
        of_party=of_party,
        elsewhere=member[party] & ~there,
    )


def _next_units(problem: Problem, told: Mapping[str, str]) -> IntArray:
    """Return (n_units,) the next unit of each, -1 none."""
    place = {str(name): k for k, name in enumerate(problem.unit_ids)}
    if told:
        nobody = np.full(len(place), -1, np.int64)
        found = (nobody if problem.next_unit is None else problem.next_unit).copy()
    else:
        remedy = _("Fill in next_unit of the units, or write `next_unit` in the rule.")
        found = given(problem.next_unit, "feeder_continuity", "next_unit", remedy).copy()
    for unit, further in told.items():
        if unit in place:
            found[place[unit]] = place.get(further, -1)
    found[found == np.arange(len(found))] = -1
    return found


def _stays(problem: Problem) -> BoolArray:
    """Return (n_parties,) whether the current unit offers the party's grade."""
    offerings, parties = problem.offerings, problem.parties
    offered = np.zeros((len(problem.unit_ids) + 1, len(problem.grades.codes)), np.bool_)
    of_grade = offerings.grade >= 0
    offered[offerings.unit[of_grade], offerings.grade[of_grade]] = True
    stays: BoolArray = offered[parties.current_unit, parties.grade]
    return stays


def _breach(problem: Problem, classes: _Classes, k: int, gone: IntArray) -> Breach:
    away = int(problem.parties.size[gone].sum())
    unit = str(problem.unit_ids[classes.unit[k]])
    grade = problem.grades.codes[classes.grade[k]]
    return Breach(
        rule="feeder_continuity",
        where=f"{unit}, grade {grade}",
        excess=away - int(classes.most[k]),
        unit="pupils",
        message=_TEXT.format(
            away=away,
            count=classes.pupils[k],
            unit=unit,
            grade=grade,
            further=problem.unit_ids[classes.further[k]],
            most=classes.most[k],
        ),
        parties=tuple(gone.tolist()),
    )


_TEXT = N_(
    "{away} of the {count} pupils who can go on from {unit} to {further} in grade {grade} are "
    "placed elsewhere but at most {most} may be."
)
