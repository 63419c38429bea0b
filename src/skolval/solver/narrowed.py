"""What is certain before the search (det som redan är avgjort).

Options that no rule leaves, or to which no way leads, are dropped; an option that is its party's
only one is taken for certain, and rules that promised rows need say nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from skolval.domain.problem import BoolArray
from skolval.domain.surfaces import Cut
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, System

__all__ = ["Separate", "narrowed"]

Separate = Callable[[FloatArray], list[Cut]]


def narrowed(found: Programme, system: System) -> tuple[System, list[Separate]]:
    """Return the system without options that nobody can take, and rules that know what is left.

    Where a party has one option left it takes it for certain, which may leave another none.
    """
    kept = found.bundles.column_option
    upper = system.upper.copy()
    allowed = found.reduced.allowed.copy()
    allowed[kept[upper[: len(kept)] <= 0]] = False
    while True:
        certain = _certain(found, upper)
        rules = [
            with_less(allowed, certain)
            if (with_less := getattr(lazy.separate, "narrowed", None))
            else lazy.separate
            for lazy in found.posted.lazy
        ]  # fmt: skip
        useless = [rule.useless() for rule in rules if hasattr(rule, "useless")]
        gone = np.isin(kept, np.concatenate(useless)) if useless else np.zeros(len(kept), np.bool_)
        if not (gone & (upper[: len(kept)] > 0)).any():
            return _without_idle(system.replace(upper=upper)), rules
        upper[: len(kept)][gone] = 0.0
        allowed[kept[gone]] = False


def _without_idle(system: System) -> System:
    """Return the system without rows that hold whatever is chosen: they have minus signs alone."""
    matrix = system.matrix.tocsr()
    of_row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    up = (matrix.data > 0) & (system.upper[matrix.indices] > 0)
    up |= (matrix.data < 0) & (system.lower[matrix.indices] < 0)
    idle = (system.row_lower == -np.inf) & (system.row_upper >= 0)
    idle &= np.bincount(of_row[up], minlength=len(idle)) == 0
    return system.replace(
        matrix=matrix[~idle], row_lower=system.row_lower[~idle], row_upper=system.row_upper[~idle]
    )


def _certain(found: Programme, upper: FloatArray) -> BoolArray:
    """Return (n_options,) the options that every placement takes: their parties' only ones."""
    of = found.bundles.column_bundle
    open_ = upper[: len(of)] > 0
    alone = np.bincount(of[open_], minlength=len(found.bundles.count))[of] == 1
    single = (found.bundles.count[of] == 1) & ~found.reduced.may_miss[found.bundles.first[of]]
    certain = np.zeros(len(found.problem.options), np.bool_)
    certain[found.bundles.column_option[open_ & alone & single]] = True
    return certain
