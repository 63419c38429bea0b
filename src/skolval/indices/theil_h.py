"""Theil's H (entropiindex): how much less mixed the units are than the municipality.

Definition
----------
Entropy measures how mixed pupils are. H is the mean shortfall of the units' entropy from the
municipality's, as a share of the latter: 0 when every unit is as mixed as the whole, 1 when
every unit holds only the group or only others.

Formula
-------
H = sum_u t_u (E - E_u) / (T E),   E = -P ln P - (1 - P) ln(1 - P),   E_u likewise with p_u

where unit u has t_u pupils and share p_u; P is the overall share, T all pupils; 0 ln 0 = 0.

Convention
----------
Two groups: the group and everybody else. The base of the logarithm cancels. Undefined (NaN)
when the group is empty or is everybody; 0 with flag for a single unit.

Random baseline
---------------
E0[H] is the exact mean with fixed unit sizes, from E[k ln k] of the hypergeometric
distribution of the members k in a unit.

Source
------
Theil, H. and Finizza, A. J. (1971). A note on the measurement of racial integration of
schools by means of informational concepts. Journal of Mathematical Sociology 1, 187-193;
Reardon, S. F. and Firebaugh, G. (2002). Measures of multigroup segregation. Sociological
Methodology 32, 33-67.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate, xlogx

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "H"
FAMILY = "two_group"
REPORTED = True


def _terms(x: FloatArray, t: FloatArray, _share: FloatArray) -> FloatArray:
    return xlogx(x) + xlogx(np.maximum(t - x, 0)) - xlogx(t)


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    entropy = -xlogx(share) - xlogx(1 - share)
    # Rounding may leave -1e-16 where every unit is alike.
    return np.maximum(1 + total / (pupils * entropy), 0)


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return H of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
