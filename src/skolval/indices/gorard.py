"""Gorard's GS (Gorards segregationsindex): the share of the group that must move, others staying.

Definition
----------
Half the summed difference between the units' shares of the group and their shares of all
pupils: the part of the group that would have to change unit, with units keeping no fixed size.

Formula
-------
GS = 1/2 sum_u abs(x_u / X - t_u / T) = D (1 - P)

where unit u has x_u pupils of the group among t_u; X and T are the totals and P = X / T.

Convention
----------
Not symmetric: of a group and of the rest it differs. Undefined (NaN) when the group is empty
or is everybody; 0 with flag for a single unit.

Random baseline
---------------
Exact with both margins fixed: E0[GS] = E0[D] (1 - P).

Source
------
Gorard, S. and Taylor, C. (2002). What is segregation? Sociology 36, 875-895.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "GS"
FAMILY = "two_group"
REPORTED = False


def _terms(x: FloatArray, t: FloatArray, share: FloatArray) -> FloatArray:
    return np.abs(x - t * share)


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return total / (2 * pupils * share)


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return GS of `group` against everybody."""
    return evaluate(counts, group, KERNEL)
