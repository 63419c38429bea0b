"""A part of a system for an engine: some columns alone, the others as they are."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import BoolArray
from skolval.solver.engine import run_engine
from skolval.solver.system import Answer, FloatArray, Limits, System

__all__ = ["narrowed", "part_of"]

_SLIP = 1e-6


def part_of(system: System, free: BoolArray, values: FloatArray) -> System | None:
    """Return `system` of the `free` columns where the others have `values`; None if it cannot be.

    Rows on the others alone are left out.
    """
    columns = np.flatnonzero(free)
    fixed = np.where(free, 0.0, values)
    taken = system.matrix @ fixed
    lower, upper = system.row_lower - taken, system.row_upper - taken
    part = system.only(columns)
    some = np.diff(part.matrix.indptr) > 0
    if (lower[~some] > _SLIP).any() or (upper[~some] < -_SLIP).any():
        return None
    return part.replace(
        matrix=part.matrix[some],
        row_lower=lower[some],
        row_upper=upper[some],
        constant=system.constant + float(system.cost @ fixed),
    )


def narrowed(
    system: System, free: BoolArray, values: FloatArray, limits: Limits, *, hint: bool = False
) -> tuple[Answer, FloatArray | None]:
    """Return the engine's answer on the `free` columns, and values of all columns.

    Parameters
    ----------
    values : of the others. hint : whether the values of the free ones are a placement too, to
        begin from.
    """
    part = part_of(system, free, values)
    if part is None:
        return Answer("infeasible"), None
    answer = run_engine(part, limits, engine="highs", hint=values[free] if hint else None)
    if answer.values is None:
        return answer, None
    found = values.copy()
    found[free] = answer.values
    found[system.integer] = np.rint(found[system.integer])
    return answer, found
