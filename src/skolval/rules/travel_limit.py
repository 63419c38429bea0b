"""No pupil is placed farther from home than the travel limit (reseavstånd) of stage or grade.

The limit is in metres, or in minutes of travel. Where nothing admissible is within the limit,
the nearest options are still allowed (`unless_none_nearer`), so that a pupil in the
countryside has somewhere to go. To limit both metres and minutes, name the rule twice. Minutes
are those that the policy counts (`minutes`); an option that no journey by the timetable reaches
before the bell counts as a whole day, 1,440 minutes.

breach:  (metres or minutes of the chosen option - limit) x pupils in the party

Source
------
Skollagen (2010:800) 10 kap. 30 § (the claim to a unit near home) and 32 § (transport).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.naming import called, upper_first, where_of
from skolval.domain.policy import Legal
from skolval.domain.problem import IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.domain.travel import NO_JOURNEY
from skolval.errors import Fault, InputError
from skolval.rules._alone import post_alone, taken
from skolval.rules._ways import least_way

__all__ = ["LEGAL", "SAMPLES", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "The municipality may keep placements within a distance when it places without a wish.",
    "Skollagen (2010:800) 10 kap. 30 §",
)
SAMPLES: tuple[dict[str, object], ...] = (
    {},
    {"metres": 1500},
    {"metres": (500, 1500, 2500), "unless_none_nearer": False},
    {"metres": 1000, "price": 3},
    {"metres": 3000, "by_grade": {"F": 1000}},
    {"minutes": (12, 25, 30)},
    {"minutes": 40, "minutes_by_grade": {"F": 6, "4": 18}, "price": 11},
)


Metres = Annotated[int, Field(ge=0, le=10_000_000)]
Minutes = Annotated[int, Field(ge=0, le=1440)]
_FAR = 200
"""Metres that nobody goes in no time at all."""


class Params(BaseModel):
    """The limit in metres: one number, or one per low, middle and high stage.

    None takes the instance's limits for free school transport (skolskjuts).
    `by_grade` : metres of single grades, instead of their stage's.
    `minutes`, `minutes_by_grade` : the same in minutes, instead of metres.
    `price` per metre (minute) too far and pupil (None: hard).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    metres: Metres | tuple[Metres, Metres, Metres] | None = None
    by_grade: Mapping[str, Metres] = Field(default_factory=dict)
    minutes: Minutes | tuple[Minutes, Minutes, Minutes] | None = None
    minutes_by_grade: Mapping[str, Minutes] = Field(default_factory=dict)
    unless_none_nearer: bool = True
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if self.minutes is None and self.minutes_by_grade:
            raise ValueError(_("`minutes_by_grade` needs `minutes` for the other grades"))
        if self.minutes is not None and (self.metres is not None or self.by_grade):
            raise ValueError(_("give metres or minutes; to limit both, name the rule twice"))
        return self


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return the parties placed too far away."""
    way, limit = _limits(problem, params)
    unit = N_("metres") if params.minutes is None else N_("minutes")
    text = _METRES if params.minutes is None else _MINUTES
    found = []
    for party, row, beyond in taken(chosen, _beyond(problem, params)):
        pupil, long = upper_first(called(problem, party)), way[row]
        lost = params.minutes is not None and long == NO_JOURNEY
        message = (_NO_JOURNEY if lost else text).format(
            pupil=pupil, metres=long, minutes=long, limit=limit[party]
        )
        where = where_of(problem, party)
        found.append(Breach("travel_limit", where, beyond, unit, message, (party,)))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party that has an option too far away."""
    beyond = _beyond(problem, params)
    post_alone("travel_limit", problem, model, beyond=beyond, price=params.price)


def _beyond(problem: Problem, params: Params) -> IntArray:
    party = problem.options.party
    way, limit = _limits(problem, params)
    over = np.maximum(way - limit[party], 0)
    if params.unless_none_nearer:
        over = np.where(way == least_way(problem, way)[party], 0, over)
    beyond: IntArray = over * problem.parties.size[party]
    return beyond


def _limits(problem: Problem, params: Params) -> tuple[IntArray, IntArray]:
    """Return the way of every option and the limit of every party, in metres or minutes."""
    by_grade: Mapping[str, int] = params.by_grade
    if params.minutes is None:
        way = problem.options.metres
        limits = problem.transport_limits if params.metres is None else params.metres
    else:
        way, limits, by_grade = _minutes(problem), params.minutes, params.minutes_by_grade
    by_stage = np.broadcast_to(np.asarray(limits, np.int64), (3,))
    grades = problem.grades
    of_grade = [by_grade.get(code, int(by_stage[grades.stage(code)])) for code in grades.codes]
    return way, np.array(of_grade, np.int64)[problem.parties.grade]


def _minutes(problem: Problem) -> IntArray:
    """Return minutes of every option.

    Raises
    ------
    InputError
        If nobody knows how long anything takes.
    """
    options = problem.options
    if not options.minutes.any() and options.metres.max(initial=0) > _FAR:
        raise InputError(
            Fault(
                _("The rule travel_limit is in minutes, and no travel times are known."),
                column="minutes",
                rule="travel_limit",
                remedy=_("Give the instance a travel table with minutes, or the rule metres."),
            )
        )
    return options.minutes


_METRES = N_("{pupil} has {metres} m to the unit but the limit is {limit} m.")
_NO_JOURNEY = N_(
    "{pupil} has no journey to the unit before the bell, and the limit is {limit} minutes."
)
_MINUTES = N_("{pupil} has {minutes} minutes to the unit but the limit is {limit} minutes.")
