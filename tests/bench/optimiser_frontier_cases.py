"""The front of a cohort: 20 points of least travel under a ceiling on D, each with its bound."""

from __future__ import annotations

import time

import numpy as np

from bench.registry import Report, case, clock, peak_mebibytes
from cities import city
from skolval.domain.deviation import deviation
from skolval.frontier.lowest import lowest
from skolval.solver.chain import Chain
from skolval.solver.system import Limits
from towns import step

_POINTS = 20


@case
def frontier_of_a_cohort() -> Report:
    """2,800 pupils with homes of their own, 67 units, 42,000 options; composition by pupil."""
    return _front("pupil")


@case
def frontier_of_a_cohort_group_blind() -> Report:
    """The same cohort, composition by home area (150 shares)."""
    return _front("area")


def _front(basis: str) -> Report:
    report = Report(
        f"Front of {_POINTS} points of a cohort, 2,800 pupils x 67 units, 42,000 options, "
        f"composition by {basis}",
        "30 s, gaps of at most 0.5 % of travel",
    )
    problem = city(pupils=2800, units=67, areas=150, nearest=15, homes=True)
    away = deviation(problem, None, basis)
    gaps, nodes = [], 0
    began = time.process_time()
    with clock() as seconds:
        rules = [step("rule", "everyone_placed"), step("rule", "capacity")]
        goals = [step("goal", "travel"), step("goal", "imbalance", basis=basis)]
        chain = Chain(problem, rules, goals, Limits(gap=0.004, nodes=5), lambda _text: None)
        asked = chain.about(0)
        least = chain.plan(asked, chain.root(asked))
        low = lowest(chain, 1.25 * least.value, known=least, start=None)
        best = low.found or least
        first, last = away.index(best.goals[1]), away.index(least.goals[1])
        for at in np.linspace(first, last, _POINTS):
            asked = chain.about(0, [(1, away.ceiling(float(at) + 1e-5))])
            found = chain.plan(asked, chain.root(asked), best.chosen)
            best = found or best
            gaps.append((best.value - best.bound) / best.value if found else np.inf)
            nodes += best.nodes
    used = time.process_time() - began
    report.add("time, of it processor", f"{seconds[0]:.1f} s, {used:.1f} s")
    report.add("largest gap, mean gap", f"{max(gaps):.2%}, {np.mean(gaps):.2%}")
    report.add("D from, to, proven least", f"{last:.3f}, {first:.3f}, {away.index(low.bound):.3f}")
    report.add("search nodes", str(nodes))
    report.add("peak memory", f"{peak_mebibytes():,.0f} MiB")
    return report
