"""Small systems with whole numbers, for the tests of engines."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from skolval.solver.system import System


def system_of(cost, matrix, row_lower, row_upper, *, upper=1, integer=True, constant=0.0):
    n = len(cost)
    return System(
        cost=np.asarray(cost, float),
        lower=np.zeros(n),
        upper=np.broadcast_to(np.asarray(upper, float), n).copy(),
        integer=np.broadcast_to(np.asarray(integer), n).copy(),
        matrix=sparse.csr_array(np.atleast_2d(np.asarray(matrix, float))),
        row_lower=np.asarray(row_lower, float),
        row_upper=np.asarray(row_upper, float),
        constant=constant,
    )


def random_system(rng):
    """2-5 whole columns of 0-3, 1-4 rows, costs of either sign; about a third impossible."""
    n, m = int(rng.integers(2, 6)), int(rng.integers(1, 5))
    matrix = rng.integers(-3, 4, (m, n)) * (rng.random((m, n)) < 0.7)
    middle = rng.integers(-4, 8, m)
    open_below = rng.random(m) < 0.5
    low = np.where(open_below, -np.inf, middle - rng.integers(0, 2, m))
    return system_of(
        rng.integers(-5, 10, n),
        matrix,
        low,
        middle.astype(float),
        upper=rng.integers(0, 4, n),
        constant=float(rng.integers(-3, 4)),
    )
