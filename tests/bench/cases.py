"""Cases of the spine: whole municipality, optimiser, generator."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench.registry import Report, case, clock
from skolval import read_instance, read_policy
from skolval.domain.deviation import deviation
from skolval.io.shipped import find_instance
from skolval.place import place, problem_of
from skolval.synth.importers import uppsala_public
from skolval.travel.table import travel_table
from towns import step

ROOT = Path(__file__).resolve().parents[2]


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
