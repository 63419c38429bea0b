"""What the two Gini indices share: the mean of G when pupils are drawn by lot.

Two units of t and s pupils hold together m members with a hypergeometric probability, and given
m the members of the first are hypergeometric too. The mean absolute deviation of that
distribution has a closed form, so that the mean of abs(s x - t y) over both needs one sum:

2 t s sum_m C(t - 1, v - 1) C(s - 1, m - v) C(T - t - s, X - m) / C(T, X),
v = floor(m t / (t + s)) + 1.

Source: Diaconis, P. and Zabell, S. (1991). Closed form summation for classical distributions.
Statistical Science 6, 284-302.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import IntArray

__all__ = ["CELLS", "expected_gini", "gini"]

CELLS = 1_000_000
"""With more terms than this in the exact sum the mean of seeded draws is taken instead."""
_SEED = 1955
_DRAWN = 100_000
_MOST_DRAWS = 1_000
_FEWEST_DRAWS = 50
_DEVIATIONS, _MARGIN = 7.0, 16.0
"""Terms further from the mean than this many standard deviations and members add under 1e-11."""


def gini(x: FloatArray, t: FloatArray) -> FloatArray:
    """Return G over the last axis of `x`, one minus twice the area under the curve."""
    order = np.argsort(x / t, axis=-1)
    ours = np.take_along_axis(x, order, axis=-1) / x.sum(axis=-1, keepdims=True)
    rest = t - x
    theirs = np.take_along_axis(rest, order, axis=-1) / rest.sum(axis=-1, keepdims=True)
    below = np.cumsum(ours, axis=-1)
    area = ((2 * below - ours) * theirs).sum(axis=-1)
    return np.asarray(np.maximum(1 - area, 0), np.float64)


def expected_gini(total: float, t: FloatArray) -> float:
    """Return the mean of G when `total` members are drawn by lot to units of sizes `t`."""
    sizes = np.rint(t[t > 0]).astype(np.int64)
    if len(sizes) <= 1:
        return 0.0
    return _expected(round(total), sizes.tobytes())


@lru_cache(maxsize=64)
def _expected(total: int, packed: bytes) -> float:
    """As above; kept, for the index of many groups asks for the same as that of each group."""
    sizes = np.frombuffer(packed, np.int64)
    pupils = int(sizes.sum())
    # The index is the same of the group and of the rest: fewer members, fewer terms.
    members = min(total, pupils - total)
    distinct, many = np.unique(sizes, return_counts=True)
    width = _width(members / pupils, distinct)
    if len(distinct) * (len(distinct) + 1) / 2 * width > CELLS:
        return _drawn(total, sizes)
    summed = _summed(distinct, many, members, width)
    return summed / (members * (pupils - members))


def _width(share: float, distinct: IntArray) -> int:
    """Return how many numbers of members matter in the two largest units together."""
    both = 2.0 * float(distinct.max())
    reach = _DEVIATIONS * np.sqrt(both * share * (1 - share)) + _MARGIN
    return int(min(2 * np.ceil(reach) + 1, both + 1))


def _summed(distinct: IntArray, many: IntArray, members: int, width: int) -> float:
    """Return the mean of the sum over pairs of units of abs(s x - t y)."""
    pupils = int(distinct @ many)
    log = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, pupils + 1)))])
    a, b = np.triu_indices(len(distinct))
    pairs = np.where(a == b, many[a] * (many[a] - 1) / 2, many[a] * many[b])
    a, b, pairs = a[pairs > 0], b[pairs > 0], pairs[pairs > 0]
    t, s = distinct[a][:, None], distinct[b][:, None]
    both = t + s
    first = np.maximum(np.ceil(both * (members / pupils) - width / 2), 0).astype(np.int64)
    m = first + np.arange(width)
    v = m * t // both + 1
    outside = pupils - both
    lower = (t - 1, s - 1, outside)
    upper = (v - 1, m - v, members - m)
    # A number of members that cannot be has no term; its logarithm is looked up at 0 instead.
    there = np.ones(m.shape, bool)
    told = log[members] + log[pupils - members] - log[pupils]
    terms = np.full(m.shape, told)
    for n, k in zip(lower, upper, strict=True):
        there &= (k >= 0) & (k <= n)
        inside = np.where(there, k, 0)
        terms += log[n] - log[inside] - log[n - inside]
    means = (np.exp(terms) * there).sum(axis=1)
    return float(2 * (pairs * t[:, 0] * s[:, 0]) @ means)


def _drawn(total: int, sizes: IntArray) -> float:
    """Return the mean over seeded random allocations, the same for the same counts."""
    draws = int(np.clip(_DRAWN // len(sizes), _FEWEST_DRAWS, _MOST_DRAWS))
    rng = np.random.default_rng(_SEED)
    tables = rng.multivariate_hypergeometric(sizes, total, size=draws)
    return float(gini(tables.astype(np.float64), sizes.astype(np.float64)).mean())
