"""Atkinson's A (Atkinsons index): unevenness with a chosen weight on the units rich in the group.

Definition
----------
How far the units' shares lie from each other when units are weighed by b: b under 1/2 weighs
units where the group is rare more, b over 1/2 those where it is common. At b = 1/2 it is
symmetric in the groups.

Formula
-------
A(b) = 1 - P / (1 - P) * [sum_u (1 - p_u)^(1 - b) p_u^b t_u / (P T)]^(1 / (1 - b)),  0 < b < 1

where unit u has t_u pupils and share p_u; P is the overall share, T all pupils.

Convention
----------
b = 1/2 unless said. Undefined (NaN) when the group is empty or is everybody; 0 with flag for
a single unit; b outside (0, 1) is an error.

Random baseline
---------------
Exact mean of the sum inside the bracket with both margins fixed; A of that mean is
reported, which lies a little above the mean of A (the bracket is raised to a power above 1).

Source
------
Atkinson, A. B. (1970), Journal of Economic Theory 2, 244-263; James, D. R. and Taeuber, K. E.
(1985). Measures of segregation. Sociological Methodology 15, 1-32.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index", "kernel"]

SYMBOL = "A"
FAMILY = "two_group"
REPORTED = False


def kernel(b: float = 0.5) -> Separable:
    """Return the index with weight `b`.

    Raises
    ------
    ValueError
        Unless 0 < b < 1.
    """
    if not 0 < b < 1:
        raise ValueError(f"the weight b of Atkinson's index must lie between 0 and 1, not {b}")

    def terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
        # Concave in x, so its negative is the convex term that bounds need.
        return -(np.maximum(t - x, 0) ** (1 - b)) * x**b

    def of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
        inside = -total / (pupils * share)
        # Rounding may leave -1e-16 where every unit is alike.
        return np.maximum(1 - share / (1 - share) * inside ** (1 / (1 - b)), 0)

    return Separable(terms, of_total)


KERNEL = kernel()


def index(counts: Counts, group: str, b: float = 0.5) -> IndexValue:
    """Return A(b) of `group` against everybody else."""
    return evaluate(counts, group, kernel(b))
