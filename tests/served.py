"""Tiny towns with services outwards: two or three runs of three stops, rides drawn by seed."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd

from cities import tiny_problem
from skolval.domain.ride_rows import with_ride_rows
from skolval.domain.services import Calls, ReversedTransport, Services, TakeUp
from skolval.domain.subset import with_rows

CALLS = 3


def services(rng, count):
    """Return services of three calls each, an hour in the morning and one in the afternoon."""
    start = np.arange(count + 1) * CALLS

    def run(hour):
        times = np.tile(np.arange(CALLS) * 600, count) + hour * 3600
        seats = np.where(np.arange(CALLS * count) % CALLS < CALLS - 1,
                         rng.integers(1, 3, CALLS * count), 0)  # fmt: skip
        return Calls(start, np.arange(CALLS * count), times, times, seats)

    return Services(
        ids=np.array([f"R{number + 1}" for number in range(count)]),
        kind=rng.integers(0, 3, count),
        running=rng.random(count) < 0.3,
        cost=rng.integers(1, 9, count) * 100,
        pupil_cost=rng.integers(0, 3, count) * 50,
        stop_ids=np.array([f"s{number}" for number in range(CALLS * count)]),
        out=run(7),
        back=run(15),
        out_trips=np.array([f"o{number}" for number in range(count)]),
        back_trips=np.array([f"b{number}" for number in range(count)]),
    )


def served(problem, rng, *, participation=None, density=0.5):
    """Return the problem with services, and rides of some parties to offerings of their grade."""
    made = services(rng, int(rng.integers(1, 4)))
    kind = participation or ("voluntary", "what_if")[int(rng.integers(2))]
    rule = ReversedTransport(
        participation=kind, take_up=TakeUp(share=int(rng.choice([700, 1000])), per_minute=3)
    )
    problem = problem.replace(policy=problem.policy.replace(reversed_transport=rule))
    parties, offerings = problem.parties, problem.offerings
    first = np.where(np.diff(problem.options.start) > 0, problem.options.start[:-1], -1)
    rows = []
    for party in range(len(parties)):
        for service in range(len(made)):
            for offering in np.flatnonzero(offerings.grade == parties.grade[party]):
                if rng.random() > density or (first[party] < 0 and kind == "voluntary"):
                    continue
                ends = [CALLS * service + np.sort(rng.permutation(CALLS)[:2]) for _ in range(2)]
                rows.append((party, service, offering, *ends[0], *ends[1],
                             int(rng.integers(300, 3000)), int(rng.integers(1000, 9000)),
                             *rng.integers(0, 450, 4)))  # fmt: skip
    columns = ["party", "service", "offering", "board", "alight", "back_board", "back_alight",
               "taken", "way", "home_metres", "unit_metres", "back_unit_metres",
               "back_home_metres"]  # fmt: skip
    rides = pd.DataFrame(rows, columns=columns).astype("int64")
    wider = with_ride_rows(problem, made, rides, first)
    if kind == "voluntary":
        return wider
    # some can go nowhere but by bus
    footless = rng.random(len(parties)) < 0.6
    return with_rows(wider, (wider.options.mode > 0) | ~footless[wider.options.party])


def aboard(problem, rng):
    """Return a placement in which most who can ride do, and some have no place."""
    chosen = np.full(len(problem.parties), -1, np.int64)
    for party in range(len(chosen)):
        rows = np.arange(problem.options.start[party], problem.options.start[party + 1])
        rides = rows[problem.options.mode[rows] > 0]
        some = rides if len(rides) and rng.random() < 0.7 else rows
        if len(some) and rng.random() < 0.75:
            chosen[party] = some[rng.integers(len(some))]
    return chosen


def crowded(problem, chosen, rng):
    """Return the problem with about as many seats as are taken if everybody declines."""
    rides = problem.services.rides
    rows = chosen[chosen >= 0]
    size, offering = problem.parties.size[problem.options.party], problem.options.offering
    back = rows[rides.fallback[rows] >= 0]
    taken = np.bincount(offering[rows], size[rows], len(problem.offerings))
    taken += np.bincount(offering[rides.fallback[back]], size[back], len(problem.offerings))
    some = rng.random(len(taken)) < 0.7
    seats = np.maximum(taken.astype(np.int64) - rng.integers(0, 2, len(taken)), 0)
    seats = np.where(some, seats, problem.offerings.seats)
    return problem.replace(offerings=dataclasses.replace(problem.offerings, seats=seats))


def served_town(rng):
    """Return a town with services and a placement, both as odd as the law needs them."""
    problem = served(tiny_problem(rng), rng)
    chosen = aboard(problem, rng)
    return crowded(problem, chosen, rng), chosen
