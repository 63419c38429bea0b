"""Variance ratio V (variansandel, eta-kvadrat): the part of the variation between units.

Definition
----------
The share of the variance of group membership that lies between units: what a unit's name
tells about whether a pupil belongs to the group. 0 when all units are alike, 1 when each
unit holds only the group or only others. The same number as eta squared of the 0/1
indicator and as the intraclass "mellanskolsvariation" by analysis of variance, unadjusted.

Formula
-------
V = sum_u t_u (p_u - P)^2 / (T P (1 - P)) = (xPx - P) / (1 - P)

where unit u has t_u pupils and share p_u = x_u / t_u; P is the overall share, T all pupils.

Convention
----------
Undefined (NaN) when the group is empty or is everybody; 0 with flag for a single unit.

Random baseline
---------------
E0[V] = (U - 1) / (T - 1), exact for any unit sizes; U units, T pupils.

Source
------
Bell, W. (1954), Social Forces 32, 357-364 (as revised isolation); James, D. R. and
Taeuber, K. E. (1985). Measures of segregation. Sociological Methodology 15, 1-32.
"""

from __future__ import annotations

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "V"
FAMILY = "two_group"
REPORTED = True


def _terms(x: FloatArray, t: FloatArray, share: FloatArray) -> FloatArray:
    # Centred, so that nearly even units do not lose digits to cancellation.
    deviation = x - t * share
    return deviation * deviation / t


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return total / (pupils * share * (1 - share))


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return V of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
