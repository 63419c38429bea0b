"""All placements without a justified claim (alla stabila placeringar), for small markets.

A placement is stable when every school would choose just the pupils it has from them and any
single pupil who prefers the school. Among ties this is weak stability: a pupil of equal
priority has no claim. `strong` counts such a claim too.

Source: Gale & Shapley (1962); Knuth (1976); Irving (1994) for ties.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count, islice

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.errors import Fault, TimeRanOutError
from skolval.matching._choice import choose
from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["stable_matchings"]

_STEPS = 2_000_000


def stable_matchings(
    market: Market,
    *,
    limit: int,
    strong: bool = False,
    classes: SeatClasses | None = None,
    bounds: Bounds | None = None,
) -> list[IntArray]:
    """Return the stable placements, those better for the first pupils first.

    Parameters
    ----------
    market : equal keys at a school are ties. limit : the most placements to return.
    strong : a pupil of equal priority has a claim too. classes, bounds : as in
        `deferred_acceptance`; they need strict keys.

    Returns
    -------
    At most `limit` arrays (n,) of entries, -1 none; all of them when fewer.

    Raises
    ------
    TimeRanOutError
        The market is too large to go through.
    """
    if classes is None and bounds is None:
        candidates = _candidates(market, prune=True)
        stable = (taken for taken in candidates if _nobody_claims(market, taken, strong=strong))
    else:
        candidates = _candidates(market, prune=False)
        stable = (t for t in candidates if _chosen_again(market, t, classes, bounds))
    return [np.array(taken, np.int64) for taken in islice(stable, limit)]


def _candidates(market: Market, *, prune: bool) -> Iterator[list[int]]:
    """Yield placements within the seats; `prune` leaves out those with a claim already."""
    # "Nowhere", entry -1, is one more school with room for all.
    start, school = market.start.tolist(), [*market.school.tolist(), len(market.seats)]
    left = [*market.seats.tolist(), market.pupils]
    taken: list[int] = []
    step = count()

    def place(i: int) -> Iterator[list[int]]:
        if next(step) > _STEPS:
            raise TimeRanOutError(_too_large())
        if i == market.pupils:
            yield list(taken)
            return
        for entry in (*range(start[i], start[i + 1]), -1):
            taken.append(entry)
            left[school[entry]] -= 1
            if left[school[entry]] >= 0 and not (prune and _claimed(market, taken)):
                yield from place(i + 1)
            left[school[entry]] += 1
            taken.pop()

    return place(0)


def _wanted(market: Market, taken: list[int], i: int) -> range:
    """Return the entries that pupil i prefers to the own place."""
    return range(market.start[i], taken[i] if taken[i] >= 0 else market.start[i + 1])


def _claimed(market: Market, taken: list[int]) -> bool:
    """Say whether the last pupil placed and an earlier one have a claim on each other."""
    last = len(taken) - 1
    for one, other in ((i, last) for i in range(last)):
        for claimer, holder in ((one, other), (other, one)):
            held = taken[holder]
            if held >= 0 and any(
                market.school[entry] == market.school[held] and market.key[entry] < market.key[held]
                for entry in _wanted(market, taken, claimer)
            ):
                return True
    return False


def _nobody_claims(market: Market, taken: list[int], *, strong: bool) -> bool:
    """Say whether no pupil goes before another (`strong`: or equal), or wants an empty seat."""
    held = [entry for entry in taken if entry >= 0]
    left = market.seats - np.bincount(market.school[held], minlength=len(market.seats))
    worst = np.full(len(market.seats), np.iinfo(np.int64).min)
    np.maximum.at(worst, market.school[held], market.key[held])
    for i in range(market.pupils):
        for entry in _wanted(market, taken, i):
            school = market.school[entry]
            equal = strong and market.key[entry] == worst[school]
            if left[school] > 0 or market.key[entry] < worst[school] or equal:
                return False
    return True


def _chosen_again(
    market: Market, taken: list[int], classes: SeatClasses | None, bounds: Bounds | None
) -> bool:
    """Say whether every school chooses its pupils again, from them and anybody who wants in."""
    held: list[list[int]] = [[] for _school in market.seats]
    for entry in taken:
        if entry >= 0:
            held[market.school[entry]].append(entry)
    for school, entries in enumerate(held):
        kept = choose(market, school, entries, classes=classes, bounds=bounds)
        if len(kept) < len(entries):
            return False
    for i in range(market.pupils):
        for entry in _wanted(market, taken, i):
            school = int(market.school[entry])
            among = [*held[school], entry]
            if entry in choose(market, school, among, classes=classes, bounds=bounds):
                return False
    return True


def _too_large() -> Fault:
    return Fault(
        _("The market is too large for all its stable placements to be listed."),
        rule="size",
        remedy=_("List them for a smaller market."),
    )
