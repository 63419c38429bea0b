"""Cases of the spine: kernel, whole municipality, optimiser, generator."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.registry import Report, case, clock, median_seconds
from mechanisms.oracles import plain_deferred_acceptance
from skolval import read_instance, read_policy
from skolval.criteria._ranking import priority_rank
from skolval.demo import run_demo
from skolval.domain.deviation import deviation
from skolval.domain.preferences import preference_order
from skolval.io.run import read_run
from skolval.io.shipped import find_instance
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.market import Market
from skolval.mechanisms._market import market_of
from skolval.place import place, problem_of
from skolval.report.map import write_map
from skolval.report.page import write_report
from skolval.synth.importers import uppsala_public
from skolval.travel.table import travel_table
from towns import policy, random_problem, step

ROOT = Path(__file__).resolve().parents[2]


def market(pupils: int, units: int, wishes: int = 5, seed: int = 1):
    """A random market: `wishes` distinct units per pupil, seats 5 % above the pupils."""
    rng = np.random.default_rng(seed)
    first = rng.integers(0, units, pupils)
    step = rng.integers(1, max(2, units // wishes), pupils)
    offering = (first[:, None] + step[:, None] * np.arange(wishes)) % units
    key = rng.permutation(pupils * wishes)
    seats = np.full(units, int(pupils * 1.05 / units) + 1)
    start = np.arange(0, pupils * wishes + 1, wishes)
    return Market(start, offering.ravel(), key, seats)


@case
def deferred_acceptance_kernel() -> Report:
    """The compiled kernel on random markets, beside a plain Python version at 10,000."""
    report = Report(
        "Deferred acceptance kernel, 5 wishes each", "100,000 in 50 ms; 1,000,000 in 1 s"
    )
    for pupils in (10_000, 100_000, 1_000_000):
        drawn = market(pupils, max(50, pupils // 300))
        seconds = median_seconds(lambda m=drawn: deferred_acceptance(m))
        report.add(f"{pupils:,} pupils", f"{seconds * 1000:.1f} ms")
    problem = random_problem(
        np.random.default_rng(1), parties=2000, offerings=40, grades=1, density=0.15, of=policy()
    )
    rows, key = preference_order(problem), priority_rank(problem)
    slow = median_seconds(lambda: plain_deferred_acceptance(problem, rows, key), 3)
    same, _rows = market_of(problem)
    fast = median_seconds(lambda: deferred_acceptance(same))
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
def uppsala() -> Report:
    """Real Uppsala, first-year cohort, where the public files are at hand."""
    report = Report(
        "Real Uppsala: first-year cohort on 59 units",
        "deferred acceptance in 1 s; balanced with a gap of 1 % in 30 s, travel at most 5 % above"
        " the least, D at most 0.21",
    )
    folder = Path(os.environ.get("SKOLVAL_SHARED", ROOT.parent / "shared")) / "data" / "uppsala"
    if not folder.is_dir():
        report.add("public files", "not on this machine")
        return report
    with clock() as seconds:
        instance = uppsala_public.read(folder, uppsala_public.Params(seed=1)).instance
    report.add("import", f"{seconds[0]:.2f} s")
    travel = travel_table(instance)
    least = _least_metres(instance, travel)
    for name, group in (
        ("uppsala_2021", "low_education"),
        ("balanced", "low_education"),
        ("balanced_background", "foreign_background"),
    ):
        problem = problem_of(instance, read_policy(name), travel=travel)
        with clock() as seconds:
            placement = place(problem)
        found = deviation(problem, group, "area")
        index = found.index(int(np.abs(found.sums(placement.chosen)).sum()))
        metres = int(placement.metres(problem).sum())
        proof = "" if placement.gap is None else f", gap {placement.gap:.2%}"
        report.add(
            f"{name}: {len(placement.chosen):,} pupils",
            f"{seconds[0]:.2f} s{proof}, travel {metres / least - 1:+.1%} against the least,"
            f" D of {group} by home area {index:.3f}",
        )
    return report


def _least_metres(instance, travel) -> int:
    """Return the least total metres within the seats, by the optimiser without balance."""
    rules = replace(
        read_policy("balanced"),
        rules=tuple(step("rule", name) for name in ("capacity", "everyone_placed")),
    )
    placement = place(problem_of(instance, rules, travel=travel))
    assert placement.gap == 0
    return int(placement.objective)


@case
def report_and_map() -> Report:
    """Report and map of exempelstad under four policies."""
    report = Report("Report and map of exempelstad, four policies", "report in 5 s and 4 MB")
    with tempfile.TemporaryDirectory() as folder:
        made = run_demo("exempelstad", Path(folder) / "demo", lang="sv")
        runs = [read_run(run.folder) for run in made.runs]
        for name, write in (("report", write_report), ("map", write_map)):
            path = Path(folder) / f"{name}.html"
            seconds = median_seconds(
                lambda w=write, p=path: w(runs, p, lang="sv", instance=made.instance), 3
            )
            report.add(name, f"{seconds:.1f} s, {path.stat().st_size / 1e6:.2f} MB")
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
