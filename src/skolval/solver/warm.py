"""What one search leaves to the next one like it: a placement, prices, options that matter.

Along a frontier only a right side changes. The neighbour's placement is often allowed and
always a good place to begin; its prices give a bound at once, since any prices do; its options
are where the new placement is looked for first. None of this is trusted: a placement is
checked, a bound is reckoned anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.engine import run_engine
from skolval.solver.programme import Programme
from skolval.solver.system import FloatArray, Limits, System

__all__ = ["Warm", "choices_of", "extended"]

_SLIP = 1e-6


@dataclass(frozen=True, slots=True)
class Warm:
    """What a neighbour found; opaque to all but the solver.

    Parameters
    ----------
    chosen : (n_parties,) option rows of its placement.
    prices : by goal number, the prices of its rows.
    """

    chosen: IntArray
    prices: dict[int, FloatArray] = field(default_factory=dict)


def choices_of(found: Programme, chosen: IntArray) -> IntArray | None:
    """Return parties per choice of a placement, None where it uses what is not allowed."""
    bundles = found.bundles
    place = np.full(len(found.problem.options), -1, np.int64)
    party = found.problem.options.party[bundles.option_sorted]
    place[bundles.option_sorted] = np.arange(len(party)) - bundles.start[party]
    parties = np.flatnonzero(chosen >= 0)
    slot = place[chosen[parties]]
    if (slot < 0).any() or not found.reduced.may_miss[chosen < 0].all():
        return None
    width = np.bincount(bundles.column_bundle, minlength=len(bundles.count))
    begins = np.cumsum(width) - width
    columns = begins[bundles.of_party[parties]] + slot
    return np.bincount(columns, minlength=found.n_choices).astype(np.int64)


def extended(system: System, whole: IntArray, limits: Limits) -> FloatArray | None:
    """Return values of all columns of `system` that have the choices `whole`, None if none do.

    Parameters
    ----------
    whole : (K,) the first columns; the others are chosen to make the cost small.
    """
    k = len(whole)
    taken = system.matrix[:, :k] @ whole.astype(np.float64)
    lower, upper = system.row_lower - taken, system.row_upper - taken
    rest = system.matrix[:, k:].tocsr()
    alone = np.diff(rest.indptr) == 0
    if (lower[alone] > _SLIP).any() or (upper[alone] < -_SLIP).any():
        return None
    part = system.only(np.arange(k, len(system.cost))).replace(
        matrix=rest[~alone], row_lower=lower[~alone], row_upper=upper[~alone]
    )
    answer = run_engine(part, limits)
    if answer.values is None:
        return None
    values: FloatArray = np.r_[whole.astype(np.float64), answer.values]
    return values
