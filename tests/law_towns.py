"""Towns in which the law is tried: odd ones, fine-grained ones, and ones that lie near home."""

from __future__ import annotations

import dataclasses

import numpy as np

from cities import _with_structure, make_problem, random_placement, tiny_problem
from hosted_towns import with_hosting
from served import served_town
from skolval.domain.introduction import Merits
from skolval.domain.introduction_facts import Introduction
from skolval.domain.policy import NearHome
from zoned import zoned_town

__all__ = ["towns"]

_NEAR = (
    None,
    NearHome(metres=(1000, 2000, 2000)),
    NearHome(nearest=(2, 2, 2), always=False),
    NearHome(metres=(1500, 1500, 1500), nearest=(3, 1, 1)),
)


def towns(count, *, seed):
    """Yield towns with a placement in each.

    Every third is fine-grained: home areas differ by a permille or not at all, so that one
    part of a pupil can be the difference between kept and broken; half of these have three
    pupils, since a third is no whole number of parts. In every other of these all who can go
    to the first unit go there. Every fifth is a town of areas (see `zoned`) instead.
    After every third comes one with services outwards (see `served`), after every sixth the
    same once more with groups at its units (see `hosted_towns`).
    """
    rng = np.random.default_rng(seed)
    for number in range(count):
        problem = tiny_problem(rng)
        if number % 3 == 2:
            problem = _fine(_of_three(rng) if number % 2 else problem, rng)
        near = _NEAR[int(rng.integers(len(_NEAR)))]
        problem = problem.replace(policy=problem.policy.replace(near_home=near))
        chosen = random_placement(rng, problem)
        if number % 3 == 2 and rng.random() < 0.5:
            chosen = _together(problem)
        if number % 5 == 4:
            own = np.random.default_rng((seed, number))
            problem, chosen = zoned_town(own)
            problem = _with_structure(problem, own)
        yield problem, chosen
        if number % 3 == 1:
            yield served_town(np.random.default_rng((seed, number)))
        if number % 6 == 3:
            own = np.random.default_rng((seed, number, 1))
            yield _with_programmes(with_hosting(problem, own), own), chosen
    if count >= 600:
        yield _one_part_beyond()


def _with_programmes(problem, rng):
    """Return the town with what introduction programmes ask of its groups, drawn by lot."""
    hosts, units, parties = len(problem.hosting), len(problem.unit_ids), len(problem.parties)
    yes = lambda *size: rng.random(size) < 0.5  # noqa: E731 - a coin, tossed below
    facts = Introduction(
        national=np.array(["BA"]),
        vocational=np.array([True]),
        runs=yes(units, 1),
        programme=np.zeros(hosts, np.int64),
        towards=np.full(hosts, -1),
        individual=yes(hosts),
        agreed=yes(hosts),
        hours=np.full(hosts, 23),
        coread=rng.integers(0, 12, hosts),
        teachers=rng.integers(0, 3, hosts),
        merits=Merits(yes(parties), yes(parties), yes(parties), rng.integers(0, 9, parties)),
        newly_arrived=yes(parties),
        started=yes(parties),
        resident=yes(parties),
        turns_20=np.full(parties, -1),
        start=(2026, 8),
    )
    return problem.replace(introduction=facts)


def _one_part_beyond():
    """A unit one part beyond a whole pupil outside a band of five points: nine pupils, two units."""
    share = np.array([150, 150, 550, *[858] * 5, 860])
    problem = make_problem(
        offering_unit=[0, 1],
        offering_grade=[0, 0],
        seats=[9, 9],
        grade=[0] * 9,
        options=[(i, o, 100 + o, 0) for i in range(9) for o in range(2)],
    )
    shares = np.repeat(share[:, None], 2, axis=1)
    parties = dataclasses.replace(
        problem.parties, area_share=shares, member=np.repeat(np.arange(9)[:, None] % 2, 2, axis=1)
    )
    problem = problem.replace(parties=parties, groups=("g", "h"))
    problem = _with_structure(problem, np.random.default_rng(1))
    problem = problem.replace(policy=problem.policy.replace(near_home=_NEAR[0]))
    return problem, np.array([2 * i + (i < 3) for i in range(9)], np.int64)


def _of_three(rng):
    """Return a town of three single pupils in one grade who can all go somewhere."""
    while True:
        problem = tiny_problem(rng)
        parties = problem.parties
        if len(parties) == 3 and parties.size.max() == 1 and len(set(parties.grade)) == 1:
            return problem


def _fine(problem, rng):
    parties = problem.parties
    n, groups = parties.area_share.shape
    level = int(rng.choice([0, 500, 997]))
    share = level + rng.integers(0, int(rng.choice([1, 2, 3])), (n, groups))
    member = np.minimum(parties.size[:, None], rng.integers(0, 2, (n, groups)))
    return problem.replace(parties=dataclasses.replace(parties, area_share=share, member=member))


def _together(problem):
    """Return the placement in which everybody who can goes to the first unit that anybody can."""
    units, start = problem.unit_of_option(), problem.options.start
    chosen = np.full(len(problem.parties), -1, np.int64)
    for party in range(len(chosen)):
        mine = np.arange(start[party], start[party + 1])
        there = mine[units[mine] == units.min()] if len(mine) else mine
        chosen[party] = there[0] if len(there) else -1
    return chosen
