"""The model behind corrections and intervals: unit shares drawn from a beta distribution.

A municipality's underlying D is that of the distribution its units' shares are drawn from;
each unit's pupils are then a sample. With mean P and precision a + b the two tie together.

Source: Rathelot, R. (2012). Measuring segregation when units are small: a parametric
approach. Journal of Business & Economic Statistics 30, 546-553.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, lgamma, log, pi

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.indices._least import crossing

__all__ = ["LARGEST", "dissimilarity_of", "draw_members", "precision_of"]

LARGEST = 0.995
"""Largest underlying D that a beta distribution is fitted to; above it units hold one group."""
_LOG_BOUNDS = (-9.0, 18.0)


def dissimilarity_of(precision: float, share: float) -> float:
    """Return the D of units whose shares are Beta(precision * share, precision * (1 - share)).

    The mean absolute deviation of the distribution over 2 P (1 - P).
    """
    a, b = precision * share, precision * (1 - share)
    # 2 a^a b^b / (B(a, b) (a + b)^(a + b + 1)), its large terms taken off by Stirling's formula.
    rest = _beyond_stirling(a + b) - _beyond_stirling(a) - _beyond_stirling(b)
    log_mad = log(2) + (log(a) + log(b) - log(2 * pi) - 3 * log(a + b)) / 2 + rest
    return exp(log_mad) / (2 * share * (1 - share))


def _beyond_stirling(z: float) -> float:
    """Return ln Gamma(z) minus Stirling's (z - 1/2) ln z - z + ln(2 pi) / 2."""
    if z < 12:
        return lgamma(z) - (z - 0.5) * log(z) + z - log(2 * pi) / 2
    square = z * z
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / z


@lru_cache(maxsize=4096)
def precision_of(dissimilarity: float, share: float) -> float:
    """Return the precision a + b that gives `dissimilarity`; infinite for 0."""
    if dissimilarity <= 0:
        return float("inf")
    low, high = _LOG_BOUNDS
    target = min(dissimilarity, LARGEST)

    def gap(log_precision: float) -> float:
        return dissimilarity_of(exp(log_precision), share) - target

    if gap(high) > 0:
        return float("inf")
    return exp(crossing(gap, low, high))


def draw_members(
    rng: np.random.Generator, t: FloatArray, share: float, precision: float, draws: int
) -> FloatArray:
    """Return (draws, U) members of units of `t` pupils whose shares are drawn from the model."""
    size = (draws, len(t))
    if np.isinf(precision):
        shares = np.full(size, share)
    else:
        shares = rng.beta(precision * share, precision * (1 - share), size)
    whole = np.rint(t).astype(np.int64)
    return rng.binomial(whole, np.clip(shares, 0.0, 1.0)).astype(np.float64)
