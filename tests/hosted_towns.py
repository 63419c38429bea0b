"""Tiny towns with hosts, drawn by seed, and every placement in them counted without the solver."""

from __future__ import annotations

import dataclasses
from itertools import product

import numpy as np

from cities import make_problem
from skolval.domain.hosting import Hosting, HostingRule
from skolval.domain.policy import Step
from skolval.errors import InfeasibleError
from skolval.registry import load
from skolval.solver.hosting import stage
from skolval.solver.hosting.solve import Asked, solve_groups
from skolval.solver.hosting.stage import Work
from skolval.solver.search import Effort
from skolval.solver.system import Limits

MONTHS = 4


def hosting_for(problem, option_host, host_unit, host_kind, **columns):
    """A hosting with plain defaults: everybody a whole year, groups of one to three."""
    hosts, n, units = len(host_unit), len(problem.parties), len(problem.unit_ids)
    usual = {
        "kinds": tuple(f"k{kind}" for kind in range(int(np.max(host_kind, initial=0)) + 1)),
        "most": np.full(hosts, 2),
        "today": np.zeros(hosts, np.int64),
        "unit_most": np.full(units, 2),
        "least_size": np.full(hosts, 1),
        "most_size": np.full(hosts, 3),
        "unit_cost": np.full(units, 100),
        "group_cost": np.full(hosts, 500),
        "languages": ("arabiska", "tigrinska"),
        "unit_language": np.ones((units, 2), np.bool_),
        "party_language": np.full(n, -1),
        "months": MONTHS,
        "enters": np.zeros(n, np.int64),
        "leaves": np.full(n, MONTHS),
        "seat_from": np.zeros(n, np.int64),
        "clock": np.zeros(n, np.int64),
        "share": np.full(n, 1000),
        "kept": np.full(n, -1),
        "unit_pupils": np.full(units, 20),
        "unit_recent": np.zeros(units, np.int64),
    }
    return Hosting(
        host_unit=np.asarray(host_unit, np.int64),
        host_kind=np.asarray(host_kind, np.int64),
        option_host=np.asarray(option_host, np.int64),
        **{**usual, **columns},
    )


def hosted_town(rng, *, pupils=5, units=3):
    """Two kinds of groups (a grade each) at two or three units; some pupils can go to a class."""
    grade = rng.integers(0, 2, pupils)
    unit = np.repeat(np.arange(units), 2)
    rows = [
        (i, 2 * u + int(grade[i]), int(rng.integers(1, 9)) * 100, 0)
        for i in range(pupils)
        for u in range(units)
        if rng.random() < 0.9
    ]
    problem = make_problem(
        offering_unit=unit,
        offering_grade=np.tile([0, 1], units),
        seats=rng.integers(2, 5, 2 * units),
        grade=grade,
        options=rows or np.zeros((4, 0), np.int64),
    )
    options = problem.options
    host = options.offering.copy()  # host 2u + kind, as the offerings stand
    direct = rng.random(pupils) < 0.15
    host[direct[options.party]] = -1
    enters = rng.integers(0, MONTHS, pupils)
    leaves = np.minimum(enters + rng.integers(1, MONTHS + 1, pupils), MONTHS)
    seats = problem.offerings.seats[:, None] - rng.integers(0, 2, (2 * units, MONTHS))
    hosting = hosting_for(
        problem,
        host,
        unit,
        np.tile([0, 1], units),
        most=rng.integers(1, 3, 2 * units),
        unit_most=rng.integers(1, 4, units),
        least_size=rng.choice([0, 0, 1, 2], 2 * units),
        most_size=rng.integers(2, 4, 2 * units),
        unit_cost=rng.integers(0, 4, units) * 100,
        group_cost=rng.integers(1, 5, 2 * units) * 100,
        party_language=rng.integers(-1, 2, pupils),
        unit_language=rng.random((units, 2)) < 0.6,
        enters=enters,
        leaves=leaves,
        seat_from=np.minimum(enters + rng.integers(0, 2, pupils), MONTHS - 1),
        share=np.full(pupils, 1000) if rng.random() < 0.5 else rng.choice([500, 1000], pupils),
        unit_pupils=rng.integers(3, 9, units),
        unit_recent=rng.integers(0, 3, units),
        seats=np.maximum(seats, 0) if rng.random() < 0.5 else None,
    )
    if hosting.seats is not None:
        most = hosting.seats.max(axis=1)
        problem = problem.replace(offerings=dataclasses.replace(problem.offerings, seats=most))
    return problem.replace(hosting=hosting)


def with_hosting(problem, rng):
    """Any town with hosts: a kind of group per grade, at every unit that has the grade."""
    offerings, n = problem.offerings, len(problem.parties)
    place = list(zip(offerings.unit.tolist(), offerings.grade.tolist(), strict=True))
    pairs = sorted(set(place))
    host = np.array([pairs.index(pair) for pair in place], np.int64)[problem.options.offering]
    units, hosts = len(problem.unit_ids), len(pairs)
    enters = rng.integers(0, MONTHS, n)
    return problem.replace(
        unit_share=rng.integers(-1, 1001, (units, len(problem.groups))),
        hosting=hosting_for(
            problem,
            np.where(rng.random(len(host)) < 0.2, -1, host),
            [unit for unit, _grade in pairs],
            [grade for _unit, grade in pairs],
            kinds=tuple(problem.grades.codes),
            most_size=rng.integers(1, 4, hosts),
            unit_cost=rng.integers(0, 4, units) * 100,
            group_cost=rng.integers(1, 5, hosts) * 100,
            party_language=rng.integers(-1, 2, n),
            unit_language=rng.random((units, 2)) < 0.6,
            enters=enters,
            leaves=np.minimum(enters + rng.integers(0, MONTHS + 1, n), MONTHS),
            share=rng.choice([500, 1000], n),
            unit_pupils=rng.integers(0, 9, units),
            unit_recent=rng.integers(0, 3, units),
        ),
    )


def drawn_rule(rng):
    """A rule of groups with some of its parts."""

    def maybe(value):
        return value if rng.random() < 0.3 else None

    return HostingRule(
        min_hosts=int(rng.integers(0, 3)),
        groups_most=maybe(int(rng.integers(2, 6))),
        top_units=1,
        top_share=maybe(int(rng.choice([500, 600, 750]))),
        recent_share=maybe(int(rng.choice([400, 500, 600]))),
    )


def groups_of(problem, chosen):
    """Groups needed by every host, pupil by pupil; the slow and plain way."""
    hosting = problem.hosting
    needed, fullest = [], []
    for host in range(len(hosting.host_unit)):
        full = 0
        for month in range(hosting.months):
            load = sum(
                int(hosting.share[i] * problem.parties.size[i])
                for i, row in enumerate(chosen)
                if row >= 0
                and hosting.option_host[row] == host
                and hosting.enters[i] <= month < hosting.leaves[i]
            )
            full = max(full, load)
        fullest.append(full)
        needed.append(-(-full // (1000 * int(hosting.most_size[host]))))
    return needed, fullest


def keeps_groups(problem, rule, chosen):
    """Whether a placement keeps every rule of groups; nothing here is from the solver."""
    hosting = problem.hosting
    needed, fullest = groups_of(problem, chosen)
    unit = problem.unit_of_option()
    of_unit = [0] * len(problem.unit_ids)
    for host, groups in enumerate(needed):
        of_unit[hosting.host_unit[host]] += groups
        if groups > hosting.most[host] or fullest[host] < 1000 * hosting.least_size[host] * groups:
            return False
    if any(groups > most for groups, most in zip(of_unit, hosting.unit_most, strict=True)):
        return False
    if rule.groups_most is not None and sum(needed) > rule.groups_most:
        return False
    if sum(groups > 0 for groups in of_unit) < rule.min_hosts:
        return False
    return (
        _seats_last(problem, chosen)
        and _recent_small(problem, rule, chosen, unit)
        and _top_small(problem, rule, chosen, unit)
    )


def _seats_last(problem, chosen):
    hosting, offerings = problem.hosting, problem.offerings
    for offering in range(len(offerings)):
        there = [
            i for i, r in enumerate(chosen) if r >= 0 and problem.options.offering[r] == offering
        ]
        if len(there) > offerings.seats[offering]:
            return False
        for month in range(hosting.months if hosting.seats is not None else 0):
            taken = sum(hosting.seat_from[i] <= month for i in there)
            if taken > hosting.seats[offering, month]:
                return False
    return True


def _recent_small(problem, rule, chosen, unit):
    if rule.recent_share is None:
        return True
    hosting = problem.hosting
    for u in range(len(problem.unit_ids)):
        here = sum(r >= 0 and unit[r] == u for r in chosen)
        recent, everybody = hosting.unit_recent[u] + here, hosting.unit_pupils[u] + here
        if here and 1000 * recent > rule.recent_share * everybody:
            return False
    return True


def _top_small(problem, rule, chosen, unit):
    if rule.top_share is None:
        return True
    counts = [0] * len(problem.unit_ids)
    for row in chosen:
        if row >= 0 and problem.hosting.option_host[row] >= 0:
            counts[unit[row]] += 1
    top = sum(sorted(counts, reverse=True)[: rule.top_units])
    return 1000 * top <= rule.top_share * sum(counts)


def every_full_placement(problem):
    """All placements in which everybody has a place."""
    start = problem.options.start
    choices = [range(start[i], start[i + 1]) for i in range(len(problem.parties))]
    return [np.array(row, np.int64) for row in product(*choices)]


def steps(room, *names):
    return [Step(name, load(room, name).Params()) for name in names]


def effort(gap=0.0, **more):
    return Effort(Limits(gap=gap, **more), "auto", lambda _line: None)


def asked(problem, rule, goals):
    rules = steps("rule", "everyone_placed", "capacity")
    return Asked(problem.hosting, rule, rules, steps("goal", *goals))


def whole_and_in_parts(town, rng, goals, monkeypatch, *, towns=6):
    """Yield problem, rule and what is found with later goals at once, and in parts alone."""
    for _ in range(towns):
        problem, rule = town(rng), drawn_rule(rng)
        ask = asked(problem, rule, goals)
        try:
            plain = solve_groups(problem, ask, effort(), Work())
        except InfeasibleError:
            continue
        with monkeypatch.context() as small:
            small.setattr(stage, "_MANY", 0)
            yield problem, rule, plain, solve_groups(problem, ask, effort(), Work())
