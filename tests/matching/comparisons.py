"""Each mechanism on a random small town against the slow and obvious version.

A comparison takes a generator of random numbers, makes a town, runs the public function and
returns an empty text, or what differs. `tests/oracles_run.py` runs them by the thousand.
"""

from __future__ import annotations

import itertools
from hashlib import sha256

import skolval
from matching import oracles as o


def args(town):
    """The arguments of `match` for a town."""
    wishes = {f"p{i}": [f"s{s}" for s in town.lists[i]] for i in town.pupils}
    tiers = {f"s{s}": [] for s in town.schools}
    for s in town.schools:
        levels = sorted({t for (x, _i), t in town.tier.items() if x == s})
        for level in levels:
            tier = [f"p{i}" for i in town.pupils if town.tier.get((s, i)) == level]
            tiers[f"s{s}"].append(tier if len(tier) > 1 else tier[0])
    return wishes, tiers, {f"s{s}": town.seats[s] for s in town.schools}


def lottery(town):
    return [f"p{i}" for i in sorted(town.pupils, key=lambda i: town.lot[i])]


def placed(matching):
    return tuple(None if s is None else int(s[1:]) for s in matching.assignment.values())


def types(town):
    return {f"p{i}": [f"k{k}" for k in sorted(town.kind[i])] for i in town.pupils}


def one_kind(town):
    """The town where everybody is of one kind at most."""
    kind = tuple(frozenset(sorted(kinds)[:1]) for kinds in town.kind)
    return o.Town(town.lists, town.tier, town.seats, town.lot, kind)


def _same(town, matching, expected):
    found = placed(matching)
    return "" if found == expected else f"{town}: {found} is not {expected}"


def _strict(rng):
    return o.random_town(rng).strict()


def deferred(rng):
    town = _strict(rng)
    matching = skolval.match(*args(town))
    if not matching.is_stable():
        return f"{town}: not stable"
    return _same(town, matching, o.best(town, o.stable(town)))


def school_proposing(rng):
    town = _strict(rng)
    matching = skolval.match(*args(town), mechanism="school-da")
    return _same(town, matching, o.worst(town, o.stable(town)))


def single_lottery(rng):
    town = o.random_town(rng)
    matching = skolval.match(*args(town), ties="single-lottery", lottery=lottery(town))
    if not matching.is_weakly_stable():
        return f"{town}: not weakly stable"
    after = town.strict()
    return _same(after, matching, o.best(after, o.stable(after)))


def multiple_lottery(rng):
    town = o.random_town(rng)
    orders = {s: rng.permutation(len(town.lists)).tolist() for s in town.schools}
    tier = {}
    for s in town.schools:
        here = [i for i in town.pupils if (s, i) in town.tier]
        queue = sorted(here, key=lambda i: (town.tier[s, i], orders[s].index(i)))
        tier.update({(s, i): place for place, i in enumerate(queue)})
    after = o.Town(town.lists, tier, town.seats, town.lot)
    drawn = {f"s{s}": [f"p{i}" for i in order] for s, order in orders.items()}
    matching = skolval.match(*args(town), ties="multiple-lottery", lottery=drawn)
    return _same(after, matching, o.best(after, o.stable(after)))


def hash_lottery(rng):
    town, seed = o.random_town(rng), f"round {rng.integers(1000)}"
    digest = {i: sha256(f"{seed}|p{i}".encode()).hexdigest() for i in town.pupils}
    after = o.Town(town.lists, town.tier, town.seats, tuple(digest.values())).strict()
    matching = skolval.match(*args(town), ties="single-lottery", seed=seed)
    return _same(after, matching, o.best(after, o.stable(after)))


def _group(policy):
    def compare(rng):
        town = o.random_town(rng)
        matching = skolval.match(*args(town), ties=f"{policy}-group")
        if not matching.is_stable():
            return f"{town}: claims {matching.blocking_pairs()}"
        return _same(town, matching, o.group_limits(town, policy))

    return compare


def slots(rng):
    town = _strict(rng)
    parts, plain = {}, {}
    for s in town.schools:
        kinds = [
            None if k < 0 else (k // 2, bool(k % 2)) for k in rng.integers(-1, 4, town.seats[s])
        ]
        plain[s] = [(None, False) if k is None else k for k in kinds]
        parts[f"s{s}"] = [
            ["open" if k is None else f"{'only' if k[1] else 'first'}:k{k[0]}", 1] for k in kinds
        ]
    matching = skolval.match(*args(town), slots=parts, types=types(town))
    if not matching.is_stable():
        return f"{town} {parts}: not stable"
    return _same(town, matching, o.best(town, o.stable_by_choice(town, o.choose_by_slots(plain))))


def reserve(rng):
    town, order = _strict(rng), ("first", "last")[rng.integers(2)]
    parts = {s: int(rng.integers(0, town.seats[s] + 1)) for s in town.schools}
    plain = {}
    for s, n in parts.items():
        both = [[(0, False)] * n, [(None, False)] * (town.seats[s] - n)]
        plain[s] = list(itertools.chain(*(both if order == "first" else both[::-1])))
    asked = {f"s{s}": {"k0": n} for s, n in parts.items()}
    matching = skolval.match(*args(town), reserve=asked, reserve_order=order, types=types(town))
    return _same(town, matching, o.best(town, o.stable_by_choice(town, o.choose_by_slots(plain))))


def _limits(rng, town):
    return {
        (s, k): int(rng.integers(0, town.seats[s] + 1))
        for s in town.schools
        for k in (0, 1)
        if rng.random() < 0.6
    }


def _told(limits):
    told = {}
    for (s, k), n in limits.items():
        told.setdefault(f"s{s}", {})[f"k{k}"] = n
    return told


def hard_ceiling(rng):
    town = one_kind(_strict(rng))
    ceiling = _limits(rng, town)
    matching = skolval.match(*args(town), type_ceiling=_told(ceiling), types=types(town))
    choose = o.choose_by_bounds({}, ceiling, hard=True)
    if not matching.is_stable():
        return f"{town} {ceiling}: not stable"
    return _same(town, matching, o.best(town, o.stable_by_choice(town, choose)))


def soft_bounds(rng):
    town = one_kind(_strict(rng))
    ceiling = _limits(rng, town)
    floor = {pair: int(rng.integers(0, n + 1)) for pair, n in ceiling.items()}
    told = {"soft_floor": _told(floor), "soft_ceiling": _told(ceiling), "types": types(town)}
    matching = skolval.match(*args(town), **told)
    choose = o.choose_by_bounds(floor, ceiling, hard=False)
    if not matching.is_stable():
        return f"{town} {floor} {ceiling}: not stable"
    return _same(town, matching, o.best(town, o.stable_by_choice(town, choose)))


def secured(rng):
    town = o.random_town(rng)
    left, own, tier = list(town.seats), {}, dict(town.strict().tier)
    lists = [list(one) for one in town.lists]
    for i in town.pupils:
        s = int(rng.integers(len(town.seats)))
        if left[s] > 0 and rng.random() < 0.5:
            own[i], left[s] = s, left[s] - 1
            tier[s, i] = i - 1000
            lists[i] += [s] if s not in lists[i] else []
    after = o.Town(tuple(map(tuple, lists)), tier, town.seats, town.lot)
    told = {f"p{i}": f"s{s}" for i, s in own.items()}
    matching = skolval.match(*args(town), lottery=lottery(town), secured=told)
    found = placed(matching)
    if any(o.rank(after, i, found[i]) > lists[i].index(s) for i, s in own.items()):
        return f"{town} {own}: somebody ends below the secured seat"
    return _same(after, matching, o.best(after, o.stable(after)))


def efficiency(rng):
    town = o.random_town(rng, (1, 8), (1, 5)).strict()
    consent = [bool(x) for x in rng.random(len(town.lists)) < rng.choice([0.5, 0.8, 1.0])]
    told = [f"p{i}" for i in town.pupils if consent[i]]
    matching = skolval.match(*args(town), mechanism="eada", consent=told)
    if all(consent) and not matching.pareto_efficient():
        return f"{town}: not efficient"
    return _same(town, matching, o.kesten(town, consent))


def improvement(rng):
    town = o.random_town(rng)
    matching = skolval.match(*args(town), mechanism="da+sic", lottery=lottery(town))
    found, start = placed(matching), o.plain_deferred(town.strict())
    if found not in o.undominated(town, o.stable(town)):
        return f"{town}: {found} is not constrained efficient"
    return "" if o.at_least_as_good(town, found, start) else f"{town}: {found} loses from {start}"


def trading(rng):
    town = o.random_town(rng, (1, 7), (1, 4)).strict()
    matching = skolval.match(*args(town), mechanism="ttc")
    if not matching.pareto_efficient():
        return f"{town}: not efficient"
    return _same(town, matching, o.plain_trading(town))


def dictatorship(rng):
    town = o.random_town(rng)
    order = [int(x) for x in rng.permutation(len(town.lists))]
    told = [f"p{i}" for i in order]
    matching = skolval.match(*args(town), mechanism="sd", order=told)
    return _same(town, matching, o.plain_turns(town, order))


def _rounds(name, permanency):
    def compare(rng):
        town = o.random_town(rng, (1, 7), (1, 5)).strict()
        told = {"permanency": permanency} if name == "parallel" else {}
        matching = skolval.match(*args(town), mechanism=name, **told)
        return _same(town, matching, o.plain_rounds(town, permanency))

    return compare


def chance(rng):
    town, seed = o.random_town(rng), f"round {rng.integers(1000)}"
    pairs = [(s, i) for i in town.pupils for s in town.wishes(i)]
    pairs.sort(key=lambda pair: sha256(f"{seed}|s{pair[0]}|p{pair[1]}".encode()).hexdigest())
    left, got = list(town.seats), dict.fromkeys(town.pupils)
    for s, i in pairs:
        if left[s] > 0 and got[i] is None:
            got[i], left[s] = s, left[s] - 1
    matching = skolval.match(*args(town), mechanism="random", seed=seed)
    return _same(town, matching, tuple(got.values()))


def enumeration(rng):
    town = o.random_town(rng)
    found = {placed(one) for one in skolval.stable_matchings(*args(town), limit=10_000)}
    strong = {placed(x) for x in skolval.stable_matchings(*args(town), stability="strong")}
    if found != set(o.stable(town)):
        return f"{town}: {found}"
    expected = {one for one in o.stable(town) if not _equal_claims(town, one)}
    return "" if strong == expected else f"{town}: strong {strong} is not {expected}"


def _equal_claims(town, got):
    for i in town.pupils:
        end = town.wishes(i).index(got[i]) if got[i] is not None else None
        for s in town.wishes(i)[:end]:
            if any(town.tier[s, i] <= town.tier[s, j] for j in town.pupils if got[j] == s):
                return True
    return False


def most_placed(rng):
    town = o.random_town(rng)
    matching = skolval.match(*args(town), mechanism="max_stable", lottery=lottery(town))
    found = placed(matching)
    value = {one: _size_and_rank(town, one) for one in o.stable(town)}
    if value.get(found) != max(value.values()):
        return f"{town}: {found} is not the most placed with the best wishes"
    details = matching.details
    proven = details["bound"] == details["placed"] and details["rank_proven"]
    return "" if proven else f"{town}: not proven"


def _size_and_rank(town, got):
    own = [town.lists[i].index(s) for i, s in enumerate(got) if s is not None]
    return len(own), -sum(own)


def guarantee(rng):
    n, m = int(rng.integers(1, 6)), int(rng.integers(1, 4))
    metres = rng.integers(1, 8, (n, m)).tolist()
    seats = rng.integers(0, 3, m).tolist()
    ways = {f"p{i}": {f"s{s}": metres[i][s] for s in range(m)} for i in range(n)}
    found = skolval.guarantee_schools(ways, {f"s{s}": seats[s] for s in range(m)})
    got = [None if s is None else int(s[1:]) for s in found.values()]
    options = [
        (sum(s is None for s in one), *_metres(metres, one))
        for one in itertools.product([None, *range(m)], repeat=n)
        if all(one.count(s) <= seats[s] for s in range(m))
    ]
    mine = sum(s is None for s in got), *_metres(metres, got)
    return "" if mine == min(options) else f"{ways} {seats}: {mine} is not {min(options)}"


def _metres(metres, got):
    ways = [metres[i][s] for i, s in enumerate(got) if s is not None]
    return sum(ways), sum(way * way for way in ways)


def claims(rng):
    """Claims and efficiency of any placement at all, here one by chance."""
    town = _strict(rng)
    matching = skolval.match(*args(town), mechanism="random", seed=str(rng.integers(1000)))
    found = {(int(p[1:]), int(s[1:])) for p, s in matching.blocking_pairs()}
    if found != set(o.claims(town, placed(matching))):
        return f"{town}: {found}"
    better = [x for x in o.placements(town) if o.dominates(town, x, placed(matching))]
    same = matching.pareto_efficient() == (not better)
    return "" if same else f"{town}: efficiency of {placed(matching)}"


COMPARISONS = {
    "deferred_acceptance": (deferred, "best of all stable placements"),
    "  single-lottery": (single_lottery, "best of all stable placements"),
    "  multiple-lottery": (multiple_lottery, "best of all stable placements"),
    "  seed (SHA-256)": (hash_lottery, "best of all stable placements"),
    "  reject-group": (_group("reject"), "all score limits"),
    "  admit-group": (_group("admit"), "all score limits"),
    "  slots": (slots, "best of all placements schools would choose again"),
    "  reserve": (reserve, "best of all placements schools would choose again"),
    "  type_ceiling": (hard_ceiling, "best of all placements schools would choose again"),
    "  soft_floor, soft_ceiling": (
        soft_bounds,
        "best of all placements schools would choose again",
    ),
    "  secured": (secured, "best of all stable placements"),
    "school_proposing": (school_proposing, "worst of all stable placements"),
    "efficiency_adjusted": (efficiency, "Kesten's own procedure"),
    "stable_improvement_cycles": (improvement, "undominated of all weakly stable placements"),
    "max_stable": (most_placed, "most placed of all weakly stable placements"),
    "top_trading_cycles": (trading, "cycles in rounds"),
    "serial_dictatorship": (dictatorship, "one after the other"),
    "immediate_acceptance": (_rounds("ia", 1), "Chen and Kesten's rounds"),
    "parallel_acceptance (2)": (_rounds("parallel", 2), "Chen and Kesten's rounds"),
    "parallel_acceptance (3)": (_rounds("parallel", 3), "Chen and Kesten's rounds"),
    "random_places": (chance, "pairs drawn one by one"),
    "guarantee_schools": (guarantee, "all placements"),
    "stable_matchings": (enumeration, "all placements"),
    "blocking_pairs, pareto_efficient": (claims, "all placements"),
}
