"""A whole placement beside a chain's linear programme, by rounding and small exchanges.

The chain's answer is put as `skolval.solver.nearby` reads it: prices of the shared rows, and
by how much each option is dearer than the cheapest of its bundle. Where a class is hardly ever
used twice, as when each home area has a share of its own, exchanges come within a thousandth
of the bound in a second, while whole counts would be a search among as many numbers as pupils.
"""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.dual import usual_difference
from skolval.solver.nearby import nearby
from skolval.solver.programme import Programme
from skolval.solver.root import Root
from skolval.solver.shape import shape_of
from skolval.solver.system import Answer, FloatArray, System

__all__ = ["exchanged"]


def exchanged(
    found: Programme,
    system: System,
    values: FloatArray,
    duals: FloatArray,
) -> IntArray | None:
    """Return whole numbers of parties per choice near a linear programme's answer.

    Parameters
    ----------
    system : that of `found` with what is made small and with ceilings as further rows.
    values : (width,) of the linear programme's answer. duals : (rows,) of `system`.

    Returns
    -------
    (K,) whole numbers that meet every row; None where some row is of another kind than counts
    of places, absolute values and ceilings on sums, or nothing was found.
    """
    shape = shape_of(found, system)
    bundle, k = found.bundles.column_bundle, found.n_choices
    reduced = (system.cost - system.matrix.T @ duals)[:k]
    cheapest = np.full(len(shape.size), np.inf)
    np.minimum.at(cheapest, bundle, reduced)
    root = Root(
        answer=Answer("found"),
        shape=shape,
        prices=-duals[len(shape.size) :],
        bound=-np.inf,
        choices=values[:k],
        margin=reduced - cheapest[bundle],
        unit=usual_difference(shape),
        n_plain=len(shape.row_upper),
    )
    plan = nearby(root)
    return None if plan is None else np.rint(plan[0]).astype(np.int64)
