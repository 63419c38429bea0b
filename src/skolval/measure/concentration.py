"""Concentration (koncentration): how few units hold how much, without asking who the pupils are.

Source
------
Gini, C. (1912); Hoover, E. M. (1936). The measurement of industrial localization. Review of
Economic Statistics 18; Lorenz, M. O. (1905). "20 of 74 schools took 85 per cent" (Uppsala 2017)
is `Concentration.enough` of 74 units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray

__all__ = ["LARGE_SHARE", "TOP_UNITS", "Concentration", "concentration", "lorenz", "top_units"]

TOP_UNITS = 20
"""How many units are the top where there are many, as in the figure from Uppsala."""

LARGE_SHARE = 0.85
"""The share of the pupils for which the fewest units are counted."""

_MANY_UNITS = 40
_SLACK = 1e-9


@dataclass(frozen=True, slots=True)
class Concentration:
    """How unequally something is held by units.

    Parameters
    ----------
    total : what all units hold. units : how many units there are, also those that hold nothing.
    top, top_share : the share that the `top` units with most hold.
    enough : the fewest units that together hold at least `LARGE_SHARE`.
    holding : units that hold anything. gini : 0 where all hold as much, towards 1 where one
        holds all. uneven : share (0-1) that would have to be elsewhere for all units to hold
        alike in proportion to their weights; 0 is even.

    Shares are NaN where nothing is held.
    """

    total: float
    units: int
    top: int
    top_share: float
    enough: int
    holding: int
    gini: float
    uneven: float


def top_units(units: int) -> int:
    """Return how many of `units` units are the top: 20 of many, a quarter of few, at least one.

    The same under every policy, so that policies can be held against each other.
    """
    return TOP_UNITS if units >= _MANY_UNITS else max(1, -(-units // 4))


def lorenz(held: FloatArray | IntArray) -> FloatArray:
    """Return (U + 1,) the share held by the 0, 1, ... U units with most, largest first.

    NaN where nothing is held.
    """
    ordered = np.sort(np.asarray(held, np.float64))[::-1]
    total = ordered.sum()
    if total <= 0:
        return np.full(len(ordered) + 1, np.nan)
    curve: FloatArray = np.r_[0.0, np.cumsum(ordered) / total]
    return curve


def concentration(
    held: FloatArray | IntArray, *, top: int, weights: FloatArray | IntArray | None = None
) -> Concentration:
    """Return the concentration of `held` (U,), not negative, in whole units.

    Parameters
    ----------
    weights : (U,) what an even spread is in proportion to; all units alike when left out or 0.
    """
    values = np.asarray(held, np.float64)
    curve, units, total = lorenz(values), len(values), float(values.sum())
    if not total > 0:
        nan = float("nan")
        return Concentration(0.0, units, top, nan, 0, 0, nan, nan)
    even = np.ones(units) if weights is None or not np.any(weights) else np.asarray(weights, float)
    return Concentration(
        total=total,
        units=units,
        top=top,
        top_share=float(curve[min(top, units)]),
        enough=int(np.argmax(curve >= LARGE_SHARE - _SLACK)),
        holding=int((values > 0).sum()),
        gini=_gini(values),
        uneven=float(np.abs(values / total - even / even.sum()).sum() / 2),
    )


def _gini(values: FloatArray) -> float:
    ordered, units = np.sort(values), len(values)
    ranks = float(ordered @ np.arange(1, units + 1))
    return max(0.0, 2 * ranks / (units * float(ordered.sum())) - (units + 1) / units)
