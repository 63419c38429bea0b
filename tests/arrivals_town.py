"""Ankomst, a made-up town of four units on a line where pupils arrive during the year.

        A ---- B ---- C ------ D        1 km apart, D 3 km from C
    1-3, 4-6  1-3    1-3, 4-6  4-6      bands of groups that each may run
    today: A; reception: A and C; A speaks arabiska, B ukrainska and C both

Group size 2 at most by part of the week. All names and numbers are invented.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from skolval.domain.hosting import HostingRule
from skolval.domain.instance import Instance
from skolval.domain.placed_problem import placed_problem
from skolval.domain.placed_view import placed_view
from skolval.domain.placement import Placement, Status
from skolval.domain.policy import Policy
from skolval.domain.problem import Problem
from skolval.io.run import Run, run_of
from skolval.travel.table import travel_table
from towns import frame, policy, town

AT = {"A": 0.0, "B": 1000.0, "C": 2000.0, "D": 5000.0}
_X, _Y = 640_000.0, 6_630_000.0


def pupil(number: int, grade: str, home: str, arrival: str, **more: Any) -> dict[str, Any]:
    """A newly arrived pupil who lives 100 metres from the unit `home`."""
    told: dict[str, Any] = {
        "pupil_id": f"n{number}", "grade": grade, "x": _X + AT[home] + 100, "y": _Y,
        "arrival": arrival, "months_needed": 6, "week_percent": 80,
    }  # fmt: skip
    return told | more


PUPILS: tuple[dict[str, Any], ...] = (
    pupil(1, "1", "A", "2026-08-20", language="arabiska"),
    pupil(2, "2", "A", "2026-09-02", language="ukrainska", household="h1"),
    pupil(3, "5", "A", "2026-09-02", language="ukrainska", household="h1"),
    pupil(4, "3", "B", "2026-11-15", language="somaliska"),
    pupil(5, "6", "C", "2027-01-10"),
    pupil(6, "F", "B", "2026-10-01"),
    pupil(7, "4", "A", "2026-03-01", current_unit="A", months_before=5, months_needed=9),
    pupil(8, "2", "B", "2026-12-01", months_needed=0, wishes="C D"),
)


def arrivals_town(pupils: Any = PUPILS, **tables: Any) -> Instance:
    """The town, with other pupils or tables where given."""
    units = [{"unit_id": u, "name": f"{u}-skolan", "x": _X + x, "y": _Y} for u, x in AT.items()]
    grades = {"A": "F123456", "B": "F123", "C": "F123456", "D": "456"}
    offerings = [
        {"offering_id": f"{u}-{g}", "unit_id": u, "grade": g, "seats": 5}
        for u, held in grades.items()
        for g in held
    ]
    free = [{"unit_id": u, "grade": g, "seats": 1} for u, held in grades.items() for g in held]
    free += [{"unit_id": "A", "grade": "3", "seats": 2, "from_date": "2026-12-01"}]
    base = {"size_least": 0, "size_most": 2, "groups_most": 2, "group_cost": 900_000}
    hosts = [
        base | {"unit_id": unit, "kind": kind, "unit_cost": 300_000, "languages": spoken,
                "groups_today": int(unit == "A"), "reception": unit in "AC",
                "unit_groups_most": 3, "pupils_today": 100, "newly_arrived_today": 10}
        for unit, kinds, spoken in (("A", ("1-3", "4-6"), "arabiska"), ("B", ("1-3",), "ukrainska"),
                                    ("C", ("1-3", "4-6"), "arabiska ukrainska"), ("D", ("4-6",), ""))
        for kind in kinds
    ]  # fmt: skip
    made = town(
        units, offerings, [{"pupil_id": "e1", "grade": "1", "x": _X, "y": _Y, "low_education": 0}],
        name="ankomst",
    )  # fmt: skip
    told = {"newly_arrived": frame("newly_arrived", list(pupils), "low_education"),
            "free_seats": frame("free_seats", free), "hosts": frame("hosts", hosts)}  # fmt: skip
    return made.replace(**(told | tables))


def arrivals_policy(**rule: Any) -> Policy:
    """A policy that places the newly arrived; its mechanism is not asked for in these tests."""
    return policy(
        "nearest_school", name="arrivals", places="newly_arrived", hosting=HostingRule(**rule)
    )


def arrivals_problem(instance: Instance | None = None, **rule: Any) -> Problem:
    """The problem of the town under a rule."""
    made = instance or arrivals_town()
    asked = arrivals_policy(**rule)
    return placed_problem(made, asked, travel_table(placed_view(made, asked)))


def greedy(problem: Problem) -> Placement:
    """A placement for tests: everybody in turn at the nearest option with room for both seats."""
    hosting, options = problem.hosting, problem.options
    chosen = np.full(len(problem.parties), -1, np.int64)
    load = np.zeros((len(hosting), hosting.months), np.int64)
    seats = hosting.seats.copy()
    month = np.arange(hosting.months)
    fixed = np.argsort(hosting.kept < 0, kind="stable")
    for party in fixed:
        rows = np.arange(options.start[party], options.start[party + 1])
        rows = rows[np.argsort(options.metres[rows], kind="stable")]
        inside = (month >= hosting.enters[party]) & (month < hosting.leaves[party])
        taken = month >= hosting.seat_from[party]
        for row in rows:
            host, offering = hosting.option_host[row], options.offering[row]
            if (seats[offering][taken] < 1).any():
                continue
            if host >= 0:
                full = 1000 * hosting.most[host] * hosting.most_size[host]
                if (load[host] + hosting.share[party] * inside > full).any():
                    continue
                load[host] += hosting.share[party] * inside
            seats[offering] -= taken
            chosen[party] = row
            break
    groups = -(-load.max(axis=1) // (1000 * hosting.most_size))
    return Placement(
        chosen, "greedy", status=Status.MECHANISM, groups=groups.astype(np.int64),
        details={"order": "nearest first"},
    )  # fmt: skip


def arrivals_run(instance: Instance | None = None, **rule: Any) -> Run:
    """The town's run, placed greedily."""
    made = instance or arrivals_town()
    problem = arrivals_problem(made, **rule)
    return run_of(made, problem, greedy(problem))
