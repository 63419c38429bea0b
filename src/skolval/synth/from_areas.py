"""Population from area marginals (befolkning ur områdesstatistik): pupils where none are published.

Statistics tell how many children an area has and which share of its residents belongs to
a group; single pupils are never published. These are drawn so that every area keeps its
number and its shares to within one child. Nothing else about a pupil is real.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from skolval.synth._chance import stream
from skolval.synth.choices import IntArray, Taste, distance_loss

__all__ = ["Siblings", "apportion", "draw_members", "draw_siblings", "homes_by_area",
           "rounded_counts"]  # fmt: skip

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

SIBLING_SHARE = 0.37
"""Share of school starters with an older brother or sister in school (modelled, 35-40 %)."""

_YEARS_OLDER = (0.26, 0.33, 0.20, 0.11, 0.06, 0.04)
"""Chance that the nearest older sibling is 1, 2, ... years ahead (modelled)."""


def rounded_counts(expected: FloatArray, total: int | None = None) -> IntArray:
    """Round so that the sum is kept: the largest remainders go up (största resten).

    Parameters
    ----------
    expected : not negative. total : sum of the result; the rounded sum when left out.
    """
    whole = np.floor(np.round(expected, 9))
    target = round(float(expected.sum())) if total is None else total
    missing = target - int(whole.sum())
    # Remainders are compared to nine digits, so that equal ones go by row on every machine.
    order = np.argsort(-np.round(expected - whole, 9), kind="stable")
    whole[order[:missing]] += 1
    return whole.astype(np.int64)


def apportion(weight: FloatArray, total: int, *, least: int = 0) -> IntArray:
    """Share out `total` in proportion to `weight`, nobody getting fewer than `least`."""
    small = np.zeros(len(weight), np.bool_)
    while True:
        left = total - least * int(small.sum())
        share = np.where(small, 0.0, weight) / weight[~small].sum() * left
        newly = ~small & (share < least)
        if not newly.any():
            return np.where(small, least, rounded_counts(share, left))
        small |= newly


def homes_by_area(children: IntArray) -> IntArray:
    """Return the home area of every pupil: area 0 as often as it has children, then area 1."""
    return np.repeat(np.arange(len(children)), children).astype(np.int64)


def draw_members(home: IntArray, share: FloatArray, *, rng: np.random.Generator) -> pd.Series:
    """Draw who belongs to a group: every area keeps its residents' share to within one child.

    Parameters
    ----------
    home : (n,) area of each pupil, sorted. share : (a,) 0-1, NaN where unknown.

    Returns
    -------
    pandas.Series
        0 or 1 by pupil, missing where the area's share is unknown.
    """
    children = np.bincount(home, minlength=len(share))
    members = rounded_counts(np.nan_to_num(share) * children)
    order = np.lexsort((rng.random(len(home)), home))
    place = np.arange(len(home)) - (np.cumsum(children) - children)[home]
    flag = np.zeros(len(home), np.int64)
    flag[order] = place < members[home]
    unknown = np.isnan(share)[home]
    if not unknown.any():
        return pd.Series(flag)
    return pd.Series(flag, dtype="Int64").mask(unknown)


@dataclass(frozen=True, slots=True)
class Siblings:
    """Who has an older sibling at school: unit index and grade index, -1 for none."""

    unit: IntArray
    grade: IntArray


def draw_siblings(
    metres: npt.NDArray[np.int32], *, serves: BoolArray, seed: int, taste: Taste
) -> Siblings:
    """Draw siblings, mostly at the nearest unit with their grade, as if it had been chosen.

    Parameters
    ----------
    metres : (n, u) to every unit, negative where unknown.
    serves : (u, g) which grades a unit has, in the order of the grade codes.
    taste : the weight of distance, the same as for the pupils' own choices.
    """
    rng = stream(seed, "siblings")
    n, grades = len(metres), serves.shape[1]
    older = rng.choice(len(_YEARS_OLDER), n, p=_YEARS_OLDER) + 1
    grade = np.minimum(older, grades - 1)
    away = np.maximum(metres, 0).astype(np.float64)
    liked = -distance_loss(away, taste) + rng.gumbel(size=metres.shape)
    liked = np.where(serves.T[grade] & (metres >= 0), liked, -np.inf)
    has = (rng.random(n) < SIBLING_SHARE) & np.isfinite(liked).any(axis=1)
    unit = np.where(has, liked.argmax(axis=1), -1)
    return Siblings(unit.astype(np.int64), np.where(has, grade, -1).astype(np.int64))
