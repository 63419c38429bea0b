"""How many accept a seat that they are offered (antagandegrad), and how wrong that may be.

Nobody has published how many city families accept a seat to a rural school: the numbers are an
assumption that the policy states, in words that a board can discuss, and that is tried low and
high. What is known points the way only: guardians choose near schools before distant ones, and
schools whose pupils resemble their own children before others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from skolval.domain.problem import IntArray
    from skolval.domain.services import TakeUp

__all__ = ["SENSITIVITY", "accepting", "expected"]

SENSITIVITY: tuple[tuple[str, int], ...] = (("low", 500), ("middle", 1000), ("high", 1500))
"""Permille of the assumed take-up that are tried: half of it, as it is, half as much again."""


def accepting(rule: TakeUp, minutes: IntArray, points: IntArray, *, factor: int = 1000) -> IntArray:
    """Of those offered a seat so many permille accept it (antagandegrad).

    Parameters
    ----------
    rule : the policy's assumption. minutes : (n,) from door to door, one way.
    points : (n,) percentage points by which the receiving unit has less of the balance group than
        the pupil's home area; negative where it has more.
    factor : permille of the assumed take-up, for the sensitivity.

    Returns
    -------
    (n,) permille, whole, between `rule.least` and `rule.most`.

    Examples
    --------
    >>> import numpy as np
    >>> from skolval.domain.services import TakeUp
    >>> half = TakeUp(share=500, per_minute=5, per_point=0)
    >>> accepting(half, np.array([0, 30, 90]), np.array([0, 0, 0])).tolist()
    [500, 350, 50]
    """
    plain = rule.share - rule.per_minute * minutes - rule.per_point * points
    turned = np.maximum(plain, 0) * rule.factor * factor // 1_000_000
    permille: IntArray = np.clip(turned, rule.least, rule.most)
    return permille


def expected(permille: IntArray, size: IntArray) -> int:
    """Return how many of those offered a seat are expected to accept, half a pupil upwards.

    Parameters
    ----------
    permille : (n,) as `accepting` returns it. size : (n,) pupils in each party.
    """
    return int((int((permille * size).sum()) + 500) // 1000)
