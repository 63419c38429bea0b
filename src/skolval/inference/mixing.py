"""The model behind corrections and intervals: unit shares drawn from a beta distribution.

A municipality's underlying D is that of the distribution its units' shares are drawn from;
each unit's pupils are then a sample. With mean P and precision a + b the two tie together.

Source: Rathelot, R. (2012). Measuring segregation when units are small: a parametric
approach. Journal of Business & Economic Statistics 30, 546-553.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import brentq
from scipy.special import betaln, xlogy

from skolval.domain.counts import FloatArray

__all__ = ["LARGEST", "dissimilarity_of", "draw_members", "precision_of"]

LARGEST = 0.995
"""Largest underlying D that a beta distribution is fitted to; above it units hold one group."""
_LOG_BOUNDS = (-9.0, 18.0)


def dissimilarity_of(precision: float, share: float) -> float:
    """Return the D of units whose shares are Beta(precision * share, precision * (1 - share)).

    The mean absolute deviation of the distribution over 2 P (1 - P).
    """
    a, b = precision * share, precision * (1 - share)
    log_mad = np.log(2) + xlogy(a, a) + xlogy(b, b) - betaln(a, b) - xlogy(a + b + 1, a + b)
    return float(np.exp(log_mad) / (2 * share * (1 - share)))


def precision_of(dissimilarity: float, share: float) -> float:
    """Return the precision a + b that gives `dissimilarity`; infinite for 0."""
    if dissimilarity <= 0:
        return float("inf")
    low, high = _LOG_BOUNDS
    target = min(dissimilarity, LARGEST)

    def gap(log_precision: float) -> float:
        return dissimilarity_of(float(np.exp(log_precision)), share) - target

    if gap(high) > 0:
        return float("inf")
    return float(np.exp(brentq(gap, low, high, xtol=1e-10)))


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
