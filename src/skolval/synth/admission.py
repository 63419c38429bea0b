"""The coming round (antagningsomgång): seats by offering, siblings and wishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream
from skolval.synth.choices import Appeal, Choosers, Wishes, draw_choices
from skolval.synth.schooling import START_BONUS, nearest_units

if TYPE_CHECKING:
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile
    from skolval.synth.schooling import Schooling
    from skolval.synth.units import Units

__all__ = ["Admission", "draw_admission"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

_LEAST_SEATS = 8
_LEFTOVER_SEATS = 3
_CANDIDATES = 16


@dataclass(frozen=True, slots=True)
class Admission:
    """What is offered and wished for in the round.

    Parameters
    ----------
    unit, grade, seats : (m,) offerings of municipal units in the grades of the round.
    sibling : (n,) row of the sibling who stays and is youngest, -1 none.
    wishes : lists of the pupils in the round; `pupil` is a row of `Children`.
    """

    unit: IntArray
    grade: IntArray
    seats: IntArray
    sibling: IntArray
    wishes: Wishes


def draw_admission(
    profile: Profile, children: Children, units: Units, schooling: Schooling, *, seed: int
) -> Admission:
    """Open seats a little above what is expected, and let guardians wish."""
    grades = np.unique(children.grade[schooling.in_round])
    unit, grade = np.nonzero(
        units.municipal[:, None] & np.array([units.offers(g) for g in grades]).T
    )
    grade = grades[grade]
    seats = _seats(profile, children, units, schooling, (unit, grade), seed)
    sibling = _staying_siblings(children, schooling)
    shares = _composition(children, units, schooling)
    lists = [
        _wishes(
            profile, children, units, schooling, (int(g), unit[grade == g], sibling, shares), seed
        )
        for g in grades
    ]
    pupil = np.concatenate([wish.pupil for wish in lists])
    order = np.argsort(pupil, kind="stable")
    rank = np.concatenate([wish.rank for wish in lists])[order]
    wished = np.concatenate([wish.unit for wish in lists])[order]
    return Admission(unit, grade, seats, sibling, Wishes(pupil[order], rank, wished))


def _seats(
    profile: Profile,
    children: Children,
    units: Units,
    schooling: Schooling,
    offering: tuple[IntArray, IntArray],
    seed: int,
) -> IntArray:
    """Return seats: expected pupils and some spare, never fewer in a grade than pupils."""
    unit, grade = offering
    rng = stream(seed, "seats")
    rows = schooling.in_round
    width = int(units.last.max()) + 1
    expected = np.bincount(
        schooling.coming[rows] * width + children.grade[rows], minlength=len(units) * width
    )[unit * width + grade]
    noise = rng.lognormal(0, profile.seat_noise, len(unit))
    village = units.village[unit]
    # The next school may be far from a village, so its school has room for a large year.
    seats = np.where(village, np.ceil(expected + 0.6 * np.sqrt(expected)), expected * noise)
    for number in np.unique(grade):
        here = (grade == number) & ~village
        scale = expected[here].sum() * (1 + profile.spare) / max(seats[here].sum(), 1)
        seats[here] = np.ceil(seats[here] * scale)
    starting = units.first[unit] == grade
    left_over = rng.integers(0, _LEFTOVER_SEATS, len(unit))
    seats = np.where(starting, np.maximum(seats, _LEAST_SEATS), seats + left_over)
    return np.asarray(seats, np.int64)


def _staying_siblings(children: Children, schooling: Schooling) -> IntArray:
    """Return for each pupil in the round the youngest sibling who stays, -1 none."""
    leaving = children.grade.max()
    stays = ~schooling.in_round & (children.grade < leaving) & ~children.protected
    rows = np.flatnonzero(stays)
    families = int(children.household.max()) + 1
    youngest = np.full(families, -1, np.int64)
    home, first = np.unique(children.household[rows], return_index=True)
    youngest[home] = rows[first]
    return np.where(schooling.in_round, youngest[children.household], -1)


def _composition(children: Children, units: Units, schooling: Schooling) -> FloatArray:
    """Return what guardians see of each unit: the mean share of the two groups this year."""
    rows = schooling.now >= 0
    total = np.bincount(schooling.now[rows], minlength=len(units))
    marked = np.bincount(
        schooling.now[rows],
        (children.foreign[rows].astype(float) + children.low_education[rows]) / 2,
        minlength=len(units),
    )
    overall = marked.sum() / max(total.sum(), 1)
    return np.asarray(np.where(total > 0, marked / np.maximum(total, 1), overall), np.float64)


def _wishes(
    profile: Profile,
    children: Children,
    units: Units,
    schooling: Schooling,
    part: tuple[int, IntArray, IntArray, FloatArray],
    seed: int,
) -> Wishes:
    grade, offering, sibling, shares = part
    rows = np.flatnonzero(schooling.in_round & (children.grade == grade))
    candidates, metres = nearest_units(children.xy[rows], units, offering, count=_CANDIDATES)
    own = (children.foreign[rows].astype(float) + children.low_education[rows]) / 2
    brother = np.where(sibling[rows] >= 0, schooling.coming[sibling[rows]], -1)
    wishes = draw_choices(
        metres,
        choosers=Choosers(own=own, sibling_unit=brother),
        appeal=Appeal(
            popularity=units.popularity + START_BONUS * (units.first == grade), share=shares
        ),
        rng=stream(seed, f"wishes-{grade}"),
        taste=profile.taste,
        units=candidates,
    )
    return Wishes(rows[wishes.pupil], wishes.rank, wishes.unit)
