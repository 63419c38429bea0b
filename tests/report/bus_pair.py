"""Busstad with forty pupils, one of them protected, and the same town without that pupil."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bus_town import bus_policy, bus_town
from skolval.domain.placement import Placement
from skolval.domain.school_transport import ModeCost, TransportCosts
from skolval.domain.services import ReversedTransport, TakeUp
from skolval.io.run import run_of
from skolval.place import place, problem_of

__all__ = ["free", "pair", "riders", "towns"]

RULE = ReversedTransport(take_up=TakeUp(share=500, per_minute=0), hold="all", budget=400_000)
PRICES = TransportCosts(run=ModeCost(100_000, 200_000, "tender", seats=40))
HIDDEN = "q7"
TOWN_SEATS = 40


def towns():
    """The town where q7 is protected, and the same town without that pupil."""
    made = bus_town()
    first = made.pupils.iloc[[0]]
    pupils = pd.concat(
        [
            first.assign(pupil_id=f"q{k}", x=10.0 * k, low_education=k % 2,
                         protected=f"q{k}" == HIDDEN)
            for k in range(40)
        ],
        ignore_index=True,
    )  # fmt: skip
    hidden = pupils["pupil_id"] == HIDDEN
    pupils.loc[hidden, ["x", "y"]] = np.nan
    made = made.replace(
        pupils=pupils,
        services=made.services.assign(seats=20),
        offerings=made.offerings.assign(seats=[TOWN_SEATS, 30]),
    )
    return made, made.replace(pupils=pupils[~hidden].reset_index(drop=True))


def policies():
    """Without and with services; goals as in the shipped policies."""
    goals = (("travel_minutes", {"weight": 10}), ("outward_riders", {"weight": 1}))
    rules = (("capacity", {}), ("everyone_placed", {}))
    return (
        bus_policy(None, rules=rules, goals=goals[:1], name="without", title={"en": "without"}),
        bus_policy(RULE, rules=rules, goals=goals, name="with", title={"en": "with"},
                   transport_costs=PRICES),
    )  # fmt: skip


def pair():
    """Runs of both towns, policy by policy; everybody else is placed as in the first."""
    with_it, without = towns()
    found = ([], [])
    for one in policies():
        problem, fewer = problem_of(with_it, one), problem_of(without, one)
        placement = place(problem)
        chosen = _same(problem, fewer, placement.chosen)
        found[0].append(run_of(with_it, problem, placement))
        kept = Placement(chosen, placement.mechanism, status=placement.status,
                         objective=placement.objective, bound=placement.bound,
                         gap=placement.gap, seconds=placement.seconds,
                         details=placement.details, runs=placement.runs)  # fmt: skip
        found[1].append(run_of(without, fewer, kept))
    return found


def _same(problem, fewer, chosen):
    """Return the option rows of `fewer` that lead where `chosen` led."""
    options = problem.options
    held = {name: (int(options.offering[row]), int(options.mode[row]))
            for name, row in zip(problem.parties.ids.tolist(), chosen.tolist(), strict=True)}  # fmt: skip
    names, mine = fewer.parties.ids.tolist(), fewer.options
    rows = {
        (names[p], o, m): row
        for row, (p, o, m) in enumerate(
            zip(mine.party.tolist(), mine.offering.tolist(), mine.mode.tolist(), strict=True)
        )
    }
    return np.array([rows[name, *held[name]] for name in names])


def free(run):
    """Seats left at the town's unit when everybody declines."""
    problem, chosen = run.problem, run.placement.chosen
    rides = problem.services.rides
    after = np.where(problem.options.mode[chosen] > 0, rides.fallback[chosen], chosen)
    return TOWN_SEATS - int((problem.options.offering[after] == 0).sum())


def riders(run):
    """Pupils who are offered a seat."""
    return int((run.problem.options.mode[run.placement.chosen] > 0).sum())
