"""Two units share the grades between them: one has the lower, the other the upper (parskolor).

Of every pair the first unit has the grades of `lower` and the second those of `upper`; with
`either_way` the placement may turn the two around, pair by pair. A pupil of a lower grade
placed at the upper unit of the pair is misplaced, and the other way round; grades that stand
in neither list are left alone. With `follow` a pupil who goes to either unit of the pair today
is misplaced too unless placed at the one that has the pupil's grade, where it is an option of
the pupil's. Seats are the instance's: the unit that takes over a grade must have them.

breach:  pupils misplaced in the pair; where it may be turned, the fewer of the two ways

Source
------
Gislaved 2017 (grade spans of two schools paired); ÖKN 2019:1152: which grades a unit has is the
municipality's own decision.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Self

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from skolval.domain.breach import Breach
from skolval.domain.language import N_, _
from skolval.domain.policy import Legal
from skolval.domain.problem import BoolArray, IntArray, Problem
from skolval.domain.surfaces import Model
from skolval.rules._alone import post_alone

__all__ = ["LEGAL", "SAMPLES", "Pair", "Params", "breaches", "post"]

LEGAL = Legal(
    "lawful",
    "Which grades a unit has is the municipality's own decision.",
    "Skollagen 10 kap. 29 §; ÖKN 2019:1152",
)
_PAIR = {"units": ("u000", "u001"), "lower": ("F",), "upper": ("4",)}
SAMPLES: tuple[dict[str, object], ...] = (
    {"pairs": (_PAIR,)},
    {"pairs": (_PAIR,), "follow": True, "price": 30},
    {"pairs": ({**_PAIR, "units": ("u001", "u000")},), "either_way": True},
    {"pairs": (_PAIR,), "either_way": True, "follow": True, "price": 40},
)

_Grades = Annotated[tuple[str, ...], Field(min_length=1)]


class Pair(BaseModel):
    """Two units, and the grades that each of them has.

    Parameters
    ----------
    units : the unit of the lower grades and that of the upper. lower, upper : their grades.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    units: tuple[str, str]
    lower: _Grades
    upper: _Grades

    @model_validator(mode="after")
    def _two_of_each(self) -> Self:
        if self.units[0] == self.units[1]:
            raise ValueError(_("a pair is two different units"))
        if twice := set(self.lower) & set(self.upper):
            text = _("the grade {grade} is both lower and upper")
            raise ValueError(text.format(grade=min(twice)))
        return self


class Params(BaseModel):
    """The pairs; `price` per pupil misplaced (None: hard).

    Parameters
    ----------
    pairs : each as ``{units: [A, B], lower: [F, "1"], upper: ["4", "5"]}``.
    follow : whoever goes to the pair stays in it.
    either_way : the two units of a pair may change roles.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    pairs: Annotated[tuple[Pair, ...], Field(min_length=1)]
    follow: bool = False
    either_way: bool = False
    price: int | None = Field(None, ge=1, le=1_000_000)

    @model_validator(mode="after")
    def _each_unit_once(self) -> Self:
        units = [unit for pair in self.pairs for unit in pair.units]
        twice = [unit for unit in units if units.count(unit) > 1]
        if twice:
            raise ValueError(_("the unit {unit} is in two pairs").format(unit=twice[0]))
        return self


@dataclass(frozen=True, slots=True)
class _Ways:
    """(n_options,) whether the option misplaces its party, the way it is told and turned."""

    pair: Pair
    told: BoolArray
    turned: BoolArray


def breaches(problem: Problem, chosen: IntArray, params: Params) -> list[Breach]:
    """Return a breach for every pair in which somebody is misplaced."""
    size = problem.parties.size
    placed = np.flatnonzero((chosen >= 0) & (size > 0))
    found = []
    for ways in _ways(problem, params):
        wrong = placed[ways.told[chosen[placed]]]
        turned = placed[ways.turned[chosen[placed]]]
        if params.either_way and size[turned].sum() < size[wrong].sum():
            wrong = turned
        if len(wrong):
            found.append(_breach(ways.pair, wrong, int(size[wrong].sum())))
    return found


def post(problem: Problem, model: Model, params: Params) -> None:
    """Write one row per party and pair, or two and a switch per pair that may be turned."""
    size = problem.parties.size[problem.options.party]
    for ways in _ways(problem, params):
        if params.either_way:
            _post_turnable(problem, model, ways, params.price)
        else:
            beyond = np.where(ways.told, size, 0)
            post_alone("paired_units", problem, model, beyond=beyond, price=params.price)


def _post_turnable(problem: Problem, model: Model, ways: _Ways, price: int | None) -> None:
    """Write that the pupils misplaced the way it is told, or turned, are at most `extra`."""
    zero, one = np.zeros(1, np.int64), np.ones(1, np.int64)
    both = (ways.told, ways.turned)
    most = [_most(problem, wrong) for wrong in both]
    turned = model.variables(zero, one, integer=True)
    extra = model.variables(zero, zero if price is None else np.minimum(*most), integer=True)
    size = problem.parties.size[problem.options.party]
    for wrong, switch, upper in zip(both, (-most[0], most[1]), (zero, most[1]), strict=True):
        columns = np.flatnonzero(wrong)
        entries = (
            np.zeros(len(columns) + 2, np.int64),
            np.r_[columns, turned, extra],
            np.r_[size[columns], switch, -one],
        )
        model.add_rows("paired_units", entries, upper=upper)
    if price is not None:
        model.add_rows("paired_units", (zero, extra, one), upper=zero, price=price)


def _most(problem: Problem, wrong: BoolArray) -> IntArray:
    """Return (1,) the pupils who have an option that would misplace them."""
    can = np.zeros(len(problem.parties), np.bool_)
    can[problem.options.party[wrong]] = True
    return np.array([problem.parties.size[can].sum()])


def _ways(problem: Problem, params: Params) -> list[_Ways]:
    codes = np.array(problem.grades.codes)
    found = []
    for pair in params.pairs:
        lower = np.isin(codes, pair.lower)[problem.parties.grade]
        upper = np.isin(codes, pair.upper)[problem.parties.grade]
        first, second = (_unit(problem, name) for name in pair.units)
        told = _misplaced(problem, ((first, lower), (second, upper)), follow=params.follow)
        turned = _misplaced(problem, ((second, lower), (first, upper)), follow=params.follow)
        found.append(_Ways(pair, told, turned))
    return found


def _unit(problem: Problem, name: str) -> int:
    """Return the index of a unit; -2, which no party and no option has, if there is none."""
    at = np.flatnonzero(problem.unit_ids == name)
    return int(at[0]) if len(at) else -2


def _misplaced(
    problem: Problem, spans: tuple[tuple[int, BoolArray], ...], *, follow: bool
) -> BoolArray:
    """Return (n_options,) whether the option puts a party where its grade is not held.

    Parameters
    ----------
    spans : unit, and (n_parties,) whether the unit has the grade of the party.
    """
    party, unit = problem.options.party, problem.unit_of_option()
    pair = np.array([unit_of_span for unit_of_span, _grades in spans])
    in_pair = np.isin(unit, pair)
    goes_there = np.isin(problem.parties.current_unit, pair)
    wrong = np.zeros(len(problem.options), np.bool_)
    for own, grades in spans:
        there = unit == own
        wrong |= grades[party] & in_pair & ~there
        if follow:
            can = np.zeros(len(problem.parties), np.bool_)
            can[party[there]] = True
            wrong |= (grades & goes_there & can)[party] & ~there
    return wrong


def _breach(pair: Pair, parties: IntArray, pupils: int) -> Breach:
    return Breach(
        rule="paired_units",
        where=", ".join(pair.units),
        excess=pupils,
        unit="pupils",
        message=_TEXT.format(
            count=pupils,
            first=pair.units[0],
            lower="-".join(pair.lower),
            second=pair.units[1],
            upper="-".join(pair.upper),
        ),
        parties=tuple(parties.tolist()),
    )


_TEXT = N_(
    "{count} pupils are misplaced in the pair of {first} (grades {lower}) and {second} "
    "(grades {upper})."
)
