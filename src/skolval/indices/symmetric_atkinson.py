"""Symmetric Atkinson index (symmetriskt Atkinsonindex): the overlap of all groups' distributions.

Definition
----------
One minus the summed geometric mean of the groups' distributions over units. 0 when all groups
are spread alike, 1 when no unit holds them all.

Formula
-------
A = 1 - sum_u prod_g (n_ug / X_g)^(1 / K), K groups present

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups it is Hutchens' S.

Random baseline
---------------
None in closed form for more than two groups: NaN; use the permutation test.

Source
------
Frankel, D. M. and Volij, O. (2011). Measuring school segregation. Journal of Economic Theory
146, 1-38.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "As"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    totals = n.sum(axis=-2, keepdims=True)
    groups = (totals > 0).sum(axis=(-2, -1))
    parts = np.where(totals > 0, n / np.where(totals > 0, totals, 1), 1.0)
    overlap = np.prod(parts, axis=-1) ** (1 / groups[..., None])
    found: FloatArray = np.maximum(1 - overlap.sum(axis=-1), 0)
    return found


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value)
