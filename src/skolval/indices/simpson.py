"""Simpson's interaction I (Simpsons mångfaldsindex): how often two random pupils differ in group.

Definition
----------
The probability that two pupils drawn at random with replacement belong to different groups.
It describes the municipality's mix, not its spread over units; 1 - I is the concentration.

Formula
-------
I = sum_g P_g (1 - P_g)

Convention
----------
0 when a single group is present.

Random baseline
---------------
I does not depend on the units: E0[I] = I.

Source
------
Simpson, E. H. (1949). Measurement of diversity. Nature 163, 688.
"""

from __future__ import annotations

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, interaction

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "I"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    return interaction(n)


def expected(n: FloatArray) -> float:
    """Return the value itself: units play no part."""
    return float(value(n))


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, expected, alone=0.0)
