"""What the indices of many groups share; every function takes tables on the last two axes.

`n` is (..., U, K): pupils by unit and group. Groups with nobody and units with nobody add
nothing, so that a batch of permuted tables needs no clearing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import hypergeometric, xlogx

__all__ = [
    "evaluate_groups",
    "expected_absolute",
    "expected_entropy_sum",
    "group_shares",
    "interaction",
    "overall_entropy",
    "present",
    "variance_level",
]

_WHOLE = 1e-9


def present(counts: Counts) -> FloatArray:
    """Return the matrix without the groups that nobody belongs to."""
    kept: FloatArray = counts.matrix[:, counts.matrix.sum(axis=0) > 0]
    return kept


def evaluate_groups(
    counts: Counts,
    value: Callable[[FloatArray], FloatArray],
    expected: Callable[[FloatArray], float] | None = None,
    *,
    alone: float = float("nan"),
) -> IndexValue:
    """Return the value over all groups with its random baseline, or NaN with the reason.

    Parameters
    ----------
    alone : the value when only one group is present (0 for M and entropy, else undefined).
    """
    n = present(counts)
    if not n.size:
        return IndexValue(float("nan"), reason="no_pupils")
    if n.shape[1] == 1:
        return IndexValue(alone, reason="single_group")
    flag = "one_unit" if len(n) == 1 else ""
    found = float(value(n))
    if np.abs(n - np.rint(n)).max() > _WHOLE:
        return IndexValue(found, reason="fractional_counts", flag=flag)
    return IndexValue(found, expected(n) if expected else float("nan"), flag=flag)


def group_shares(n: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return pupils by unit t (..., U, 1), overall shares P (..., 1, K) and all pupils T (...)."""
    t: FloatArray = n.sum(axis=-1, keepdims=True)
    total: FloatArray = np.asarray(n.sum(axis=(-2, -1)))
    shares: FloatArray = n.sum(axis=-2, keepdims=True) / total[..., None, None]
    return t, shares, total


def overall_entropy(n: FloatArray) -> FloatArray:
    """Return E = -sum_g P_g ln P_g."""
    _t, shares, _total = group_shares(n)
    entropy: FloatArray = -xlogx(shares).sum(axis=(-2, -1))
    return entropy


def interaction(n: FloatArray) -> FloatArray:
    """Return Simpson's interaction I = sum_g P_g (1 - P_g)."""
    _t, shares, _total = group_shares(n)
    mixed: FloatArray = (shares * (1 - shares)).sum(axis=(-2, -1))
    return mixed


def variance_level(n: FloatArray) -> float:
    """Return (U - 1) / (T - 1): the exact random level of V, R, P and C, any unit sizes."""
    units = int((n.sum(axis=1) > 0).sum())
    return float((units - 1) / (n.sum() - 1)) if n.sum() > 1 else float("nan")


def expected_absolute(n: FloatArray) -> float:
    """Return the mean of sum_ug abs(n_ug - t_u P_g) when pupils are drawn by lot to the units.

    Exact with both margins fixed; one hypergeometric distribution per distinct unit size
    and group size.
    """
    return _by_size(n, _mean_absolute)


def expected_entropy_sum(n: FloatArray) -> float:
    """Return the mean of sum_ug n_ug ln n_ug when pupils are drawn by lot, exact as above."""
    return _by_size(n, _mean_entropy)


# tables of one place share most of their unit and group sizes, whichever placement they are of
@lru_cache(maxsize=16_384)
def _mean_absolute(total: float, pupils: float, size: float) -> float:
    k, probability = hypergeometric(total, pupils, size)
    return float(np.abs(k - size * total / pupils) @ probability)


@lru_cache(maxsize=16_384)
def _mean_entropy(total: float, pupils: float, size: float) -> float:
    k, probability = hypergeometric(total, pupils, size)
    return float(xlogx(k) @ probability)


def _by_size(n: FloatArray, term: Callable[[float, float, float], float]) -> float:
    # sorted, so that the sum is the same whatever the order of units; thousands of tiny tables
    # are asked for, and are counted faster so than as arrays
    sizes, members = (sorted(Counter(np.rint(n.sum(axis=a)).tolist()).items()) for a in (1, 0))
    pupils = float(np.rint(n.sum()))
    mean = 0.0
    for size, many in sizes:
        for total, alike in members:
            mean += many * alike * term(total, pupils, size)
    return mean
