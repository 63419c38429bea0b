"""Corrections of D (korrigerat D) for units so small that chance alone makes them differ.

Each says another thing. Carrington-Troske is a relative scale. Allen's and the density-corrected
one remove the part of each unit's deviation that sampling explains. The beta fit estimates the
underlying D of the distribution that units' shares are drawn from.

Sources: Carrington & Troske (1997), J. Bus. Econ. Stat. 15; Allen, Burgess, Davidson &
Windmeijer (2015), Econometrics J. 18; Rathelot (2012), J. Bus. Econ. Stat. 30.
"""

from __future__ import annotations

from math import erfc, exp, isnan, sqrt

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._least import crossing, least
from skolval.inference.mixing import dissimilarity_of

__all__ = ["allen", "beta_fit", "binomial_level", "carrington_troske", "density_corrected"]

_NAN = float("nan")
_LOG_BOUNDS = (-7.0, 16.0)


def carrington_troske(value: float, level: float, *, linear: bool = False) -> float:
    """Return (D - E0) / (1 - E0), or (D - E0) / E0 below the random level `level`.

    0 as by lot, 1 complete, -1 perfectly even.

    Parameters
    ----------
    linear : one scale on both sides of the level, as is usual for variance ratios:
        1 - (1 - V)(T - 1)/(T - U).
    """
    if isnan(value) or isnan(level):
        return _NAN
    span = 1 - level if linear or value >= level else level
    return (value - level) / span if span > 1e-12 else _NAN


def binomial_level(x: FloatArray, t: FloatArray) -> float:
    """Return the mean of D when every pupil belongs to the group with probability P.

    Carrington and Troske's original random level, margins not fixed.
    """
    share = float(x.sum() / t.sum())
    sizes, units = np.unique(np.rint(t), return_counts=True)
    total = 0.0
    for size, many in zip(sizes, units, strict=True):
        k = np.arange(size + 1)
        total += many * float(np.abs(k - size * share) @ _binomial(float(size), share))
    return total / (2 * float(t.sum()) * share * (1 - share))


def _binomial(size: float, share: float) -> FloatArray:
    """Return the probabilities of 0, 1, ... `size` members, by the ratios of neighbours."""
    k = np.arange(size)
    logs = np.concatenate([[0.0], np.cumsum(np.log((size - k) / (k + 1) * share / (1 - share)))])
    weight: FloatArray = np.exp(logs - logs.max())
    return weight / float(weight.sum())


def _spread(x: FloatArray, t: FloatArray) -> tuple[FloatArray, FloatArray, float, float]:
    """Return units' differences y/Y - x/X, their sampling deviations, and both group sizes."""
    y = t - x
    members, rest = float(x.sum()), float(y.sum())
    p, q = x / members, y / rest
    deviation = np.sqrt(p * (1 - p) / members + q * (1 - q) / rest)
    return q - p, deviation, members, rest


def allen(x: FloatArray, t: FloatArray) -> float:
    """Return Allen's bias-corrected D = 2 D - E[D of a bootstrap sample], in closed form.

    Each unit's difference in a bootstrap sample is close to normal around the observed one, so
    that the mean of its absolute value is that of a folded normal. Never below 0.
    """
    difference, deviation, *_groups = _spread(x, t)
    value = 0.5 * float(np.abs(difference).sum())
    scale = np.where(deviation > 0, deviation, 1.0)
    z = difference / scale
    outside = np.array([erfc(one / sqrt(2)) for one in z])
    folded = deviation * np.sqrt(2 / np.pi) * np.exp(-z * z / 2) + difference * (1 - outside)
    folded = np.where(deviation > 0, folded, np.abs(difference))
    return max(2 * value - 0.5 * float(folded.sum()), 0.0)


def density_corrected(x: FloatArray, t: FloatArray) -> float:
    """Return the density-corrected D: each unit's difference at its likeliest true size.

    The observed abs(difference) / deviation, theta, is replaced by the z with
    z = theta tanh(theta z), which is 0 for theta <= 1.
    """
    difference, deviation, *_groups = _spread(x, t)
    scale = np.where(deviation > 0, deviation, 1.0)
    theta = np.abs(difference) / scale
    likeliest = np.array([_likeliest(float(one)) for one in theta])
    # A unit with no sampling deviation holds all of one group or nobody: it is as observed.
    sizes = np.where(deviation > 0, deviation * likeliest, np.abs(difference))
    return 0.5 * float(sizes.sum())


def _likeliest(theta: float) -> float:
    if theta <= 1:
        return 0.0
    if theta > 20:
        return theta
    return crossing(lambda z: theta * float(np.tanh(theta * z)) - z, 1e-9, theta)


def beta_fit(x: FloatArray, t: FloatArray) -> tuple[float, float]:
    """Return the D and the precision of the beta distribution that fits the units best.

    Maximum likelihood of the beta-binomial with the mean fixed at the overall share. A
    precision at the upper end means that nothing but chance is seen: then D is 0.
    """
    share = float(x.sum() / t.sum())
    if not 0 < share < 1:
        return _NAN, _NAN
    # The likelihood is a product of rising factorials: a (a + 1) ... for the members of each
    # unit, and so on; units with more than i members share the factor a + i.
    more = [_units_with_more(n) for n in (x, t - x, t)]
    steps = [np.arange(len(units)) for units in more]

    def loss(log_precision: float) -> float:
        precision = exp(log_precision)
        starts = (precision * share, precision * (1 - share), precision)
        ours, rest, all_ = (
            float(units @ np.log(start + step))
            for units, start, step in zip(more, starts, steps, strict=True)
        )
        return all_ - ours - rest

    low, high = _LOG_BOUNDS
    grid = np.linspace(low, high, 47)
    best = int(np.argmin([loss(float(g)) for g in grid]))
    if best == len(grid) - 1:
        return 0.0, float("inf")
    ends = (grid[max(best - 1, 0)], grid[best + 1])
    found = exp(least(loss, float(ends[0]), float(ends[1])))
    return dissimilarity_of(found, share), found


def _units_with_more(n: FloatArray) -> FloatArray:
    """Return how many units have more than 0, 1, 2, ... of `n`."""
    many = np.bincount(np.rint(n).astype(np.int64))
    above: FloatArray = (len(n) - np.cumsum(many))[:-1].astype(np.float64)
    return above
