"""Cases of the spine: kernel, whole municipality, optimiser, generator."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.registry import Report, case, clock, median_seconds
from mechanisms.oracles import plain_deferred_acceptance
from skolval import read_instance, read_policy
from skolval.criteria._ranking import priority_rank
from skolval.domain.preferences import preference_order
from skolval.io.shipped import find_instance
from skolval.mechanisms._kernel import deferred_acceptance
from skolval.place import place, problem_of
from skolval.travel.table import travel_table
from towns import policy, random_problem


def market(pupils: int, units: int, wishes: int = 5, seed: int = 1):
    """A random market: `wishes` distinct units per pupil, seats 5 % above the pupils."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, units, pupils)
    step = rng.integers(1, max(2, units // wishes), pupils)
    offering = (first[:, None] + step[:, None] * np.arange(wishes)) % units
    key = rng.permutation(pupils * wishes)
    seats = np.full(units, int(pupils * 1.05 / units) + 1)
    start = np.arange(0, pupils * wishes + 1, wishes)
    return start, np.arange(pupils * wishes), offering.ravel(), key, seats


@case
def deferred_acceptance_kernel() -> Report:
    """The compiled kernel on random markets, beside a plain Python version at 10,000."""
    report = Report(
        "Deferred acceptance kernel, 5 wishes each", "100,000 in 50 ms; 1,000,000 in 1 s"
    )
    for pupils in (10_000, 100_000, 1_000_000):
        start, rows, offering, key, seats = market(pupils, max(50, pupils // 300))
        seconds = median_seconds(
            lambda s=start, r=rows, o=offering, k=key, c=seats: deferred_acceptance(
                s, r, offering=o, key=k, seats=c
            )
        )
        report.add(f"{pupils:,} pupils", f"{seconds * 1000:.1f} ms")
    problem = random_problem(
        np.random.default_rng(1), parties=2000, offerings=40, grades=1, density=0.15, of=policy()
    )
    rows, key = preference_order(problem), priority_rank(problem)
    slow = median_seconds(lambda: plain_deferred_acceptance(problem, rows, key), 3)
    fast = median_seconds(
        lambda: deferred_acceptance(
            problem.options.start,
            rows,
            offering=problem.options.offering,
            key=key,
            seats=problem.offerings.seats,
        )
    )
    report.add("2,000 pupils: plain Python / kernel", f"{slow / fast:,.0f} x")
    return report


def _policies_on(name: str, report: Report, policies: tuple[str, ...]) -> None:
    instance = read_instance(find_instance(name))
    with clock() as seconds:
        travel = travel_table(instance)
    report.add("travel table", f"{seconds[0]:.2f} s")
    for policy_name in policies:
        rules = read_policy(policy_name)
        with clock() as seconds:
            problem = problem_of(instance, rules, travel=travel)
        report.add(f"{policy_name}: options table ({len(problem.options):,} rows)",
                   f"{seconds[0]:.2f} s")  # fmt: skip
        with clock() as seconds:
            placement = place(problem)
        proof = "" if placement.gap is None else f", gap {placement.gap:.3%}"
        report.add(
            f"{policy_name}: placed {placement.placed.sum():,}", f"{seconds[0]:.2f} s{proof}"
        )


@case
def exempelstad() -> Report:
    """The shipped municipality under the four policies of the demo."""
    report = Report("exempelstad: about 4,500 pupils in four grades")
    place(problem_of(read_instance(find_instance("lillstad")), read_policy("lottery")))
    _policies_on("exempelstad", report, ("nearest_school", "uppsala_2021", "lottery", "balanced"))
    return report


@case
def help_and_check() -> Report:
    """Whole commands, cold."""
    report = Report("Whole commands, new process", "--help in 0.3 s")
    for words in (["--help"], ["check", "lillstad"]):
        seconds = median_seconds(
            lambda w=words: subprocess.run(
                [sys.executable, "-m", "skolval", *w], check=True, capture_output=True
            )
        )
        report.add("skolval " + " ".join(words), f"{seconds:.2f} s")
    return report


@case
def generate_a_million() -> Report:
    """One million synthetic pupils, written as Parquet."""
    report = Report("skolval generate miljon", "1,000,000 pupils in 2 minutes")
    with tempfile.TemporaryDirectory() as folder:
        code = (
            "import resource, sys; from skolval.cli import main\n"
            "try: main(sys.argv[1:])\n"
            "finally: print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
        )
        words = ["generate", "miljon", str(Path(folder) / "m"), "--seed", "1"]
        with clock() as seconds:
            done = subprocess.run(
                [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True
            )
        peak = done.stdout.split("PEAK")[-1].strip()
    report.add("time", f"{seconds[0]:.0f} s")
    report.add("peak memory", f"{peak} MiB")
    return report
