"""Dissimilarity D (olikhetsindex): the share of either group that must move for even units.

Definition
----------
How unevenly a group and all other pupils are spread over units: 0 when every unit has the
same share, 1 when no unit holds both. D is the share of the group (or of the rest) that
would have to change unit for every unit to have the municipality's share.

Formula
-------
D = 1/2 * sum_u abs(x_u / X - y_u / Y) = sum_u abs(x_u - t_u P) / (2 T P (1 - P))

where unit u has x_u pupils of the group, y_u others and t_u = x_u + y_u; X, Y and T are the
totals and P = X / T.

Convention
----------
The group is compared with *everybody else*. Units without pupils are left out. Undefined
(NaN, never 0) when the group is empty or is everybody. With a single unit D is 0, flagged.

Random baseline
---------------
Small units look segregated by chance alone. E0[D] is the exact mean of D when the same
pupils are drawn by lot to units of the same sizes: x_u is then hypergeometric. Never compare
raw D between different unit sizes, grades or numbers of units.

Interval
--------
The underlying D is that of the sorting behind the units' pupils. Its 95 per cent interval holds
every underlying D that could by chance have given the D seen, found by simulating municipalities
with the same unit sizes and the same P. The register itself is complete.

Caution
-------
A placement that makes D small can bring it below E0[D]: the units are then more even than by lot,
and what lies below that level is no gain to boast of.

Moves between two units that both lie above (or both below) P leave D unchanged: read the
variance ratio or H beside it.

Source
------
Duncan, O. D. and Duncan, B. (1955). A methodological analysis of segregation indexes.
American Sociological Review 20, 210-217. Baseline: Winship, C. (1977). A revaluation of
indexes of residential segregation. Social Forces 55, 1058-1066.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._kernel import Separable, evaluate

__all__ = ["FAMILY", "KERNEL", "REPORTED", "SYMBOL", "index"]

SYMBOL = "D"
FAMILY = "two_group"
REPORTED = True


def _terms(x: FloatArray, t: FloatArray, share: FloatArray) -> FloatArray:
    return np.abs(x - t * share)


def _of_total(total: FloatArray, pupils: FloatArray, share: FloatArray) -> FloatArray:
    return total / (2 * pupils * share * (1 - share))


KERNEL = Separable(_terms, _of_total)


def index(counts: Counts, group: str) -> IndexValue:
    """Return D of `group` against everybody else."""
    return evaluate(counts, group, KERNEL)
