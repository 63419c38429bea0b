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
Exact with both margins fixed, from pairs of units; with so many different unit sizes that the
sum has over a million terms, the mean of seeded random allocations (50 to 1,000 draws, the same
for the same counts; standard error about a thousandth or less).

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

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._gini import expected_gini, gini
from skolval.indices._kernel import all_tables, evaluate, extremes

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "G"
FAMILY = "two_group"
REPORTED = True


@dataclass(frozen=True, slots=True)
class _Gini:
    evenness: bool = True

    def value(self, x: FloatArray, t: FloatArray) -> FloatArray:
        """Return G over the last axis of `x`."""
        return gini(x, t)

    def expected(self, total: float, t: FloatArray) -> float:
        """Return the mean when `total` members are drawn by lot."""
        return expected_gini(total, t)

    def bounds(self, low: FloatArray, high: FloatArray, t: FloatArray) -> tuple[float, float]:
        """Return the exact bounds where every feasible table can be looked at, else NaN."""
        tables = all_tables(low, high, t)
        return (float("nan"), float("nan")) if tables is None else extremes(self.value(tables, t))


KERNEL = _Gini()


def index(counts: Counts, group: str) -> IndexValue:
    """Return G of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
