"""Where pupils go now and next: the history that the coming round starts from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from skolval.synth._chance import pair_gumbel, stream
from skolval.synth.choices import distance_loss

if TYPE_CHECKING:
    from skolval.synth.areas import Areas
    from skolval.synth.households import Children
    from skolval.synth.profiles import Profile
    from skolval.synth.units import Units

__all__ = ["DETOUR", "START_BONUS", "Schooling", "nearest_units", "place_history"]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

DETOUR = 1.25
"""Street metres per straight-line metre in the synthetic nets; used only to draw habits."""

_CHUNK = 100_000
_LARGEST = 900
_EASING = 0.9
_EASING_ROUNDS = 3
_NEAR = 12
_OWN_WILL = 0.35
START_BONUS = 2.0


@dataclass(frozen=True, slots=True)
class Schooling:
    """Present and coming units.

    Parameters
    ----------
    now : (n,) unit attended this year, -1 for none (before the first grade).
    coming : (n,) unit of the coming year; for those in the round only what would be
        expected of them.
    in_round : (n,) whether the pupil is placed by the municipality in this round: those
        who start or whose unit's span ends, unless an independent unit took them.
    """

    now: IntArray
    coming: IntArray
    in_round: BoolArray


def nearest_units(
    xy: FloatArray, units: Units, rows: IntArray, *, count: int
) -> tuple[IntArray, IntArray]:
    """Return the nearest of the units `rows` and their street-like metres, both (n, k)."""
    count = min(count, len(rows))
    away, place = cKDTree(units.xy[rows]).query(xy, k=count)
    shape = (len(xy), count)
    metres = np.rint(np.reshape(away, shape) * DETOUR).astype(np.int64)
    return rows[np.reshape(place, shape)], metres


def place_history(
    profile: Profile, children: Children, units: Units, areas: Areas, *, seed: int
) -> Schooling:
    """Let every child start, and change unit where a span ends, by the guardians' taste."""
    story = _Story(profile, children, _eased(profile, children, units, areas, seed), areas, seed)
    everyone = np.arange(len(children))
    unit = story.draw(everyone, 0)
    while True:
        ended = np.flatnonzero(units.last[unit] + 1 < children.grade)
        if not len(ended):
            break
        unit = story.move_on(unit, ended)
    starts = children.grade == 0
    moves = np.flatnonzero(units.last[unit] + 1 == children.grade)
    coming = story.move_on(unit, moves)
    changes = starts.copy()
    changes[moves] = children.grade[moves] <= units.last.max()
    return Schooling(
        now=np.where(starts, -1, unit),
        coming=coming,
        in_round=changes & units.municipal[coming] & ~children.protected,
    )


def _eased(profile: Profile, children: Children, units: Units, areas: Areas, seed: int) -> Units:
    """Return the units with less appeal where a trial draw made them larger than schools are."""
    rows = np.arange(0, len(children), max(1, len(children) // _CHUNK))
    for _ in range(_EASING_ROUNDS):
        story = _Story(profile, children, units, areas, seed)
        size = np.zeros(len(units))
        for start in np.unique(units.first):
            due = rows[(children.grade[rows] >= start)]
            unit = story.draw(due, int(start))
            stays = children.grade[due] <= units.last[unit]
            size += np.bincount(unit[stays], minlength=len(units))
        size *= len(children) / len(rows)
        crowd = np.log(np.maximum(size / _LARGEST, 1.0))
        units = replace(units, popularity=units.popularity - _EASING * crowd)
    return units


@dataclass(frozen=True)
class _Story:
    """What the draws of one municipality share."""

    profile: Profile
    children: Children
    units: Units
    areas: Areas
    seed: int

    def move_on(self, unit: IntArray, rows: IntArray) -> IntArray:
        """Return the units after the pupils `rows` have left the last grade of theirs."""
        moved = unit.copy()
        start = self.units.last[unit[rows]] + 1
        for grade in np.unique(start):
            if grade <= self.units.last.max():
                movers = rows[start == grade]
                moved[movers] = self.draw(movers, int(grade))
        return moved

    def draw(self, rows: IntArray, grade: int) -> IntArray:
        """Return the unit each of `rows` starts at in `grade`, by chunks to bound memory."""
        offering = np.flatnonzero(self.units.offers(grade))
        rng = stream(self.seed, f"will-{grade}-{len(rows)}")
        chunks = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
        drawn = [self._draw_chunk(chunk, grade, offering, rng) for chunk in chunks]
        return np.concatenate(drawn) if drawn else np.empty(0, np.int64)

    def _draw_chunk(
        self, rows: IntArray, grade: int, offering: IntArray, rng: np.random.Generator
    ) -> IntArray:
        children, units, taste = self.children, self.units, self.profile.taste
        unit, metres = nearest_units(children.xy[rows], units, offering, count=_NEAR)
        utility = -distance_loss(metres.astype(np.float64), taste)
        utility += units.popularity[unit] + START_BONUS * (units.first[unit] == grade)
        utility -= taste.similarity * self._difference(rows, unit)
        utility += pair_gumbel(children.household[rows][:, None], unit, self.seed)
        utility += _OWN_WILL * rng.gumbel(size=utility.shape)
        best = utility.argmax(axis=1)
        return np.asarray(unit[np.arange(len(rows)), best], np.int64)

    def _difference(self, rows: IntArray, unit: IntArray) -> FloatArray:
        site = self.units.area[unit]
        own = (self.children.foreign[rows] + self.children.low_education[rows].astype(float)) / 2
        there = (self.areas.foreign[site] + self.areas.low_education[site]) / 2
        return np.asarray(np.abs(own[:, None] - there), np.float64)
