"""Ordinal segregation (ordinal segregation): units compared over groups that have an order.

Definition
----------
With ordered groups (parents' education in steps) it matters how far apart two groups stand.
Each threshold between steps splits pupils in two; the index is one minus the ratio of the
units' mean variation to the municipality's, summed over thresholds.

Formula
-------
L = sum_u t_u (v - v_u) / (T v),   v = mean over thresholds j of f(c_j)

where c_j is the share of pupils at or below step j, and f is by kind: ``entropy``
-c log2 c - (1 - c) log2(1 - c); ``variance`` 4 c (1 - c); ``root`` 2 sqrt(c (1 - c));
``absolute`` 1 - abs(2 c - 1). They are Reardon's Lambda 1 to 4.

Convention
----------
The columns are the groups in rising order; empty ones only repeat a threshold and count.
Undefined (NaN) when all pupils stand on one step; 0 with flag for a single unit.

Random baseline
---------------
E0 = (U - 1) / (T - 1) for ``variance``, exact; for the others use the permutation test.

Source
------
Reardon, S. F. (2009). Measures of ordinal segregation. Research on Economic Inequality 17,
129-155.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import variance_level
from skolval.indices._kernel import xlogx

__all__ = ["FAMILY", "KINDS", "SYMBOL", "index", "value"]

SYMBOL = "Lo"
FAMILY = "ordinal"
_VARIATION: dict[str, Callable[[FloatArray], FloatArray]] = {
    "entropy": lambda c: -(xlogx(c) + xlogx(1 - c)) / np.log(2),
    "variance": lambda c: 4 * c * (1 - c),
    "root": lambda c: 2 * np.sqrt(c * (1 - c)),
    "absolute": lambda c: 1 - np.abs(2 * c - 1),
}
KINDS: tuple[str, ...] = tuple(_VARIATION)


def value(n: FloatArray, kind: str = "variance") -> FloatArray:
    """Return the index over the last two axes of `n`, whose columns are in rising order."""
    variation = _VARIATION[kind]
    t = n.sum(axis=-1)
    below = np.minimum(np.cumsum(n, axis=-1)[..., :-1] / np.where(t > 0, t, 1)[..., None], 1.0)
    overall = n.sum(axis=-2)
    shares = np.cumsum(overall, axis=-1)[..., :-1] / overall.sum(axis=-1, keepdims=True)
    whole = variation(np.minimum(shares, 1.0)).mean(axis=-1)
    inside = (t * variation(below).mean(axis=-1)).sum(axis=-1) / t.sum(axis=-1)
    found: FloatArray = np.maximum(1 - inside / whole, 0)
    return found


def index(counts: Counts, kind: str = "variance") -> IndexValue:
    """Return the index of `kind`, one of `KINDS`.

    Raises
    ------
    ValueError
        For an unknown kind.
    """
    if kind not in _VARIATION:
        raise ValueError(f"ordinal segregation has the kinds {KINDS}, not {kind!r}")
    n = counts.matrix
    if not n.size:
        return IndexValue(float("nan"), reason="no_pupils")
    if (n.sum(axis=0) > 0).sum() == 1:
        return IndexValue(float("nan"), reason="single_group")
    flag = "one_unit" if len(n) == 1 else ""
    level = variance_level(n) if kind == "variance" else float("nan")
    return IndexValue(float(value(n, kind)), level, flag=flag)
