"""Upper secondary pupils: one in ten goes to an introduction programme (introduktionsprogram)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from skolval.domain.grades import UPPER_SECONDARY, grade_system
from skolval.domain.introduction import Merits, eligible_for_imv, vocational
from skolval.synth._chance import stream
from skolval.synth.gymnasium_units import PREPARATORY, VOCATIONAL

if TYPE_CHECKING:
    from skolval.synth.gymnasium_units import Gymnasium
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile

__all__ = ["Introduced", "Youths", "draw_introduced", "draw_youths"]

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

INTRODUCTION_SHARE = 0.10
_ORIENTED = 0.62
_STARTED = (0.0, 0.75, 0.9)
_IMV_GRADES = 0.24
_VOCATIONAL_SHARE = 0.30
_REACH = 9_000.0


@dataclass(frozen=True, slots=True)
class Youths:
    """Rows of `Children` who are of upper secondary age, and where most of them go.

    Parameters
    ----------
    row : (n,) row of the children. grade : (n,) 0, 1 or 2.
    introduced : (n,) goes to an introduction programme. unit, programme : (n,) of the others,
        -1 and empty for those.
    """

    row: IntArray
    grade: IntArray
    introduced: BoolArray
    unit: IntArray
    programme: npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class Introduced:
    """Introduction pupils, in the order of `Youths`.

    Parameters
    ----------
    merits : what they have passed. newly_arrived, started : flags.
    turns_20 : year. towards : national programme that they aim at, empty for none.
    """

    merits: Merits
    newly_arrived: BoolArray
    started: BoolArray
    turns_20: IntArray
    towards: npt.NDArray[np.str_]


def draw_youths(profile: Profile, children: Children, units: Gymnasium, *, seed: int) -> Youths:
    """Return the three oldest cohorts, with a programme and a unit for those who are eligible."""
    rng = stream(seed, "youths")
    oldest = len(grade_system(profile.school_year).codes)
    first = oldest - len(UPPER_SECONDARY.codes) + 1
    row = np.flatnonzero(children.grade >= first)
    row = row[np.argsort(children.protected[row], kind="stable")]
    count = round(INTRODUCTION_SHARE * len(row))
    new = children.months[row] >= 0
    schooling = rng.normal(0, 1, len(row)) - 0.7 * children.low_education[row]
    schooling -= 0.4 * children.foreign[row] + 6.0 * new
    introduced = np.zeros(len(row), bool)
    introduced[np.argsort(schooling, kind="stable")[:count]] = True
    introduced &= ~children.protected[row]
    unit, programme = _placed(children.xy[row], introduced, units, rng)
    return Youths(row, children.grade[row] - first, introduced, unit, programme)


def _placed(
    xy: npt.NDArray[np.float64], introduced: BoolArray, units: Gymnasium, rng: np.random.Generator
) -> tuple[IntArray, npt.NDArray[np.str_]]:
    """Draw a programme, and one of the units that run it, near ones more often."""
    weight = {code: _VOCATIONAL_SHARE * w / sum(VOCATIONAL.values())
              for code, w in VOCATIONAL.items()}  # fmt: skip
    weight |= {code: (1 - _VOCATIONAL_SHARE) * w / sum(PREPARATORY.values())
               for code, w in PREPARATORY.items()}  # fmt: skip
    codes = np.array(list(weight))
    wanted = codes[rng.choice(len(codes), len(xy), p=np.array(list(weight.values())))]
    unit = np.full(len(xy), -1, np.int64)
    noise = rng.gumbel(0, 1, (len(xy), len(units)))
    metres = np.hypot(*(xy[:, None, :] - units.xy[None]).transpose(2, 0, 1))
    for code in codes.tolist():
        mine = np.flatnonzero((wanted == code) & ~introduced)
        runs = np.flatnonzero([code in has for has in units.programmes])
        liking = noise[np.ix_(mine, runs)] - metres[np.ix_(mine, runs)] / _REACH
        unit[mine] = runs[np.argmax(liking, axis=1)]
    return unit, np.where(introduced, "", wanted)


def draw_introduced(
    profile: Profile, children: Children, youths: Youths, *, seed: int
) -> Introduced:
    """Draw merits that are too few for a vocational programme, and what the pupil aims at."""
    rng = stream(seed, "introduced")
    mine = np.flatnonzero(youths.introduced)
    new = children.months[youths.row[mine]] >= 0
    merits = _merits(new, rng)
    codes, weight = np.array(list(VOCATIONAL)), np.array(list(VOCATIONAL.values()), np.float64)
    towards = codes[rng.choice(len(codes), len(mine), p=weight / weight.sum())]
    aims = (rng.random(len(mine)) < _ORIENTED) | eligible_for_imv(merits)
    grade = youths.grade[mine]
    late = rng.integers(0, 2, len(mine)) + new * rng.integers(0, 2, len(mine))
    return Introduced(
        merits=merits,
        newly_arrived=new,
        started=rng.random(len(mine)) < np.array(_STARTED)[grade],
        turns_20=int(profile.school_year[:4]) + 4 - grade - np.minimum(late, 1 + (grade < 2)),
        towards=np.where(aims, towards, ""),
    )


def _merits(new: BoolArray, rng: np.random.Generator) -> Merits:
    """Draw subjects passed: nobody is eligible to a vocational programme."""
    count = len(new)
    nearly = ~new & (rng.random(count) < _IMV_GRADES / (1 - new.mean()))
    lacks = rng.integers(0, 3, count)  # what one who has the grades of IMV still lacks
    merits = Merits(
        swedish=np.where(nearly, True, rng.random(count) < np.where(new, 0.12, 0.45)),
        english=np.where(nearly, lacks != 0, rng.random(count) < np.where(new, 0.35, 0.5)),
        maths=np.where(nearly, lacks != 1, rng.random(count) < np.where(new, 0.3, 0.4)),
        others=np.where(
            nearly,
            np.where(lacks == 2, rng.integers(3, 5, count), rng.integers(4, 11, count)),
            rng.integers(0, 9, count),
        ).astype(np.int64),
    )
    much = ~nearly & (eligible_for_imv(merits) | vocational(merits))
    return Merits(merits.swedish, merits.english, merits.maths,
                  np.where(much, np.minimum(merits.others, 2), merits.others))  # fmt: skip
