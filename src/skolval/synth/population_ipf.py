"""Iterative proportional fitting (anpassning till marginaler): the table nearest the seed.

The seed says how attributes go together; the margins say how many there are of each. The
fitted table keeps the seed's odds ratios and meets every margin. A cell that is zero in the
seed stays zero (structural zero). Margins that disagree about the total are scaled to the
first one's, and what was scaled or could not be met is told, never hidden.

Source: Deming, W. E. and Stephan, F. F. (1940). On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known. Ann. Math. Statist. 11, 427-444.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Fitted", "fit"]

FloatArray = npt.NDArray[np.float64]

_CLOSE = 1e-9
_MOST_ROUNDS = 500


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted table and how well it fits.

    Parameters
    ----------
    table : as the seed. rounds : how often all margins were gone through.
    gap : the largest difference between a margin and its target, in persons.
    scaled : per margin, the factor that brought its total to the first one's; 1 where it agreed.
    lost : persons whose margin only structural zeros could have held; the other cells of
        that margin took them over.
    """

    table: FloatArray
    rounds: int
    gap: float
    scaled: tuple[float, ...]
    lost: float

    @property
    def converged(self) -> bool:
        """Whether every margin is met to a millionth of a person."""
        return self.gap < 1e-6


def fit(seed: FloatArray, margins: Sequence[FloatArray]) -> Fitted:
    """Return `seed` scaled until the sum over all axes but one equals that axis' margin.

    Parameters
    ----------
    seed : (k0, k1, ...) not negative. margins : one per axis, (k0,), (k1,), ..., persons.
    """
    targets, scaled = _agreed(margins)
    targets, lost = _reachable(seed, targets)
    table = np.array(seed, np.float64)
    gap, rounds = _gap(table, targets), 0
    while gap > _CLOSE and rounds < _MOST_ROUNDS:
        for axis, target in enumerate(targets):
            table = table * _along(_ratio(target, _sums(table, axis)), axis, table.ndim)
        gap, rounds = _gap(table, targets), rounds + 1
    return Fitted(table, rounds, gap, scaled, lost)


def _agreed(margins: Sequence[FloatArray]) -> tuple[list[FloatArray], tuple[float, ...]]:
    """Scale every margin to the total of the first; one that sums to 0 cannot be scaled."""
    whole = float(margins[0].sum())
    sums = [float(margin.sum()) for margin in margins]
    factors = tuple(whole / total if total > 0 else 1.0 for total in sums)
    return [margin * factor for margin, factor in zip(margins, factors, strict=True)], factors


def _reachable(seed: FloatArray, targets: list[FloatArray]) -> tuple[list[FloatArray], float]:
    """Move what stands where the seed is all zero to the margin's other categories."""
    lost, met = 0.0, []
    for axis, target in enumerate(targets):
        empty = _sums(seed, axis) == 0
        here, rest = float(target[empty].sum()), float(target[~empty].sum())
        factor = (here + rest) / rest if rest > 0 else 0.0
        met.append(np.where(empty, 0.0, target * factor))
        lost = max(lost, here)
    return met, lost


def _sums(table: FloatArray, axis: int) -> FloatArray:
    others = tuple(other for other in range(table.ndim) if other != axis)
    return np.asarray(table.sum(axis=others), np.float64)


def _ratio(target: FloatArray, now: FloatArray) -> FloatArray:
    return np.divide(target, now, out=np.zeros_like(target), where=now > 0)


def _along(values: FloatArray, axis: int, dimensions: int) -> FloatArray:
    return values.reshape([-1 if other == axis else 1 for other in range(dimensions)])


def _gap(table: FloatArray, targets: list[FloatArray]) -> float:
    return max(
        float(np.abs(_sums(table, axis) - target).max(initial=0.0))
        for axis, target in enumerate(targets)
    )
