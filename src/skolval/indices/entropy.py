"""Entropy E (entropi): how mixed all pupils are.

Definition
----------
The information in a random pupil's group: 0 when all belong to one, ln K when K groups are
equally large. It describes the municipality's mix, not its spread over units.

Formula
-------
E = -sum_g P_g ln P_g  (nats); normalised E / ln K

Convention
----------
Natural logarithm; 0 when a single group is present.

Random baseline
---------------
E does not depend on the units: E0[E] = E.

Source
------
Shannon, C. E. (1948). A mathematical theory of communication. Bell System Technical Journal
27, 379-423.
"""

from __future__ import annotations

from skolval.domain.counts import Counts, FloatArray
from skolval.domain.surfaces import IndexValue
from skolval.indices._groups import evaluate_groups, overall_entropy

__all__ = ["FAMILY", "SYMBOL", "index", "value"]

SYMBOL = "E"
FAMILY = "multigroup"


def value(n: FloatArray) -> FloatArray:
    """Return the index over the last two axes of `n`."""
    return overall_entropy(n)


def expected(n: FloatArray) -> float:
    """Return the value itself: units play no part."""
    return float(value(n))


def index(counts: Counts) -> IndexValue:
    """Return the index over all groups."""
    return evaluate_groups(counts, value, expected, alone=0.0)
