"""What an engine says is held against the system itself before it is believed."""

from __future__ import annotations

import numpy as np

from skolval.solver.system import FloatArray, System

__all__ = ["broken", "proven_bound", "whole_at_best"]

_SLIP, _WHOLE = 1e-6, 1e-5
_LOOSE = 1e-4
"""Share of a row's own numbers by which it may be missed; the looser is for PDLP."""


def broken(system: System, values: FloatArray, *, loose: bool = False) -> str:
    """Return which part of `system` the values break, in a word; empty if none.

    A row may be missed by a millionth of the numbers that are added in it.
    """
    slip = _LOOSE if loose else _SLIP
    if not np.isfinite(values).all():
        return "numbers"
    room = slip * (1 + np.abs(values))
    if (values < system.lower - room).any() or (values > system.upper + room).any():
        return "bounds"
    whole = values[system.integer]
    if (np.abs(whole - np.rint(whole)) > _WHOLE * (1 + np.abs(whole) * _SLIP)).any():
        return "whole numbers"
    sums = system.matrix @ values
    room = slip * (1 + abs(system.matrix) @ np.abs(values))
    if (sums < system.row_lower - room).any() or (sums > system.row_upper + room).any():
        return "rows"
    return ""


def proven_bound(system: System, duals: FloatArray) -> float:
    """Return the bound on the linear programme that `duals` prove, whoever found them.

    Formula
    -------
    sum_i y_i b_i + sum_j min(r_j l_j, r_j u_j) with r = c - A'y and b the row's lower bound
    where y_i > 0, else its upper. Right for any y; -inf where that needs an infinite bound.
    """
    duals = np.where(np.isfinite(system.row_lower) | (duals < 0), duals, 0.0)
    duals = np.where(np.isfinite(system.row_upper) | (duals > 0), duals, 0.0)
    side = np.where(duals > 0, system.row_lower, system.row_upper)
    used = duals != 0
    rows = float(duals[used] @ side[used])
    reduced = system.cost - system.matrix.T @ duals
    at = np.where(reduced > 0, system.lower, system.upper)
    used = reduced != 0
    return rows + float(reduced[used] @ at[used]) + system.constant


def whole_at_best(system: System) -> bool:
    """Return whether some best answer has whole numbers in every column, asked for or not.

    So it is when all numbers are whole and each further column stands, by +1 or -1, in rows
    that hold no other such column, and else only in rows and a cost where less of it is never
    worse: then its least value is a whole number that the other columns decide.
    """
    known = np.r_[system.row_lower, system.row_upper, system.lower, system.upper]
    known = np.r_[known[np.isfinite(known)], system.matrix.data]
    if (known != np.rint(known)).any():
        return False
    further = np.flatnonzero(~system.integer)
    part = system.matrix[:, further].tocsr()
    alone = np.diff(part.indptr) <= 1
    together = part[np.flatnonzero(~alone)]
    upper_only = not np.isfinite(system.row_lower[~alone]).any()
    unit = bool((np.abs(part[np.flatnonzero(alone)].data) == 1).all())
    lessens = bool((together.data >= 0).all()) and upper_only
    cheap = bool((system.cost[further] >= 0).all()) or together.nnz == 0
    return unit and lessens and cheap
