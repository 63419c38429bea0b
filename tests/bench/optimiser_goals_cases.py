"""Goals: how long they take to write for a municipality, and to make small for a cohort."""

from __future__ import annotations

import numpy as np

from bench.registry import Report, case, clock
from cities import city
from skolval.domain.policy import Step
from skolval.errors import TimeRanOutError
from skolval.registry import load, names
from skolval.solver.model import ArrayModel
from skolval.solver.solve import solve
from skolval.solver.system import Limits

STATED = {"transport_cost": {"kronor": 10_000}}
COHORT = {
    "travel": [("travel", {})],
    "beyond 2 km, then travel": [
        ("travel_over_limit", {"metres": 2000, "tolerance": 1}), ("travel", {}),
    ],
    "travel and imbalance weighed (a pupil as 1 km)": [
        ("travel", {"weight": 100}), ("imbalance", {"weight": 1}),
    ],
    "entitled to transport, then travel": [
        ("entitled_pupils", {}), ("travel", {}),
    ],
    "variance ratio (V)": [("evenness", {})],
    "information theory (H)": [("evenness", {"measure": "theil_h"})],
    "Hutchens (R)": [("evenness", {"measure": "hutchens"})],
    "utilisation, fullest less emptiest": [("utilisation_spread", {})],
    "worst 5 % of ways, in steps of 500 m": [
        ("worst_travel", {"measure": "share", "step": 500}),
    ],
    "longest way, in steps of 500 m": [("worst_travel", {"step": 500})],
    "units open": [("units_open", {})],
}  # fmt: skip
"""What is made small for the cohort, under capacity and, where it is hard, a travel budget."""
_BUDGETED = ("variance", "information", "Hutchens")


def step(room, name, **params):
    return Step(name, load(room, name).Params(**params))


def municipality():
    """28,000 pupils of ten grades, 90 units, about 400,000 options."""
    return city(
        pupils=28_000, units=90, areas=150, grades=range(10), nearest=15, homes=True, seed=1
    )


def cohort():
    """2,800 pupils, 67 units, their 15 nearest each."""
    return city(pupils=2800, units=67, areas=120, nearest=15, homes=True, spare=1.08, seed=2)


@case
def goals_written_for_a_municipality() -> Report:
    """Every goal is written, and counted, on the whole municipality."""
    problem = municipality()
    report = Report(
        f"Goals written for {len(problem.parties):,} pupils and {len(problem.options):,} options",
        "each in 1 s",
    )
    chosen = problem.options.start[:-1]
    for name in names("goal"):
        goal = load("goal", name)
        params = goal.Params(**STATED.get(name, {}))
        model = ArrayModel(len(problem.options))
        with clock() as written:
            goal.post(problem, model, params)
        with clock() as counted:
            goal.value(problem, chosen, params)
        report.add(name, f"written in {written[0]:.2f} s, counted in {counted[0]:.2f} s")
    return report


@case
def goals_made_small_for_a_cohort() -> Report:
    """Each goal alone, or several in order, for a cohort; 60 s at most per stage."""
    problem = cohort()
    report = Report(
        f"Goals made small for {len(problem.parties):,} pupils, 67 units and "
        f"{len(problem.options):,} options",
        "0.5 % in 10 s where a goal is a sum over pupils",
    )
    rules = [step("rule", "everyone_placed"), step("rule", "capacity")]
    least = solve(problem, rules=rules, goals=[step("goal", "travel")], limits=Limits()).objective
    budget = step("rule", "travel_budget", of="metres", metres=int(1.1 * least))
    for what, asked in COHORT.items():
        mine = [*rules, budget] if what.startswith(_BUDGETED) else rules
        goals = [step("goal", name, **params) for name, params in asked]
        with clock() as seconds:
            told = _solved(problem, mine, goals)
        report.add(what, f"{seconds[0]:.1f} s, {told}")
    return report


def _solved(problem, rules, goals):
    try:
        solved = solve(problem, rules=rules, goals=goals, limits=Limits(gap=0.005, seconds=60))
    except TimeRanOutError:
        return "no placement found"
    return _proven(solved.details["stages"])


def _proven(stages: list[dict]) -> str:
    gaps = [np.inf if stage["gap"] is None else 100 * stage["gap"] for stage in stages]
    return "gap " + ", ".join(f"{gap:.2f} %" for gap in gaps)
