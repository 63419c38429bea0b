"""Which units differ by more than chance (avvikande enheter), told for all of them at once.

With fixed unit sizes and overall total a unit's members are hypergeometric by lot. Sixty units
are sixty tests: the q-value of Benjamini and Hochberg keeps the expected share of false alarms
among the flagged units at the chosen level.

Source: Benjamini, Y. and Hochberg, Y. (1995). Controlling the false discovery rate. Journal of
the Royal Statistical Society B 57, 289-300.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import FloatArray
from skolval.domain.problem import BoolArray
from skolval.indices._kernel import hypergeometric

__all__ = ["LocalNull", "false_discovery", "local_null"]


@dataclass(frozen=True, slots=True)
class LocalNull:
    """What a draw by lot would give each unit; all arrays (U,).

    Parameters
    ----------
    low, high : shares between which 95 per cent of the draws lie. p : two-sided, at most 1.
    q : smallest false discovery rate at which the unit is flagged. flagged : q at most `level`.
    """

    low: FloatArray
    high: FloatArray
    p: FloatArray
    q: FloatArray
    flagged: BoolArray
    level: float


def local_null(x: FloatArray, t: FloatArray, *, level: float = 0.05) -> LocalNull:
    """Return the null of every unit of `t` pupils with `x` members; NaN for empty units."""
    pupils, members = float(np.rint(t.sum())), float(np.rint(x.sum()))
    sizes, which = np.unique(np.rint(t), return_inverse=True)
    p, low, high = (np.full(len(t), np.nan) for _each in range(3))
    for i in np.flatnonzero(sizes > 0):
        size, alike = float(sizes[i]), which == i
        k, probability = hypergeometric(members, pupils, size)
        ours = np.rint(x[alike] - k[0]).astype(np.int64)
        below = np.cumsum(probability)
        above = np.cumsum(probability[::-1])[::-1]
        p[alike] = np.minimum(2 * np.minimum(below[ours], above[ours]), 1.0)
        ends = np.searchsorted(below, (0.025, 0.975)).clip(max=len(k) - 1)
        low[alike], high[alike] = k[ends] / size
    q = false_discovery(p)
    return LocalNull(low, high, p, q, q <= level, level)


def false_discovery(p: FloatArray) -> FloatArray:
    """Return the q-value of every p-value; NaN stays NaN and counts as no test."""
    q = np.full(len(p), np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
