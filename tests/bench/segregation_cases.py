"""Cases of segregation: indices, permutations, random levels, change, interval, a file.

PySAL's `segregation` is measured on the same tables in the same run. It may live in an
environment of its own, so that its pins do not meet ours: SKOLVAL_PEERS names that interpreter.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from bench.registry import Report, case, median_seconds
from skolval import registry
from skolval.decomposition.over_time import change
from skolval.domain.counts import Counts
from skolval.indices import _gini, _kernel
from skolval.indices._families import family
from skolval.inference import inversion
from skolval.inference.permutation import permutation_tests
from skolval.measure.asked import Options
from skolval.measure.index_rows import index_rows

PEER = Path(__file__).with_name("segregation_peers.py")
PEER_PYTHON = os.environ.get("SKOLVAL_PEERS", os.environ.get("BENCH_PYTHON", sys.executable))
PEER_SECONDS = 900
FIVE = ("multigroup_dissimilarity", "multigroup_h", "relative_diversity", "squared_coefficient",
        "normalised_exposure")  # fmt: skip


def segregated(units: int, pupils: float, *, seed: int = 1, groups: int = 5) -> np.ndarray:
    """Return (units, groups) counts of about `pupils` a unit, of a town neither even nor apart."""
    rng = np.random.default_rng(seed)
    sizes = rng.poisson(pupils, units)
    mix = rng.dirichlet(np.geomspace(6, 0.4, groups), units)
    return np.stack([rng.multinomial(n, p) for n, p in zip(sizes, mix, strict=True)]).astype(float)


def small() -> np.ndarray:
    """60 schools, 25,000 pupils, five groups."""
    return segregated(60, 417)


def large() -> np.ndarray:
    """2,000 schools of about 200 pupils, five groups."""
    return segregated(2000, 200)


@cache
def peer() -> dict:
    """Return what PySAL made of both tables, or why there is nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.npz"
        np.savez(path, small=small(), large=large())
        try:
            done = subprocess.run(
                [PEER_PYTHON, "-I", str(PEER), str(path)],
                capture_output=True, text=True, timeout=PEER_SECONDS, check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired) as error:
            return {"fault": type(error).__name__}
    if done.returncode:
        return {"fault": f"died: {done.stderr.strip().splitlines()[-1][:80]}"}
    return json.loads(done.stdout.splitlines()[-1])


def values_of(table: np.ndarray) -> dict[str, float]:
    """Return every index of a table, each two-group index of all groups in one pass."""
    t = table.sum(axis=1)
    found = {}
    for name in family("two_group"):
        module = registry.load("index", name)
        value = module.KERNEL.value(table.T, t)
        found |= {f"{module.SYMBOL} g{k}": float(one) for k, one in enumerate(value)}
    for name in family("multigroup"):
        module = registry.load("index", name)
        found[module.SYMBOL] = float(module.value(table))
    return found


def forget() -> None:
    """Let every run start from nothing: distributions and intervals are kept between calls."""
    _kernel.hypergeometric.cache_clear()
    _gini._expected.cache_clear()
    inversion._quantiles.cache_clear()


def seconds_of(action, runs: int = 5) -> float:
    def fresh():
        forget()
        return action()

    return median_seconds(fresh, runs)


def told(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


@case
def indices_of_a_table() -> Report:
    """Every index of 60 schools and five groups, beside PySAL on the same table."""
    report = Report("Every index of a table: 60 schools, 25,000 pupils, 5 groups")
    table = small()
    ours, theirs = values_of(table), peer()
    alone = seconds_of(lambda: values_of(table))
    report.add(f"skolval, {len(ours)} values in one pass", told(alone))
    counts = Counts.of(table)
    whole = seconds_of(lambda: list(index_rows(counts, Options())))
    report.add("skolval, all rows with exact random levels, local ones too", told(whole))
    if "fault" in theirs:
        report.add("PySAL segregation", theirs["fault"])
        return report
    shared = [name for name in theirs["values"] if name in ours]
    # PySAL's Entropy is Theil's H and its interaction index xPy; V is the correlation ratio.
    apart = {name: abs(ours[name] - theirs["values"][name]) for name in shared}
    alike = sum(gap < 1e-9 for gap in apart.values())
    report.add(
        f"PySAL segregation, {len(theirs['values'])} values", f"{told(theirs['warm'])},"
        f" first call {theirs['first']:.1f} s; {alike} of {len(shared)} agree to 1e-9"
    )  # fmt: skip
    report.add("ratio per value, warm",
               f"{theirs['warm'] / len(theirs['values']) / (alone / len(ours)):,.0f} x")  # fmt: skip
    return report


@case
def permutations() -> Report:
    """One thousand permutations of pupils, five indices, beside PySAL."""
    report = Report(
        "1,000 permutations of pupils, five indices of five groups",
        "0.25 s at 60 schools; 100 times PySAL at 60 and 2,000",
    )
    indices = {name: registry.load("index", name).value for name in FIVE}
    for label, table, key in (("60", small(), "small"), ("2,000", large(), "large")):
        seconds = median_seconds(lambda t=table: permutation_tests([t], indices, draws=1000), 3)
        report.add(f"{label} schools, {table.sum():,.0f} pupils: skolval", f"{seconds:.2f} s")
        theirs = peer()
        if "fault" in theirs:
            report.add(f"{label} schools: PySAL segregation", theirs["fault"])
            continue
        peer_seconds = 1000 * theirs[f"per_draw_{key}"]
        report.add(
            f"{label} schools: PySAL segregation (from fewer draws)",
            f"{peer_seconds:,.0f} s, {peer_seconds / seconds:,.0f} x",
        )
    return report


@case
def random_levels() -> Report:
    """Exact random levels of 50,000 units and five groups."""
    report = Report("Exact random levels, 50,000 units x 5 groups", "0.5 s")
    table = segregated(50_000, 20)
    names = ("multigroup_dissimilarity", "mutual_information", "multigroup_h")
    modules = [registry.load("index", name) for name in names]
    t, members = table.sum(axis=1), table.sum(axis=0)

    def levels():
        many = [module.expected(table) for module in modules]
        two = [
            registry.load("index", name).KERNEL.expected(float(x), t)
            for name in ("dissimilarity", "theil_h", "variance_ratio")
            for x in members
        ]
        return many, two

    report.add("D, M, H of many groups; D, H, V of each group", told(seconds_of(levels, 3)))
    gini = registry.load("index", "gini").KERNEL
    report.add("Gini of each group (exact, by pairs of sizes)",
               told(seconds_of(lambda: [gini.expected(float(x), t) for x in members], 3)))  # fmt: skip
    return report


@case
def change_over_time() -> Report:
    """Shapley decomposition of 2,000 schools, converged."""
    report = Report("Change of M over time, 2,000 schools x 5 groups", "0.1 s, converged to 1e-10")
    first, second = large(), segregated(2000, 205, seed=2)
    first[:40], second[-60:] = 0, 0
    found = change(first, second)
    report.add(
        f"{found.sweeps} sweeps, margins to 1e-13: {found.converged}",
        told(median_seconds(lambda: change(first, second))),
    )
    return report


@case
def interval_of_d() -> Report:
    """The interval of the underlying D, by simulation inversion."""
    report = Report("Interval of the underlying D")
    for units in (60, 2000):
        table = segregated(units, 40, groups=2)
        x, t = table[:, 0], table.sum(axis=1)
        report.add(
            f"{units:,} units",
            told(seconds_of(lambda x=x, t=t: inversion.dissimilarity_interval(x, t), 3)),
        )
    return report


@case
def measure_a_file() -> Report:
    """``skolval measure FILE``, a new process."""
    report = Report("skolval measure FILE, new process: 9,200 pupils, 60 schools, 4 groups", "1 s")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pupils.csv"
        table = segregated(60, 153, groups=4)
        rows = [
            (f"S{u:02d}", "abcd"[g])
            for u, g in np.ndindex(*table.shape)
            for _pupil in range(int(table[u, g]))
        ]
        pd.DataFrame(rows, columns=["school", "background"]).to_csv(path, index=False)
        words = ["measure", str(path), "--unit", "school", "--group", "background"]
        code = (
            "import os, sys; from skolval.cli import main\n"
            "try: main(sys.argv[1:])\n"
            "finally: t = os.times(); print('TIMES', t.user + t.system)"
        )
        spent = []

        def run():
            done = subprocess.run(
                [sys.executable, "-c", code, *words], check=True, capture_output=True, text=True
            )
            spent.append(float(done.stdout.split("TIMES")[-1]))

        seconds = median_seconds(run, 3)
    report.add(f"{len(rows):,} rows, every index",
               f"{seconds:.2f} s, of the processor {min(spent):.2f} s")  # fmt: skip
    return report
