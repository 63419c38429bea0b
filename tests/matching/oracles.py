"""Slow and obvious versions of the mechanisms, to check the fast ones against.

A town here is plain Python: `lists[i]` are the schools pupil i wishes for, best first;
`tier[s, i]` is the tier of pupil i at school s, 0 first, absent where the school does not
accept the pupil; `seats[s]`; `lot[i]`, who goes first in a lottery. A placement is a tuple of
schools, None without a place. Nothing here imports the code it checks.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass


@dataclass(frozen=True)
class Town:
    lists: tuple[tuple[int, ...], ...]
    tier: dict[tuple[int, int], int]
    seats: tuple[int, ...]
    lot: tuple[int, ...]
    kind: tuple[frozenset[int], ...] = ()

    @property
    def pupils(self):
        return range(len(self.lists))

    @property
    def schools(self):
        return range(len(self.seats))

    def wishes(self, i):
        """The schools of the list that accept the pupil."""
        return [s for s in self.lists[i] if (s, i) in self.tier]

    def key(self, s, i):
        """The order at a school when the lottery decides between equals."""
        return self.tier[s, i], self.lot[i]

    def strict(self):
        """The same town after the lottery."""
        tier = {}
        for s in self.schools:
            queue = sorted(
                (i for i in self.pupils if (s, i) in self.tier), key=lambda i: self.key(s, i)
            )
            tier.update({(s, i): place for place, i in enumerate(queue)})
        return Town(self.lists, tier, self.seats, self.lot, self.kind)


def random_town(rng, pupils=(1, 5), schools=(1, 3), *, ties=True, most_seats=2, kinds=2):
    """A small random town; sparse lists, some refused pupils, some schools without a seat."""
    n, m = (
        int(rng.integers(pupils[0], pupils[1] + 1)),
        int(rng.integers(schools[0], schools[1] + 1)),
    )
    lists = tuple(
        tuple(rng.permutation(m)[: rng.integers(0 if rng.random() < 0.2 else 1, m + 1)].tolist())
        for _i in range(n)
    )
    tiers = int(rng.integers(1, n + 1)) if ties else 0
    tier = {}
    for s in range(m):
        places = rng.integers(0, tiers, n) if ties else rng.permutation(n)
        refused = rng.random(n) < 0.1
        tier.update({(s, i): int(places[i]) for i in range(n) if not refused[i]})
    seats = tuple(int(x) for x in rng.integers(0 if rng.random() < 0.2 else 1, most_seats + 1, m))
    kind = tuple(frozenset(k for k in range(kinds) if rng.random() < 0.5) for _i in range(n))
    return Town(lists, tier, seats, tuple(rng.permutation(n).tolist()), kind)


def rank(town, i, s):
    """How good a school is for a pupil, 0 best; no place is worst."""
    return len(town.lists[i]) if s is None else town.lists[i].index(s)


def placements(town):
    """Every placement within the seats."""
    for placed in itertools.product(*([*town.wishes(i), None] for i in town.pupils)):
        if all(placed.count(s) <= town.seats[s] for s in town.schools):
            yield placed


def choose_first(town, s, pupils):
    """Whom a school takes: those who go first, up to its seats."""
    return sorted(pupils, key=lambda i: town.tier[s, i])[: town.seats[s]]


def claims(town, placed):
    """Pairs where the pupil prefers the school and it has a seat, or one who goes later."""
    pairs = []
    for i in town.pupils:
        for s in town.wishes(i)[
            : town.wishes(i).index(placed[i]) if placed[i] is not None else None
        ]:
            there = [j for j in town.pupils if placed[j] == s]
            later = any(town.tier[s, i] < town.tier[s, j] for j in there)
            if len(there) < town.seats[s] or later:
                pairs.append((i, s))
    return pairs


def stable(town):
    """Every weakly stable placement."""
    return [placed for placed in placements(town) if not claims(town, placed)]


def stable_by_choice(town, choose):
    """Every placement that schools choosing by `choose(town, s, pupils)` would keep."""
    return [placed for placed in placements(town) if _kept(town, placed, choose)]


def _kept(town, placed, choose):
    there = {s: [i for i in town.pupils if placed[i] == s] for s in town.schools}
    if any(set(choose(town, s, there[s])) != set(there[s]) for s in town.schools):
        return False
    for i in town.pupils:
        end = town.wishes(i).index(placed[i]) if placed[i] is not None else None
        if any(i in choose(town, s, [*there[s], i]) for s in town.wishes(i)[:end]):
            return False
    return True


def at_least_as_good(town, one, other):
    """Whether every pupil likes `one` as much as `other`."""
    return all(rank(town, i, one[i]) <= rank(town, i, other[i]) for i in town.pupils)


def dominates(town, one, other):
    return one != other and at_least_as_good(town, one, other)


def best(town, among):
    """The placement that everybody likes best."""
    (found,) = [one for one in among if all(at_least_as_good(town, one, o) for o in among)]
    return found


def worst(town, among):
    """The placement that everybody likes least."""
    (found,) = [one for one in among if all(at_least_as_good(town, o, one) for o in among)]
    return found


def undominated(town, among):
    return [one for one in among if not any(dominates(town, o, one) for o in among)]


def acceptance_steps(town, lists):
    """Deferred acceptance in steps; who is held and who is refused at each step."""
    left = {i: list(lists[i]) for i in town.pupils}
    held = {s: [] for s in town.schools}
    steps = []
    asking = list(town.pupils)
    while True:
        refused = []
        for i in asking:
            if left[i]:
                held[left[i][0]].append(i)
        for s in town.schools:
            kept = choose_first(town, s, held[s])
            refused += [(i, s) for i in held[s] if i not in kept]
            held[s] = kept
        for i, _s in refused:
            left[i].pop(0)
        steps.append(({s: list(held[s]) for s in held}, refused))
        asking = [i for i, _s in refused]
        if not asking:
            break
    return tuple(left[i][0] if left[i] else None for i in town.pupils), steps


def plain_deferred(town):
    return acceptance_steps(town, [town.wishes(i) for i in town.pupils])[0]


def kesten(town, consent):
    """Kesten's own procedure: run, find the last interrupters who consent, strike, run again."""
    lists = [town.wishes(i) for i in town.pupils]
    while True:
        placed, steps = acceptance_steps(town, lists)
        struck = _last_interrupters(steps, consent)
        if not struck:
            return placed
        for i, s in struck:
            lists[i].remove(s)


def _last_interrupters(steps, consent):
    for t in range(len(steps) - 1, -1, -1):
        pairs = []
        for i, s in steps[t][1]:
            held_from = [k for k in range(t) if i in steps[k][0][s]]
            others = [k for k in held_from if any(x == s and j != i for j, x in steps[k][1])]
            if others and consent[i]:
                pairs.append((i, s))
        if pairs:
            return pairs
    return []


def plain_trading(town, queues=None):
    """Top trading cycles in rounds; every school points at anybody in its whole queue."""
    queues = queues or {
        s: sorted((i for i in town.pupils if (s, i) in town.tier), key=lambda i: town.tier[s, i])
        for s in town.schools
    }
    placed = dict.fromkeys(town.pupils)
    left, here = list(town.seats), set(town.pupils)
    while here:
        wants = {i: next((s for s in town.wishes(i) if left[s] > 0), None) for i in here}
        out = {i for i in here if wants[i] is None}
        if out:
            here -= out
            continue
        i = min(here)
        seen = []
        while i not in seen:
            seen.append(i)
            i = next(j for j in queues[wants[i]] if j in here)
        for j in seen[seen.index(i) :]:
            placed[j] = wants[j]
            left[wants[j]] -= 1
            here.discard(j)
    return tuple(placed[i] for i in town.pupils)


def plain_turns(town, order):
    left, placed = list(town.seats), dict.fromkeys(town.pupils)
    for i in order:
        placed[i] = next((s for s in town.wishes(i) if left[s] > 0), None)
        if placed[i] is not None:
            left[placed[i]] -= 1
    return tuple(placed[i] for i in town.pupils)


def plain_rounds(town, permanency):
    """Chen and Kesten's rounds; a refused pupil's place on the list still counts."""
    left, placed = list(town.seats), dict.fromkeys(town.pupils)
    longest = max((len(one) for one in town.lists), default=0)
    for low in range(0, longest, permanency):
        lists = tuple(
            () if placed[i] is not None else town.lists[i][low : low + permanency]
            for i in town.pupils
        )
        part = Town(lists, town.tier, tuple(left), town.lot)
        for i, s in enumerate(plain_deferred(part)):
            if s is not None:
                placed[i] = s
                left[s] -= 1
    return tuple(placed[i] for i in town.pupils)


def group_limits(town, policy):
    """The pupil-best placement by score limits, groups of equals refused or admitted whole.

    A limit is the first tier that is not admitted. Of all limits where every school keeps the
    policy (refuse: within its seats; admit: within its seats without its last tier), the
    highest at every school.
    """
    tiers = {s: sorted({t for (x, _i), t in town.tier.items() if x == s}) for s in town.schools}
    best_limits, demand = None, None
    for limits in itertools.product(*([*tiers[s], 1 << 20] for s in town.schools)):
        placed = tuple(
            next((s for s in town.wishes(i) if town.tier[s, i] < limits[s]), None)
            for i in town.pupils
        )
        if all(_fits(town, s, placed, policy) for s in town.schools):
            best_limits = limits if best_limits is None else tuple(map(max, limits, best_limits))
    placed = tuple(
        next((s for s in town.wishes(i) if town.tier[s, i] < best_limits[s]), None)
        for i in town.pupils
    )
    demand = all(_fits(town, s, placed, policy) for s in town.schools)
    if not demand:
        raise ValueError("the highest limits do not keep the policy")
    return placed


def _fits(town, s, placed, policy):
    there = [town.tier[s, i] for i in town.pupils if placed[i] == s]
    if policy == "reject":
        return len(there) <= town.seats[s]
    return (
        sum(t < max(there) for t in there) < max(1, town.seats[s])
        if there and town.seats[s]
        else not there
    )


def choose_by_slots(slots):
    """Whom a school takes whose slots, in precedence order, are (kind or None, only)."""

    def choose(town, s, pupils):
        kept = []
        for kind, only in slots[s]:
            left = [i for i in pupils if i not in kept]
            if only:
                left = [i for i in left if kind in town.kind[i]]
            queue = sorted(
                left, key=lambda i: (kind is not None and kind not in town.kind[i], town.tier[s, i])
            )
            kept += queue[:1]
        return kept

    return choose


def choose_by_bounds(floor, ceiling, *, hard):
    """Whom a school takes under floors and ceilings by (school, kind); one kind per pupil."""

    def choose(town, s, pupils):
        queue = sorted(pupils, key=lambda i: town.tier[s, i])
        kept = []

        def count(k):
            return sum(k in town.kind[i] for i in kept)

        for limit in (floor, ceiling, None)[: 2 if hard else 3]:
            for i in queue:
                if i in kept or len(kept) == town.seats[s]:
                    continue
                bounded = [k for k in town.kind[i] if limit is not None and (s, k) in limit]
                if limit is floor and not bounded:
                    continue
                if all(count(k) < limit[s, k] for k in bounded):
                    kept.append(i)
        return kept

    return choose


def least_total(metres, seats):
    """The least total metres when everybody gets a seat, None if not everybody can."""
    n, m = len(metres), len(seats)
    totals = [
        sum(metres[i][s] for i, s in enumerate(placed))
        for placed in itertools.product(range(m), repeat=n)
        if all(placed.count(s) <= seats[s] for s in range(m))
    ]
    return min(totals, default=None)
