"""Cases of the literature and of Swedish practice: JSON read, run by the public functions, checked.

Every key of `expected` has a check in `CHECKS`; a key or a mechanism that is not known fails.
"""

from __future__ import annotations

import skolval

# What a case says in words beside the params that the functions take.
PROSE = {"algorithm", "note", "objective"}


def town(case):
    """The arguments of `match` that a case's pupils and schools make."""
    wishes = {pupil["id"]: pupil["prefs"] for pupil in case["pupils"]}
    priorities = {school["id"]: school["priority"] for school in case["schools"]}
    quotas = {school["id"]: school["capacity"] for school in case["schools"]}
    return wishes, priorities, quotas


def options(case, run):
    """The options of `match` that a run asks for."""
    told = {name: value for name, value in run["params"].items() if name not in PROSE}
    types = {pupil["id"]: pupil["types"] for pupil in case["pupils"] if "types" in pupil}
    if types:
        told["types"] = types
    if "priority_rule" in told:
        told["distance_m"] = case["distance_m"]
    return told


class Done:
    """One run of a case, and what the checks may ask of it."""

    def __init__(self, case, run, before):
        self.case, self.run, self.before = case, run, before
        self.mechanism, self.params = run["mechanism"], run["params"]
        self.matching, self.found = None, None
        wishes, priorities, quotas = town(case)
        if self.mechanism == "lottery":
            pupils = list(wishes)
            self.found = skolval.lottery_order(
                self.params["seed"], pupils, self.params.get("school")
            )
        elif self.mechanism == "relative-proximity-scores":
            ways = self.params["distance_wanted_m"], self.params["distance_alternative_m"]
            self.found = skolval.relative_proximity_scores(*ways)
            (school,) = quotas
            self.matching = skolval.match(wishes, {school: list(self.found)}, quotas)
        elif self.mechanism == "enumerate-stable":
            self.found = skolval.stable_matchings(wishes, priorities, quotas, **options(case, run))
        elif self.mechanism == "explain":
            asked = next((d for d in reversed(before) if d.matching is not None), None)
            if asked is None:
                asked = Done(case, {"mechanism": "da", "params": {}}, [])
            self.found = asked.matching.explain(self.params["pupil"])
        else:
            self.matching = skolval.match(
                wishes, priorities, quotas, mechanism=self.mechanism, **options(case, run)
            )

    def named(self, mechanism):
        """The last run before this one by a mechanism, as written in a claim."""
        return next(d for d in reversed(self.before) if d.mechanism == mechanism)

    def stable_set(self):
        told = {k: v for k, v in options(self.case, self.run).items() if k != "consent"}
        return [m.assignment for m in skolval.stable_matchings(*town(self.case), **told)]


def _as_good(done, other):
    wishes = town(done.case)[0]
    mine, others = done.matching.assignment, other.matching.assignment

    def place(pupil, school):
        return wishes[pupil].index(school) if school in wishes[pupil] else len(wishes[pupil])

    return all(place(p, mine[p]) <= place(p, others[p]) for p in wishes)


def _secured(done):
    wishes = town(done.case)[0]
    got = done.matching.assignment
    return all(
        got[p] == s or (got[p] is not None and wishes[p].index(got[p]) < wishes[p].index(s))
        for p, s in done.params["secured"].items()
    )


def _sorted(assignments):
    return sorted((dict(sorted(one.items())) for one in assignments), key=str)


def _undominated(found):
    return [one.assignment for one in found if not any(other.dominates(one) for other in found)]


CHECKS = {
    "assignment": lambda done: done.matching.assignment,
    "pareto_efficient": lambda done: done.matching.pareto_efficient(),
    "stable": lambda done: done.matching.is_stable(),
    "weakly_stable": lambda done: done.matching.is_weakly_stable(),
    "blocking_pairs": lambda done: [list(pair) for pair in done.matching.blocking_pairs()],
    "first_cycle_pupils": lambda done: sorted(done.matching.details["cycles"][0]),
    "secured_respected": _secured,
    "unique_stable": lambda done: done.stable_set() == [done.matching.assignment],
    "total_distance_m": lambda done: done.matching.details["total_metres"],
    "rank_distribution": lambda done: done.matching.rank_distribution(),
    "count": lambda done: len(done.found),
    "assignments": lambda done: _sorted(one.assignment for one in done.found),
    "student_optimal": lambda done: _sorted(_undominated(done.found)),
    "scores": lambda done: done.found,
    "order": lambda done: list(done.found),
    "admitted": lambda done: [p for p, s in done.matching.assignment.items() if s is not None],
    "rejected": lambda done: done.found["rejected"],
    "would_be_admitted_with_extra_seats": lambda done: done.found[
        "would_be_admitted_with_extra_seats"
    ],
}
# Claims about another run: the value says which.
RELATIONS = {
    "dominates_run": lambda done, at: done.matching.dominates(done.before[at].matching),
    "dominated_by_run": lambda done, at: done.before[at].matching.dominates(done.matching),
    "nobody_worse_than": lambda done, name: _as_good(done, done.named(name)),
}


def _keys(done):
    """The hexadecimal numbers behind a lottery, which the order must agree with."""
    from hashlib import sha256

    school = [done.params["school"]] if "school" in done.params else []
    text = "|".join([done.params["seed"], *school])
    keys = {p: sha256(f"{text}|{p}".encode()).hexdigest() for p in done.found}
    assert sorted(keys, key=keys.get) == done.found
    return keys


CHECKS["keys"] = _keys


def check(case):
    """Run a case; return what differs from the expected, one text each."""
    before, faults = [], []
    for number, run in enumerate(case["runs"]):
        if run["mechanism"] == "validate-ruleset":
            continue
        done = Done(case, run, list(before))
        before.append(done)
        for key, expected in run["expected"].items():
            where = f"{case['id']} run {number} ({run['mechanism']}) {key}"
            if key in RELATIONS:
                if not RELATIONS[key](done, expected):
                    faults.append(f"{where}: does not hold for {expected}")
                continue
            found = CHECKS[key](done)
            meant = _sorted(expected) if key in {"assignments", "student_optimal"} else expected
            if found != meant:
                faults.append(f"{where}: {found} is not {expected}")
    return faults
