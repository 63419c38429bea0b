"""A market without classes of seats, told as one open class per school."""

from __future__ import annotations

import numpy as np

from skolval.errors import Fault, UsageError
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["not_both", "one_class"]


def one_class(market: Market) -> SeatClasses:
    """Return one class per school, with all its seats, open to everybody."""
    schools = len(market.seats)
    return SeatClasses(
        start=np.arange(schools + 1),
        seats=market.seats,
        kind=np.full(schools, -1, np.int64),
        only=np.zeros(schools, bool),
        member=np.zeros((market.pupils, 0), bool),
    )


def not_both(classes: SeatClasses | None, bounds: Bounds | None) -> None:
    """Refuse classes and bounds together: no rule says which of them goes first.

    Raises
    ------
    UsageError : both are given.
    """
    if classes is not None and bounds is not None:
        raise UsageError(
            Fault(
                "Classes of seats and bounds cannot be combined.",
                rule="classes_or_bounds",
                remedy="State floors as reserved classes, or leave the classes out.",
            )
        )
