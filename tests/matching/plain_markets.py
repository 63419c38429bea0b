"""Small markets and slow, obvious versions of what the kernels compute.

A placement is a tuple: the entry of each pupil, -1 for none, as `taken` of the kernels. Equal
keys go by the number of the entry, thus of the pupil.
"""

from __future__ import annotations

import itertools

import numpy as np

from skolval.matching.market import Bounds, Market, SeatClasses


def market_from(lists, priorities, seats):
    """A market of names: lists by pupil, priorities by school (a list of names or of groups)."""
    schools = list(seats)
    place = {
        (s, pupil): rank
        for s, order in priorities.items()
        for rank, group in enumerate(order)
        for pupil in ([group] if isinstance(group, str) else group)
    }
    entries = [
        [(schools.index(s), place[s, p]) for s in wishes if (s, p) in place]
        for p, wishes in lists.items()
    ]
    flat = [pair for own in entries for pair in own]
    return Market(
        np.cumsum([0, *(len(own) for own in entries)]),
        np.array([s for s, _rank in flat], np.int64),
        np.array([rank for _s, rank in flat], np.int64),
        np.array(list(seats.values()), np.int64),
    )


def named(market, taken, lists, seats):
    """The placement as names."""
    schools = list(seats)
    return {
        p: schools[market.school[e]] if e >= 0 else None for p, e in zip(lists, taken, strict=True)
    }


def random_market(rng, pupils=5, schools=3, *, ties=False, longest=None):
    """Sparse lists, some empty; some schools without seats; keys far apart and below zero too."""
    n, m = int(rng.integers(1, pupils + 1)), int(rng.integers(1, schools + 1))
    longest = m if longest is None else min(longest, m)
    lists = [rng.permutation(m)[: rng.integers(0, longest + 1)] for _ in range(n)]
    school = np.concatenate([*lists, np.zeros(0, np.int64)]).astype(np.int64)
    key = rng.integers(0, 3, len(school)) if ties else rng.permutation(len(school))
    scale = int(rng.choice([1, 1000, 1 << 55]))
    return Market(
        np.cumsum([0, *(len(own) for own in lists)]),
        school,
        (key * scale - rng.integers(0, 5)).astype(np.int64),
        rng.integers(0, 3, m),
    )


def random_classes(rng, market, kinds=2):
    """Zero to three classes per school, of any kind, some closed to others."""
    count = rng.integers(0, 4, len(market.seats))
    total = int(count.sum())
    return SeatClasses(
        np.cumsum([0, *count]),
        rng.integers(0, 3, total),
        rng.integers(-1, kinds, total),
        rng.random(total) < 0.3,
        rng.random((market.pupils, kinds)) < 0.5,
    )


def random_bounds(rng, market, kinds=2):
    """Floors and ceilings in any order of size, also where they cannot all be kept."""
    shape = (len(market.seats), kinds)
    return Bounds(
        rng.integers(-1, kinds, market.pupils),
        rng.integers(0, 3, shape),
        rng.integers(0, 4, shape),
        bool(rng.random() < 0.5),
    )


def by_key(market, asker=-1):
    """The order at a school; the asker stands last among equals."""
    return lambda e: (market.key[e], e == asker, e)


def choose(market, s, entries, asker=-1):
    """Whom a school takes: the first, up to its seats."""
    return set(sorted(entries, key=by_key(market, asker))[: market.seats[s]])


def choose_by_classes(classes):
    """Class after class: those of its kind first, each by key."""

    def chosen(market, s, entries, asker=-1):
        pupil, order = market.pupil_of_entry(), by_key(market, asker)
        taken: set[int] = set()
        for c in range(classes.start[s], classes.start[s + 1]):
            kind = classes.kind[c]

            def other(e, kind=kind):
                return kind >= 0 and not classes.member[pupil[e], kind]

            free = [e for e in entries if e not in taken and not (classes.only[c] and other(e))]
            free.sort(key=lambda e: (other(e), order(e)))
            taken |= set(free[: classes.seats[c]])
        return taken

    return chosen


def choose_by_bounds(bounds):
    """Kinds under their floor, then under their ceiling, then (soft) the rest, each by key."""

    def chosen(market, s, entries, asker=-1):
        kind = bounds.kind[market.pupil_of_entry()]
        taken: list[int] = []

        def under(e, table):
            return kind[e] >= 0 and sum(kind[x] == kind[e] for x in taken) < table[s, kind[e]]

        rounds = [
            lambda e: under(e, np.minimum(bounds.floor, bounds.ceiling)),
            lambda e: kind[e] < 0 or under(e, bounds.ceiling),
            lambda e: not bounds.hard,
        ]
        for may in rounds:
            for e in sorted(entries, key=by_key(market, asker)):
                if e not in taken and len(taken) < market.seats[s] and may(e):
                    taken.append(e)
        return set(taken)

    return chosen


def cumulative_offer(market, choice=choose):
    """Offers pile up at the schools; whoever is not chosen anywhere makes the next one."""
    pupil = market.pupil_of_entry()
    turn = list(market.start[:-1])
    offers = [[] for _ in market.seats]
    while True:
        kept = set().union(*(choice(market, s, made) for s, made in enumerate(offers)))
        placed = {int(pupil[e]) for e in kept}
        free = [
            i for i in range(market.pupils) if i not in placed and turn[i] < market.start[i + 1]
        ]
        if not free:
            break
        for i in free:
            offers[market.school[turn[i]]].append(int(turn[i]))
            turn[i] += 1
    taken = [-1] * market.pupils
    for e in kept:
        taken[pupil[e]] = e
    return tuple(taken)


def held_by(market, taken):
    """Entries that each school holds."""
    held = [[] for _ in market.seats]
    for e in taken:
        if e >= 0:
            held[market.school[e]].append(int(e))
    return held


def claims(market, taken, choice=choose):
    """Entries that the pupil prefers and the school would choose."""
    held = held_by(market, taken)
    return [
        e
        for i, own in enumerate(taken)
        for e in range(market.start[i], own if own >= 0 else market.start[i + 1])
        if e in choice(market, market.school[e], [*held[market.school[e]], e], e)
    ]


def stable_placements(market, choice=choose):
    """Every placement that each school would choose and nobody has a claim against."""
    lists = [[*range(market.start[i], market.start[i + 1]), -1] for i in range(market.pupils)]
    return [
        taken
        for taken in itertools.product(*lists)
        if all(
            choice(market, s, held) == set(held) for s, held in enumerate(held_by(market, taken))
        )
        and not claims(market, taken, choice)
    ]


def place_of(market, taken):
    """How far down the own list each pupil is; no place is after the whole list."""
    return tuple(
        int((e if e >= 0 else market.start[i + 1]) - market.start[i]) for i, e in enumerate(taken)
    )
