"""Gini G (ginikoefficient): the mean difference in share between two units, normalised.

Definition
----------
Twice the area between the diagonal and the segregation curve, which plots the cumulative
share of the group against that of all others, units sorted by the group's share. 0 when all
units are alike, 1 when no unit holds both. Unlike D it moves with every transfer between
units of different composition.

Formula
-------
G = sum_i sum_j t_i t_j abs(p_i - p_j) / (2 T^2 P (1 - P))

where unit i has t_i pupils and share p_i; P is the overall share, T all pupils. Computed by
sorting, in U log U steps; ties in p do not matter.

Convention
----------
The group against everybody else. Undefined (NaN) when the group is empty or is everybody; 0
with flag for a single unit.

Random baseline
---------------
No closed form: the mean of seeded random allocations with fixed unit sizes and totals
(between 50 and 1,000 draws, fewer with more units), the same for the same counts. Its
standard error is about a thousandth or less.

Bounds over suppressed cells
----------------------------
Exact while there are at most 50,000 feasible tables, else unknown (NaN).

Source
------
Duncan, O. D. and Duncan, B. (1955), American Sociological Review 20, 210-217; James, D. R.
and Taeuber, K. E. (1985). Measures of segregation. Sociological Methodology 15, 1-32.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import all_tables, evaluate, extremes

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "G"
FAMILY = "two_group"
REPORTED = True
_SEED = 1955
_CELLS = 100_000
_MOST_DRAWS = 1_000
_FEWEST_DRAWS = 50


@dataclass(frozen=True, slots=True)
class _Gini:
    evenness: bool = True

    def value(self, x: FloatArray, t: FloatArray) -> FloatArray:
        """Return G over the last axis of `x`, one minus twice the area under the curve."""
        order = np.argsort(x / t, axis=-1)
        ours = np.take_along_axis(x, order, axis=-1) / x.sum(axis=-1, keepdims=True)
        rest = t - x
        theirs = np.take_along_axis(rest, order, axis=-1) / rest.sum(axis=-1, keepdims=True)
        below = np.cumsum(ours, axis=-1)
        area = ((2 * below - ours) * theirs).sum(axis=-1)
        return np.asarray(np.maximum(1 - area, 0), np.float64)

    def expected(self, total: float, t: FloatArray) -> float:
        """Return the mean over seeded random allocations of `total` members."""
        if len(t) == 1:
            return 0.0
        draws = int(np.clip(_CELLS // len(t), _FEWEST_DRAWS, _MOST_DRAWS))
        sizes = np.rint(t).astype(np.int64)
        rng = np.random.default_rng(_SEED)
        tables = rng.multivariate_hypergeometric(sizes, round(total), size=draws)
        return float(self.value(tables.astype(np.float64), t).mean())

    def bounds(self, low: FloatArray, high: FloatArray, t: FloatArray) -> tuple[float, float]:
        """Return the exact bounds where every feasible table can be looked at, else NaN."""
        tables = all_tables(low, high, t)
        return (float("nan"), float("nan")) if tables is None else extremes(self.value(tables, t))


KERNEL = _Gini()


def index(counts: Counts, group: str) -> IndexValue:
    """Return G of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
