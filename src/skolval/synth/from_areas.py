"""Seats shared out, and units of siblings (syskons skolenheter), where no file tells them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from skolval.synth._chance import stream
from skolval.synth.choices import IntArray, Taste, distance_loss

__all__ = ["Siblings", "apportion", "draw_siblings", "rounded_counts"]

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


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


@dataclass(frozen=True, slots=True)
class Siblings:
    """Who has an older sibling at school: unit index and grade index, -1 for none."""

    unit: IntArray
    grade: IntArray


def draw_siblings(
    metres: npt.NDArray[np.int32], *, grade: IntArray, serves: BoolArray, seed: int, taste: Taste
) -> Siblings:
    """Draw where older siblings go, mostly the nearest unit with their grade, as if chosen.

    Parameters
    ----------
    metres : (n, u) to every unit, negative where unknown.
    grade : (n,) grade of the next older sibling at school, -1 for none.
    serves : (u, g) which grades a unit has, in the order of the grade codes.
    taste : the weight of distance, the same as for the pupils' own choices.
    """
    rng = stream(seed, "siblings")
    away = np.maximum(metres, 0).astype(np.float64)
    liked = -distance_loss(away, taste) + rng.gumbel(size=metres.shape)
    liked = np.where(serves.T[grade] & (metres >= 0), liked, -np.inf)
    has = (grade >= 0) & np.isfinite(liked).any(axis=1)
    unit = np.where(has, liked.argmax(axis=1), -1)
    return Siblings(unit.astype(np.int64), np.where(has, grade, -1).astype(np.int64))
