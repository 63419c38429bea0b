"""Few rules that together do what is needed (täckning): greedily few, or provably fewest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from skolval.domain.problem import BoolArray

__all__ = ["fewest_that_meet", "greedy_cover"]


def greedy_cover(parts: Sequence[BoolArray], wanted: BoolArray) -> list[int] | None:
    """Return the numbers of few `parts` that together hold all that is `wanted`, or None.

    The part that holds most of what is left goes first, of equals the first; those that
    the later ones made needless are left out.
    """
    left = wanted.copy()
    taken: list[int] = []
    while left.any():
        held = [int((part & left).sum()) for part in parts]
        best = int(np.argmax(held)) if held else 0
        if not held or not held[best]:
            return None
        taken.append(best)
        left &= ~parts[best]
    for number in list(taken):
        rest = [parts[other] for other in taken if other != number]
        if rest and (np.logical_or.reduce(rest) | ~wanted).all():
            taken.remove(number)
    return sorted(taken)


def fewest_that_meet(sets: Sequence[frozenset[int]], below: int) -> frozenset[int] | None:
    """Return a smallest set that shares a member with each of `sets`, with fewer than `below`.

    None when there is none. Of several the one found first when members are tried in order.
    """
    for size in range(below):
        found = next(_meeting(sets, size, frozenset()), None)
        if found is not None:
            return found
    return None


def _meeting(
    sets: Sequence[frozenset[int]], size: int, taken: frozenset[int]
) -> Iterator[frozenset[int]]:
    missed = [one for one in sets if not one & taken]
    if not missed:
        yield taken
    elif size > len(taken):
        fewest = min(len(one) for one in missed)
        for member in sorted(next(one for one in missed if len(one) == fewest)):
            yield from _meeting(sets, size, taken | {member})
