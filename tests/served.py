"""Tiny towns with services outwards: two or three runs of three stops, rides drawn by seed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from skolval.domain.ride_rows import with_ride_rows
from skolval.domain.services import Calls, ReversedTransport, Services, TakeUp

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
    rule = ReversedTransport(participation=kind, take_up=TakeUp(share=700, per_minute=3))
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
                             int(rng.integers(300, 3000)), int(rng.integers(0, 900)),
                             int(rng.integers(1000, 9000))))  # fmt: skip
    columns = ["party", "service", "offering", "board", "alight", "back_board", "back_alight",
               "taken", "walked", "way"]  # fmt: skip
    return with_ride_rows(problem, made, pd.DataFrame(rows, columns=columns).astype("int64"), first)
