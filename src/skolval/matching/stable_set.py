"""All placements without a justified claim (alla stabila placeringar), for small markets.

A placement is stable when every school would choose just the pupils it has from them and any
single pupil who prefers the school. Among ties this is weak stability: a pupil of equal
priority has no claim. `strong` counts such a claim too.

Source: Gale & Shapley (1962); Knuth (1976); Irving (1994) for ties; Roth (1986): whoever has
no place in one stable placement of a strict market has none in any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice, pairwise
from typing import Self

import numpy as np

from skolval.domain.language import _
from skolval.domain.problem import IntArray
from skolval.errors import Fault, TimeRanOutError
from skolval.matching._choice import choose
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Bounds, Market, SeatClasses
from skolval.matching.school_proposing import school_proposing

__all__ = ["stable_matchings"]

_STEPS = 200_000


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
    lists = _Lists(market)
    if classes is None and bounds is None:
        pairs = np.stack([market.school, market.key])
        strict = len(np.unique(pairs, axis=1).T) == len(market.key)
        candidates = _candidates(lists.between(market) if strict else lists, prune=True)
        stable = (taken for taken in candidates if _nobody_claims(lists, taken, strong=strong))
    else:
        candidates = _candidates(lists, prune=False)
        stable = (t for t in candidates if _chosen_again(market, t, classes, bounds))
    return [np.array(taken, np.int64) for taken in islice(stable, limit)]


class _Lists:
    """A market in plain lists, which are quicker to walk than arrays.

    "Nowhere", entry -1, is one more school with room for all.
    """

    def __init__(self, market: Market) -> None:
        self.pupils = market.pupils
        self.start: list[int] = market.start.tolist()
        self.school: list[int] = [*market.school.tolist(), len(market.seats)]
        self.key: list[int] = [*market.key.tolist(), 0]
        self.seats: list[int] = [*market.seats.tolist(), market.pupils]
        pairs = zip(market.pupil_of_entry().tolist(), self.school, strict=False)
        self.entry = {pair: entry for entry, pair in enumerate(pairs)}
        self.open_to: list[Sequence[int]] = [
            (*range(first, last), -1) for first, last in pairwise(self.start)
        ]

    def between(self, market: Market) -> Self:
        """Leave out what no stable placement of a strict market has.

        Everybody stands between the pupils' best and the schools' best, and whoever is without
        a place in one stable placement is so in all.
        """
        best, _proposals = deferred_acceptance(market)
        worst = school_proposing(market)
        ends = zip(best.tolist(), worst.tolist(), strict=True)
        self.open_to = [range(first, last + 1) for first, last in ends]
        return self

    def wanted(self, taken: list[int], i: int) -> range:
        """Return the entries that pupil i prefers to the own place."""
        return range(self.start[i], taken[i] if taken[i] >= 0 else self.start[i + 1])


def _candidates(lists: _Lists, *, prune: bool) -> Iterator[list[int]]:
    """Yield placements within the seats; `prune` leaves out those with a claim already."""
    school, left = lists.school, list(lists.seats)
    taken: list[int] = []
    step = count()

    def place(i: int) -> Iterator[list[int]]:
        if next(step) > _STEPS:
            raise TimeRanOutError(_too_large())
        if i == lists.pupils:
            yield list(taken)
            return
        for entry in lists.open_to[i]:
            taken.append(entry)
            left[school[entry]] -= 1
            if left[school[entry]] >= 0 and not (prune and _claimed(lists, taken)):
                yield from place(i + 1)
            left[school[entry]] += 1
            taken.pop()

    return place(0)


def _claimed(lists: _Lists, taken: list[int]) -> bool:
    """Say whether the last pupil placed has a claim on an earlier one's seat, or the reverse."""
    last = len(taken) - 1
    worst: dict[int, int] = {}
    for i, held in enumerate(taken[:-1]):
        school, key = lists.school[held], lists.key[held]
        worst[school] = max(worst.get(school, key), key)
        if taken[last] >= 0:
            claim = lists.entry.get((i, lists.school[taken[last]]), -1)
            wants = claim >= 0 and (held < 0 or claim < held)
            if wants and lists.key[claim] < lists.key[taken[last]]:
                return True
    wanted = lists.wanted(taken, last)
    return any(lists.key[e] < worst.get(lists.school[e], lists.key[e]) for e in wanted)


def _nobody_claims(lists: _Lists, taken: list[int], *, strong: bool) -> bool:
    """Say whether no pupil goes before another (`strong`: or equal), or wants an empty seat."""
    left = list(lists.seats)
    worst: dict[int, int] = {}
    for held in taken:
        school, key = lists.school[held], lists.key[held]
        left[school] -= 1
        worst[school] = max(worst.get(school, key), key)
    for i in range(lists.pupils):
        for entry in lists.wanted(taken, i):
            school, key = lists.school[entry], lists.key[entry]
            last = worst.get(school, key - 1)
            if left[school] > 0 or key < last or (strong and key == last):
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
    lists = _Lists(market)
    for i in range(market.pupils):
        for entry in lists.wanted(taken, i):
            school = lists.school[entry]
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
