"""Gini of many groups (ginikoefficient, flera grupper).

Definition
----------
The mean over groups of the two-group Gini, weighted by how mixed each is.

Formula
-------
G = sum_g G_g P_g (1 - P_g) / I,  I = sum_g P_g (1 - P_g)

where G_g is the Gini of group g against the rest.

Convention
----------
Groups that nobody belongs to are dropped. Undefined (NaN) with a single group; 0 with flag for
a single unit. With two groups it is G.

Random baseline
---------------
Each group's random level, weighted alike: every group is drawn by lot against the rest.

Source
------
Reardon, S. F. and Firebaugh, G. (2002). Measures of multigroup segregation. Sociological
Methodology 32, 33-67.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._gini import expected_gini
from skolval.indices._groups import evaluate_groups, group_shares, interaction

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "Gm"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return G over the last two axes of `n`, by sorting each group's shares."""
    t, _shares, total = group_shares(n)
    share = n / np.where(t > 0, t, 1)
    order = np.argsort(share, axis=-2, kind="stable")
    ours = np.take_along_axis(n, order, axis=-2)
    theirs = np.take_along_axis(np.broadcast_to(t, n.shape), order, axis=-2) - ours
    below = np.cumsum(ours, axis=-2)
    members, rest = ours.sum(axis=-2), theirs.sum(axis=-2)
    area = ((2 * below - ours) * theirs).sum(axis=-2)
    # sum_g G_g P_g (1 - P_g), where G_g = 1 - area / (X_g Y_g) and P_g (1 - P_g) = X_g Y_g / T^2.
    weighted = (members * rest - area).sum(axis=-1) / total**2
    found: FloatArray = np.maximum(weighted / interaction(n), 0)
    return found


def expected(n: FloatArray) -> float:
    """Return the mean with both margins fixed."""
    t, shares, _total = group_shares(n)
    mixed = (shares * (1 - shares))[0]
    levels = [expected_gini(float(total), t[:, 0]) for total in n.sum(axis=0)]
    return float(mixed @ np.array(levels) / interaction(n))


def index(counts: Counts) -> IndexValue:
    """Return G over all groups."""
    return evaluate_groups(counts, value, expected)
