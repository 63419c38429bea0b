"""Systems of a chain of programmes: one goal made small while others stay under ceilings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from skolval.solver.programme import Programme
from skolval.solver.questions import SLIP, Asked, Root
from skolval.solver.system import System

__all__ = ["elastic", "scales_of", "under"]

_DEARER = 5.0
"""A ceiling is exceeded at this many times its price."""
_FLOOR = 0.05
"""The least price of exceeding, as a part of the mean price of all that is under the ceiling."""


def scales_of(found: Programme, asked: Asked) -> list[float]:
    """Return by what the row of each ceiling is divided: its largest coefficient."""
    return [
        float(max(1.0, np.abs(found.costs[goal]).max(initial=1.0)))
        for goal, _upper in asked.ceilings
    ]


def under(found: Programme, asked: Asked) -> System:
    """Return the linear programme of the question, its ceilings as the last rows."""
    system = found.system.replace(cost=asked.cost, constant=asked.constant)
    for (goal, upper), scale in zip(asked.ceilings, scales_of(found, asked), strict=True):
        room = upper - found.constants[goal]
        system = system.with_row(found.costs[goal] / scale, room / scale)
    return system.relaxed()


def elastic(
    found: Programme, asked: Asked, root: Root, target: Sequence[float], *, hard: bool
) -> System:
    """Return the whole-number system in which each ceiling may be exceeded at a price.

    Parameters
    ----------
    target : what each ceiling is sought at. hard : ceilings are as hard as rules, as in a problem
        so small that it is solved to the very end.
    """
    system = under(found, asked).replace(integer=found.system.integer)
    n = len(target)
    if not n or hard:
        return system
    rows = system.matrix.shape[0]
    scale = scales_of(found, asked)
    room = [
        (t - found.constants[goal]) / s
        for t, s, (goal, _upper) in zip(target, scale, asked.ceilings, strict=True)
    ]
    mean = [abs(root.bound) / max(1.0, abs(r)) for r in room]
    price = [_DEARER * p * s + _FLOOR * m + SLIP
             for p, s, m in zip(root.prices, scale, mean, strict=True)]  # fmt: skip
    over = sparse.csr_array(
        (np.full(n, -1.0), (np.arange(rows - n, rows), np.arange(n))), (rows, n)
    )
    return system.replace(
        cost=np.r_[system.cost, price],
        lower=np.r_[system.lower, np.zeros(n)],
        upper=np.r_[system.upper, np.full(n, np.inf)],
        integer=np.r_[system.integer, np.zeros(n, np.bool_)],
        matrix=sparse.hstack([system.matrix, over], "csr"),
        row_upper=np.r_[system.row_upper[: rows - n], room],
    )
