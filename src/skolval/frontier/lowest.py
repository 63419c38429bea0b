"""How low the other goal can go within a length of way: a proven bound, and a placement.

To make segregation small under a ceiling on travel is much harder for an engine than the other
way round. So travel plus a price times segregation is made small instead, which every price
lets do quickly; each price proves a bound, and the price at which the way is just long enough
tells where to look for a placement: under a ceiling on segregation, as at any other point.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from skolval.domain.problem import IntArray
from skolval.solver.chain import Asked, Chain, Found

__all__ = ["Lowest", "lowest"]

_PRICES = 14
_NEAR = 1.3
_NOTHING = 0.05
"""Less of the other goal than this part of what is reached in any case is as good as none of it:
dearer prices would only be slower to reckon."""
_LOOSE = 0.015
"""How exact a placement tried has to be: that it is short enough is what matters."""
_STEPS = (0.004, 0.02, 0.05, 0.1, 0.2, 0.4)
"""How far above what linear programmes reach ceilings are tried, on the way to what is known."""


@dataclass(frozen=True, slots=True)
class Lowest:
    """The placement found, None if none was, and a proven lower bound on the other goal."""

    found: Found | None
    bound: float


def lowest(chain: Chain, upper: float, *, known: Found, start: IntArray | None) -> Lowest:
    """Return a placement whose way is at most `upper` and whose other goal is low.

    Parameters
    ----------
    known : a placement whose other goal is reached in any case. start : one to begin from.
    """
    most = known.goals[1]
    bound, reached = _priced(chain, upper, most)
    within = chain.about(1, [(0, upper)])
    if chain.small:
        best = chain.plan(within, chain.root(within), start)
        if best is not None:
            return Lowest(best, max(bound, best.bound))
    for step in _STEPS:
        ceiling = math.ceil(reached + step * max(0.0, most - reached))
        asked = chain.about(0, [(1, float(ceiling))])
        found = chain.plan(asked, chain.root(asked), start, gap=_LOOSE, quick=True)
        if found is not None and found.goals[0] <= upper:
            return Lowest(found, bound)
    return Lowest(None if start is None else chain.checked(within, start, bound), bound)


def _priced(chain: Chain, upper: float, most: int) -> tuple[float, float]:
    """Return a proven bound on the other goal, and what fractions of pupils can reach."""
    price = 0.2 * upper / max(1, most)
    low: tuple[float, float, float] | None = None  # price, travel, other with the way short enough
    high: tuple[float, float, float] | None = None
    bound = 0.0
    for _number in range(_PRICES):
        worth, travel, other = _weighed(chain, price)
        bound = max(bound, (worth - upper) / price)
        if travel <= upper:
            low = (price, travel, other)
        else:
            high = (price, travel, other)
        if low is not None and (low[2] <= _NOTHING * most or _close(low, high)):
            break
        price = _next(price, low, high)
    if low is None:
        return bound, float(most)
    if high is None or high[1] <= low[1]:
        return bound, low[2]
    part = (upper - low[1]) / (high[1] - low[1])
    return bound, low[2] + part * (high[2] - low[2])


def _close(low: tuple[float, float, float], high: tuple[float, float, float] | None) -> bool:
    return high is not None and high[0] <= _NEAR * low[0]


def _next(
    price: float, low: tuple[float, float, float] | None, high: tuple[float, float, float] | None
) -> float:
    if low is None:
        return price / 3
    if high is None:
        return price * 3
    return math.sqrt(low[0] * high[0])


def _weighed(chain: Chain, price: float) -> tuple[float, float, float]:
    """Return the least of travel plus price times the other goal, and both, of fractions."""
    travel, other = chain.found.costs[:2]
    constant = chain.found.constants[0] + price * chain.found.constants[1]
    root = chain.root(Asked(travel + price * other, constant))
    if root.values is None:
        return -math.inf, math.inf, math.inf
    return (
        root.bound,
        float(travel @ root.values) + chain.found.constants[0],
        float(other @ root.values) + chain.found.constants[1],
    )
