"""Whom a school takes among some applicants, told plainly: seats, classes, floors, ceilings.

The kernels hold whole markets; this says the same for one school and a handful of pupils. It
serves enumeration and explanation of small markets.
"""

from __future__ import annotations

from collections.abc import Iterable

from skolval.matching.market import Bounds, Market, SeatClasses

__all__ = ["choose"]


def choose(
    market: Market,
    school: int,
    entries: Iterable[int],
    *,
    classes: SeatClasses | None = None,
    bounds: Bounds | None = None,
) -> list[int]:
    """Return the entries that the school takes, in the order it takes them.

    Parameters
    ----------
    entries : of different pupils, all at `school`; keys are strict among them.
    classes : how the seats are divided. bounds : floors and ceilings, where they are not.
    """
    queue = sorted(entries, key=lambda entry: (market.key[entry], entry))
    seats = int(market.seats[school])
    if classes is not None:
        return _by_class(queue, _pupils(market, queue), school, classes)
    if bounds is None:
        return queue[:seats]
    return _by_bound(queue, _pupils(market, queue), (school, seats), bounds)


def _pupils(market: Market, entries: list[int]) -> dict[int, int]:
    places = market.start.searchsorted(entries, side="right") - 1
    return dict(zip(entries, places.tolist(), strict=True))


def _by_class(
    queue: list[int], pupil: dict[int, int], school: int, classes: SeatClasses
) -> list[int]:
    left, kept = list(queue), list[int]()
    for c in range(classes.start[school], classes.start[school + 1]):
        kind = int(classes.kind[c])
        first = [e for e in left if kind < 0 or classes.member[pupil[e], kind]]
        rest = [] if classes.only[c] else [e for e in left if e not in first]
        kept += [*first, *rest][: int(classes.seats[c])]
        left = [e for e in left if e not in kept]
    return kept


def _by_bound(
    queue: list[int], pupil: dict[int, int], place: tuple[int, int], bounds: Bounds
) -> list[int]:
    """Fill floors, then up to the ceilings, then (soft) what is left, each time in order.

    A pupil of no kind counts against no floor or ceiling.
    """
    school, seats = place
    ceiling = [*bounds.ceiling[school].tolist(), seats]
    rounds = [[*bounds.floor[school].tolist(), 0], ceiling]
    if not bounds.hard:
        rounds.append([seats] * len(ceiling))
    taken, kept = [0] * len(ceiling), list[int]()
    for limit in rounds:
        for entry in queue:
            kind = int(bounds.kind[pupil[entry]])
            if entry not in kept and len(kept) < seats and taken[kind] < limit[kind]:
                kept.append(entry)
                taken[kind] += 1
    return kept
