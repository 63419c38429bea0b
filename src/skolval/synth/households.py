"""Households (hushåll) with their pupils: homes on streets, siblings, groups, languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skolval.domain.grades import grade_system
from skolval.synth._chance import stream

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.geography import Geography
    from skolval.synth.profiles import Profile

__all__ = ["Children", "draw_children"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

_CHILDREN_EVER = (0.19, 0.48, 0.24, 0.09)
_GAPS = (0.02, 0.24, 0.34, 0.20, 0.12, 0.08)
_PROTECTED = 0.0015
_NEWLY_ARRIVED = 0.11
_MONTHS_NEW = 48
_LANGUAGES = (("ar", 0.24), ("so", 0.08), ("en", 0.08), ("fa", 0.07), ("ku", 0.07), ("pl", 0.06),
              ("es", 0.05), ("ti", 0.05), ("bs", 0.04), ("fi", 0.04), ("tr", 0.04), ("uk", 0.04),
              ("zh", 0.03), ("bn", 0.03), ("sv", 0.08))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Children:
    """Pupils row by row, sorted by household; one cohort more than the grades there are.

    Parameters
    ----------
    household : (n,) number. grade : (n,) index of the coming grade; the number of
        grades itself marks those who leave school this summer.
    node, area : (n,) home node and area. xy : (n, 2) home, whole metres.
    foreign, low_education, protected : (n,) flags.
    language : (n,) code. months : (n,) months in Sweden, -1 when not newly arrived.
    """

    household: IntArray
    grade: IntArray
    node: IntArray
    area: IntArray
    xy: FloatArray
    foreign: BoolArray
    low_education: BoolArray
    protected: BoolArray
    language: npt.NDArray[np.str_]
    months: IntArray

    def __len__(self) -> int:
        """Return the number of children."""
        return len(self.grade)


def draw_children(
    profile: Profile, ground: Geography, areas: Areas, pairs: IntArray, *, seed: int
) -> Children:
    """Draw exactly ``profile.pupils`` pupils and the cohort that leaves."""
    rng = stream(seed, "households")
    leaving = len(grade_system(profile.school_year).codes)
    household, grade = _families(profile.pupils, leaving, rng)
    families = int(household[-1]) + 1
    node = rng.choice(len(ground.points), families, p=ground.children)
    xy = _homes(ground.points, pairs, node, rng)
    area = cKDTree(areas.centre).query(xy)[1].astype(np.int64)
    foreign = rng.random(families) < areas.foreign[area]
    low = rng.random(families) < areas.low_education[area]
    language, months = _origins(foreign[household], household, stream(seed, "origins"))
    return Children(
        household=household,
        grade=grade,
        node=node[household],
        area=area[household],
        xy=xy[household],
        foreign=foreign[household],
        low_education=low[household],
        protected=stream(seed, "protected").random(len(grade)) < _PROTECTED,
        language=language,
        months=months,
    )


def _families(pupils: int, leaving: int, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Return household and grade of every child of school age, sorted by household."""
    count, most = 2 * pupils + 200, len(_CHILDREN_EVER)
    size = rng.choice(most, count, p=_CHILDREN_EVER) + 1
    gap = rng.choice(len(_GAPS), (count, most - 1), p=_GAPS)
    youngest = rng.integers(-3 * len(_GAPS), leaving + 1, count)
    grade = youngest[:, None] + np.column_stack([np.zeros(count, np.int64), gap.cumsum(axis=1)])
    present = (grade >= 0) & (grade <= leaving) & (np.arange(most) < size[:, None])
    row, place = np.nonzero(present)
    grade = grade[row, place]
    end = int(np.searchsorted(np.cumsum(grade < leaving), pupils)) + 1
    household = np.unique(row[:end], return_inverse=True)[1].ravel()
    return household.astype(np.int64), grade[:end]


def _homes(
    points: FloatArray, pairs: IntArray, node: IntArray, rng: np.random.Generator
) -> FloatArray:
    """Put each home a few metres off a street that starts at its node."""
    ends = np.concatenate([pairs, pairs[:, ::-1]])
    ends = ends[np.argsort(ends[:, 0], kind="stable")]
    start = np.searchsorted(ends[:, 0], np.arange(len(points) + 1))
    degree = start[node + 1] - start[node]
    pick = start[node] + np.minimum((rng.random(len(node)) * degree).astype(np.int64), degree - 1)
    along = points[ends[pick, 1]] - points[node]
    length = np.maximum(np.hypot(*along.T), 1.0)
    off = rng.choice([-1.0, 1.0], len(node)) * np.minimum(rng.uniform(8, 22, len(node)), length / 4)
    across = np.column_stack([-along[:, 1], along[:, 0]]) / length[:, None]
    reach = rng.random(len(node)) * 0.48
    return np.asarray(
        np.round(points[node] + along * reach[:, None] + across * off[:, None]), np.float64
    )


def _origins(
    foreign: BoolArray, household: IntArray, rng: np.random.Generator
) -> tuple[npt.NDArray[np.str_], IntArray]:
    """Return language and months in Sweden; siblings share both."""
    families = int(household[-1]) + 1
    codes = np.array([code for code, _share in _LANGUAGES])
    spoken = rng.choice(codes, families, p=[share for _code, share in _LANGUAGES])
    language = np.where(foreign, spoken[household], "sv")
    arrived = rng.random(families) < _NEWLY_ARRIVED
    since = rng.integers(1, _MONTHS_NEW + 1, families)
    months = np.where(foreign & arrived[household], since[household], -1)
    return language, months
