"""Rank-order H (rangordnad entropi): segregation by a continuous value at every threshold.

Definition
----------
For every threshold of the value, H of the pupils below it against those above; the mean over
thresholds, weighted by how mixed the municipality is there. Only the order of the values
counts, so that any rising scale gives the same number.

Formula
-------
H^R = int E(p) H(p) dp / int E(p) dp,   p the share of pupils below the threshold

With pupil data the integral is the trapezoid over all distinct thresholds. With K bins it is a
polynomial of H(p), fitted with weights E(p)^2 (`polynomial`, `polynomial_of_values`).

Convention
----------
Ties share a threshold. Undefined (NaN) when the value does not vary; 0 with flag for one unit.

Random baseline
---------------
About (U - 1) / (T - 1).

Source
------
Reardon, S. F. (2011). Measures of income segregation; Reardon, S. F. and Bischoff, K. (2011).
Income inequality and income segregation. American Journal of Sociology 116, 1092-1153.
"""

from __future__ import annotations

from math import comb

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import xlogx
from skolval.indices._values import PupilValues, evaluate_values

__all__ = ["FAMILY", "SYMBOL", "index", "polynomial", "polynomial_of_values"]

SYMBOL = "HR"
FAMILY = "continuous"


def _entropy(p: FloatArray) -> FloatArray:
    clipped = np.clip(p, 0, 1)
    entropy: FloatArray = -xlogx(clipped) - xlogx(1 - clipped)
    return entropy


def _value(values: PupilValues) -> float:
    """Return the integral by one pass over the pupils sorted by unit and value.

    Between two pupils of a unit its entropy does not change, so that the sum over thresholds
    is a sum over the unit's own pupils.
    """
    _levels, level = np.unique(values.value, return_inverse=True)
    below = np.cumsum(np.bincount(level, values.weight))
    p = np.concatenate([[0.0], below / below[-1]])
    # Trapezoid weight of the threshold after each level; the two ends have entropy 0.
    width = np.concatenate([(p[2:] - p[:-2]) / 2, [(p[-1] - p[-2]) / 2]])
    until = np.concatenate([[0.0], np.cumsum(width)])
    order = np.lexsort((level, values.unit))
    unit, at, weight = values.unit[order], level[order], values.weight[order]
    sizes = values.sizes()
    running = np.cumsum(weight)
    before = np.concatenate([[0.0], np.cumsum(sizes)])[unit]
    share = (running - before) / sizes[unit]
    last = np.append(unit[1:] != unit[:-1], True)
    following = np.where(last, len(width), np.append(at[1:], 0))
    entropy = _entropy(share) * (until[following] - until[at])
    within = float((sizes[unit] / sizes.sum()) @ entropy)
    overall = float(_entropy(p[1:]) @ width)
    return max(1 - within / overall, 0.0)


def index(values: PupilValues) -> IndexValue:
    """Return H^R from pupil data."""
    pupils = float(values.weight.sum())
    level = (values.units - 1) / (pupils - 1) if pupils > 1 else float("nan")
    return evaluate_values(values, _value, level)


def polynomial(counts: Counts, degree: int = 4) -> float:
    """Return H^R of ordered bins by a polynomial of `degree` through H at the thresholds.

    Parameters
    ----------
    counts : the columns are bins in rising order, at least `degree` + 2 of them.

    Raises
    ------
    ValueError
        With too few bins for the degree.
    """
    n = counts.matrix
    t = n.sum(axis=1)
    below = np.cumsum(n, axis=1)[:, :-1]
    return _fitted(below / t[:, None], t, below.sum(axis=0) / t.sum(), degree)


def polynomial_of_values(values: PupilValues, bins: int = 14, degree: int = 4) -> float:
    """Return H^R of pupil values cut at the percentile ranks 1/bins, 2/bins, ...

    For comparison with studies that bin; ties share their mean rank.

    Raises
    ------
    ValueError
        With too few bins for the degree.
    """
    levels, level = np.unique(values.value, return_inverse=True)
    weight = np.bincount(level, values.weight, len(levels))
    held = np.bincount(level, minlength=len(levels))
    rank = (np.cumsum(weight) - weight + weight * (held + 1) / (2 * held)) / weight.sum()
    cut = np.arange(1, bins) / bins
    bin_of = np.searchsorted(cut, rank, side="left")[level]
    cells = np.bincount(values.unit * bins + bin_of, values.weight, values.units * bins)
    n = cells.reshape(values.units, bins)
    t = n.sum(axis=1)
    return _fitted(np.cumsum(n, axis=1)[:, :-1] / t[:, None], t, cut, degree)


def _fitted(below: FloatArray, t: FloatArray, p: FloatArray, degree: int) -> float:
    """Fit H at the thresholds `p`, given the share of each unit's pupils below them."""
    if len(p) < degree + 1:
        raise ValueError(f"a polynomial of degree {degree} needs at least {degree + 2} bins")
    share = t / t.sum()
    found = 1 - share @ _entropy(below) / _entropy(share @ below)
    # The weights multiply residuals, not their squares: E(p) here is E(p)^2 on squares.
    fitted = np.polynomial.Polynomial.fit(p, found, degree, w=_entropy(p))
    coefficients = [float(c) for c in fitted.convert().coef]
    return sum((c * _moment(m) for m, c in enumerate(coefficients)), 0.0)


def _moment(m: int) -> float:
    """Return int E(p) p^m dp / int E(p) dp."""
    parts = [(-1.0) ** (m - k) * comb(m, k) / (m - k + 2) ** 2 for k in range(m + 1)]
    return 2 / (m + 2) ** 2 + 2 * sum(parts)
