"""The bound for all options, and which of them matter: prices first, then a linear programme.

Many options are priced by the smoothed dual; the linear programme, with the facets of whole
counts, then looks only at those that are nearly the cheapest of their party. Its prices are
held against all options again, which proves a bound for them all, and those that would
help are taken in. Few options go to the linear programme at once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from skolval.domain.problem import IntArray
from skolval.solver.dual import best_prices, bound_of, reduced_costs, usual_difference
from skolval.solver.engine import run_engine
from skolval.solver.facets import with_facets
from skolval.solver.restricted import restricted
from skolval.solver.shape import Shape
from skolval.solver.system import Answer, FloatArray, Limits

__all__ = ["MANY", "Root", "rooted"]

MANY = 12_000
"""Options above which they are priced before a linear programme looks at any."""
_NEAR, _NEARER = 0.1, 0.01
"""How much dearer than the cheapest an option may be to matter, in usual differences."""
_ROUNDS = 12
_CLOSE = 1e-5


@dataclass(frozen=True, slots=True)
class Root:
    """What is known before whole numbers are asked for.

    Parameters
    ----------
    answer : of the last linear programme; its status says whether there is a placement.
    shape : with facets. prices : (R,) of its rows. bound : for all options.
    choices : (K,) values in the linear programme. margin : (K,) by how much each choice is
        dearer than its bundle's cheapest: using it costs at least `bound` plus this.
    unit : a party's usual difference in cost. n_plain : rows before the facets.
    """

    answer: Answer
    shape: Shape
    prices: FloatArray
    bound: float
    choices: FloatArray
    margin: FloatArray
    unit: float
    n_plain: int


def rooted(shape: Shape, limits: Limits, begin: FloatArray | None = None) -> Root:
    """Return the bound of `shape` and the margins of its options.

    Parameters
    ----------
    begin : prices of a neighbouring problem's rows, for large problems.
    """
    strong, k, unit = with_facets(shape), shape.n_choices, usual_difference(shape)
    kept: IntArray = np.arange(k, dtype=np.int64)
    margin = np.zeros(k)
    prices, bound = np.zeros(len(strong.row_upper)), -np.inf
    if k > MANY:
        known = None if begin is None else _fitted(begin, len(shape.row_upper))
        dual = best_prices(shape, known, limits.cancel)
        prices[: len(dual.prices)] = dual.prices
        bound = dual.bound
        margin = reduced_costs(shape, dual.prices)
        kept = np.flatnonzero(margin <= _NEAR * unit)
    answer, choices, near = Answer("unknown", bound=bound), np.zeros(k), _NEAR
    for _ in range(_ROUNDS):
        part = restricted(strong, kept)
        answer = run_engine(part.system.relaxed(), replace(limits, second=len(kept) == k))
        if answer.status == "infeasible" and len(kept) < k:
            near *= 10
            kept = np.flatnonzero(margin <= near * unit)
            continue
        if answer.status != "found":
            break
        found = part.prices(answer)
        proven = answer.bound if len(kept) == k else bound_of(strong, found)
        choices = part.choices(answer)
        if proven >= bound:
            prices, bound = found, proven
        if answer.bound - bound <= _CLOSE * abs(answer.bound) or len(kept) == k:
            break
        dearer = reduced_costs(strong, found)
        kept = np.union1d(kept, np.flatnonzero(dearer <= _NEARER * unit))
    margin = reduced_costs(strong, prices)
    return Root(answer, strong, prices, bound, choices, margin, unit, len(shape.row_upper))


def _fitted(prices: FloatArray, rows: int) -> FloatArray | None:
    return prices[:rows] if len(prices) >= rows else None
