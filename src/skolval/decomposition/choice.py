"""Home and choice (boende och val): how much of school segregation the homes already explain.

*Excess* is the index with actual units minus the index had every pupil gone to the nearest (or
assigned) unit. Few large counterfactual units and many small actual ones differ by chance
alone, so that the excess is told both raw and between corrected values.

Source: Böhlmark, A., Holmlund, H. and Lindahl, M. (2016). Parental choice, neighbourhood
segregation or cream skimming? Journal of Population Economics 29, 1155-1190.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from skolval.domain.counts import Counts
from skolval.domain.surfaces import IndexValue

__all__ = ["Excess", "excess"]


@dataclass(frozen=True, slots=True)
class Excess:
    """Index of the actual minus index of the counterfactual placement of the same pupils.

    Parameters
    ----------
    raw : difference of the values. corrected : of the values minus their random levels, over
        1 minus them; NaN where a level is unknown. units : how many in each.
    """

    actual: IndexValue
    counterfactual: IndexValue
    raw: float
    corrected: float
    units: tuple[int, int]


def excess(actual: Counts, counterfactual: Counts, index: Callable[[Counts], IndexValue]) -> Excess:
    """Return how much more segregated the actual units are than the counterfactual ones."""
    ours, theirs = index(actual), index(counterfactual)
    return Excess(
        actual=ours,
        counterfactual=theirs,
        raw=ours.value - theirs.value,
        corrected=_scaled(ours) - _scaled(theirs),
        units=(len(actual.units), len(counterfactual.units)),
    )


def _scaled(found: IndexValue) -> float:
    span = 1 - found.expected
    return (found.value - found.expected) / span if span > 1e-12 else float("nan")
