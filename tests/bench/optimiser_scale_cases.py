"""Whole cohorts, municipalities and a city of Stockholm's size to a proven gap."""

from __future__ import annotations

import resource
import time

from bench.municipalities import municipality
from bench.registry import Report, case
from skolval.domain.policy import Step
from skolval.registry import load
from skolval.solver.solve import solve
from skolval.solver.system import Limits

COHORT = {"pupils": 2766, "units": 90, "areas": 150, "grades": (0,)}
WHOLE = {"pupils": 28_000, "units": 90, "areas": 150, "radius": 3700}
THREE = WHOLE | {"groups": 3}
REACHED = {"pupils": 30_000, "units": 133, "areas": 150, "grades": (0,), "nearest": 15}
"""Of 133 units 100 take the grade."""
CITY = {"pupils": 112_000, "units": 360, "areas": 600, "radius": 2800}


def _step(room, name, **params):
    return Step(name, load(room, name).Params(**params))


PLACED = (_step("rule", "everyone_placed"), _step("rule", "capacity"))


def _measured(report, what, size, gap, **imbalance):
    goals = [_step("goal", "travel", tolerance=10), _step("goal", "imbalance", **imbalance)]
    _solved(report, what, municipality(**size), (PLACED, goals, gap))


def _solved(report, what, problem, asked):
    rules, goals, gap = asked
    began, busy = time.perf_counter(), time.process_time()
    solved = solve(problem, rules=rules, goals=goals, limits=Limits(gap=gap))
    told = solved.details["goals"][-1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    took = f"{time.perf_counter() - began:.1f} s ({time.process_time() - busy:.1f} s of CPU)"
    report.add(
        what, f"{len(problem.options):,} options: gap {told['gap']:.2%}, {took}, peak {peak} MiB"
    )


@case
def optimiser_cohort() -> Report:
    """Least D with travel at most a tenth above the least, one grade."""
    report = Report(
        "Optimiser: cohort of 2,766 pupils x 68 units, least D with travel at most 10 % above least",
        "0.5 % in 10 s, 0.2 % in 30 s",
    )
    for gap in (0.005, 0.002):
        _measured(report, f"asked {gap:.1%}", COHORT, gap, basis="pupil")
    return report


@case
def optimiser_municipality() -> Report:
    """All grades at once, seats by grade."""
    report = Report(
        "Optimiser: 28,000 pupils x 90 units, all grades, travel at most 10 % above least",
        "0.5 % in 30 s, 0.1 % in 60 s, under 1.5 GiB",
    )
    _measured(report, "deviation by unit and grade", WHOLE, 0.01, basis="pupil")
    _measured(report, "deviation by unit, all grades", WHOLE, 0.02, basis="pupil", per="unit")
    return report


@case
def optimiser_three_groups() -> Report:
    """Three groups evened out at once."""
    report = Report(
        "Optimiser: 28,000 pupils x 90 units, three groups at once, travel at most 10 % above least",
        "1 % in 3 minutes",
    )
    groups = {"groups": ("g", "k", "l"), "basis": "pupil"}
    _measured(report, "deviation by unit, all grades", THREE, 0.01, per="unit", **groups)
    _measured(report, "deviation by unit and grade", THREE, 0.01, **groups)
    return report


@case
def optimiser_least_travel() -> Report:
    """Least travel where D has a ceiling: the form to begin with."""
    report = Report(
        "Optimiser: least travel subject to D at most 0.2, 30,000 pupils x 100 units x 15 options",
        "10 s",
    )
    problem = municipality(**REACHED)
    rules = [*PLACED, _step("rule", "balance", at_most=0.2, basis="pupil")]
    _solved(report, "asked 0.5 %", problem, (rules, [_step("goal", "travel")], 0.005))
    return report


@case
def optimiser_city() -> Report:
    """Stockholm's size."""
    report = Report(
        "Optimiser: 112,000 pupils x 360 units, 3.0 million options",
        "2 % in 3 minutes, 1 % in 10, under 2 GiB",
    )
    _measured(report, "deviation by unit and grade", CITY, 0.02, basis="pupil")
    return report
