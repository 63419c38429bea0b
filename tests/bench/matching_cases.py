"""Cases of the matching kernels: speed and memory, reserves, lotteries, other packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.markets import WISHES, popular_market, with_bands, with_reserve
from bench.registry import Report, case, clock, median_seconds
from skolval import match
from skolval.matching.deferred_acceptance import deferred_acceptance
from skolval.matching.lotteries import draw_lots, lottery_counts
from skolval.matching.market import Bounds
from skolval.matching.pairs import blocking_entries
from skolval.matching.school_proposing import school_proposing
from skolval.matching.ties import admit_tied, break_ties, reject_tied

PEERS = Path(__file__).with_name("peers.py")
# The peers may live in an environment of their own: one of them brings an engine that is not free.
PEER_PYTHON = os.environ.get("BENCH_PYTHON", sys.executable)
PEER_SECONDS = 120


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def _status(name: str) -> int:
    """Return a line of this process's memory table, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) * 1024


def _print_peak(pupils: int) -> None:
    """Print the bytes of the market and the most that the kernel added to them."""
    deferred_acceptance(popular_market(1000))
    market = popular_market(pupils)
    given = sum(x.nbytes for x in (market.start, market.school, market.key, market.seats))
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _status("VmRSS")
    deferred_acceptance(market)
    print(json.dumps({"given": given, "added": _status("VmHWM") - before}))


def peak_of(pupils: int) -> str:
    """Measure in a process of its own: what earlier cases freed would hide the growth."""
    code = f"from bench.matching_cases import _print_peak; _print_peak({pupils})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=PEERS.parents[1],
        check=False,
    )
    if done.returncode:
        return "peak not measured here"
    found = json.loads(done.stdout)
    return (
        f"arrays {(found['given'] + found['added']) / 1e6:.0f} MB"
        f" (market {found['given'] / 1e6:.0f}, kernel {found['added'] / 1e6:.0f})"
    )


@case
def deferred_acceptance_kernel() -> Report:
    """The kernel alone, on arrays in memory: plain, with a reserve, under soft bounds."""
    report = Report(
        f"Deferred acceptance kernel, {WISHES} wishes each",
        "100,000 in 50 ms; 1,000,000 in 1 s (stretch 0.15 s) and 150 MB; a reserve at most 2 x",
    )
    for pupils in (10_000, 100_000, 1_000_000):
        market = popular_market(pupils)
        classes, runs = with_reserve(market), 9 if pupils < 1_000_000 else 7
        plain = median_seconds(lambda m=market: deferred_acceptance(m), runs)
        reserve = median_seconds(
            lambda m=market, c=classes: deferred_acceptance(m, classes=c), runs
        )
        asked = deferred_acceptance(market)[1] / pupils
        report.add(
            f"{pupils:,} pupils, {asked:.2f} proposals each",
            f"{milliseconds(plain)}; {peak_of(pupils)}",
        )
        report.add(
            f"{pupils:,} pupils, a quarter of the seats reserved",
            f"{milliseconds(reserve)}, {reserve / plain:.2f} x",
        )
    market = popular_market(1_000_000, spread=0)
    asked = deferred_acceptance(market)[1] / market.pupils
    seconds = median_seconds(lambda: deferred_acceptance(market))
    report.add(f"1,000,000 pupils, {asked:.2f} proposals each", milliseconds(seconds))
    return report


@case
def matching_kernels() -> Report:
    """The other kernels on the market of 100,000 pupils."""
    report = Report("Other matching kernels, 100,000 pupils")
    market = popular_market(100_000)
    bands, classes = with_bands(market), with_reserve(market)
    taken = deferred_acceptance(market)[0]
    member = classes.member[:, 0]
    bounds = Bounds(
        np.where(member, 0, -1), market.seats[:, None] // 4, market.seats[:, None] // 2, hard=False
    )
    for name, action in {
        "soft floors and ceilings": lambda: deferred_acceptance(market, bounds=bounds),
        "schools propose": lambda: school_proposing(market),
        "four bands, one lottery": lambda: deferred_acceptance(
            break_ties(bands, np.arange(market.pupils))
        ),
        "four bands, groups refused": lambda: reject_tied(bands),
        "four bands, groups admitted": lambda: admit_tied(bands),
        "blocking entries of a placement": lambda: blocking_entries(market, taken),
    }.items():
        report.add(name, milliseconds(median_seconds(action)))
    return report


@case
def many_lotteries() -> Report:
    """One thousand lotteries over ten thousand pupils in four bands."""
    report = Report("1,000 lotteries, 10,000 pupils, 5 wishes", "2 s")
    market = with_bands(popular_market(10_000))
    lots = draw_lots(market.pupils, 1000, seed="bench")
    draw = median_seconds(lambda: draw_lots(market.pupils, 1000, seed="bench"), 3)
    count = median_seconds(lambda: lottery_counts(market, lots), 3)
    report.add("drawing and counting", f"{draw:.2f} + {count:.2f} s")
    return report


def _dictionaries(market):
    pupil, schools = market.pupil_of_entry(), range(len(market.seats))
    lists = {f"p{i}": [] for i in range(market.pupils)}
    for i, s in zip(pupil.tolist(), market.school.tolist(), strict=True):
        lists[f"p{i}"].append(f"s{s}")
    orders = {f"s{s}": [] for s in schools}
    for e in np.lexsort((market.key, market.school)).tolist():
        orders[f"s{market.school[e]}"].append(f"p{pupil[e]}")
    return lists, orders, {f"s{s}": int(market.seats[s]) for s in schools}


def _peer(name: str, path: Path, wanted: list[int]) -> str:
    """Return what another package did with the market at `path`, in a process of its own."""
    words = [PEER_PYTHON, "-I", str(PEERS), name, str(path)]
    try:
        done = subprocess.run(
            words, capture_output=True, text=True, timeout=PEER_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"not done in {PEER_SECONDS} s"
    if done.returncode:
        return f"died: {done.stderr.strip().splitlines()[-1][:80]}"
    found = json.loads(done.stdout.splitlines()[-1])
    if "fault" in found:
        return found["fault"]
    same = "the same matching" if found["schools"] == wanted else "ANOTHER matching"
    return f"{found['seconds']:,.2f} s, {same}"


@case
def other_packages() -> Report:
    """Other packages from the registry on the same markets, from dictionaries to a matching."""
    report = Report("Deferred acceptance beside other packages (extra `bench`)")
    for pupils in (1_000, 10_000):
        market = popular_market(pupils)
        taken, _proposals = deferred_acceptance(market)
        wanted = np.where(taken >= 0, market.school[taken], -1).tolist()
        report.add(
            f"{pupils:,}: skolval, kernel on arrays",
            milliseconds(median_seconds(lambda m=market: deferred_acceptance(m))),
        )
        told = _dictionaries(market)
        with clock() as seconds:
            match(*told)
        report.add(f"{pupils:,}: skolval.match on dictionaries", f"{seconds[0]:.2f} s")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "market.npz"
            np.savez(
                path, start=market.start, school=market.school, key=market.key, seats=market.seats
            )
            for name in ("matching", "algmatch", "matching_algorithms"):
                report.add(f"{pupils:,}: {name}", _peer(name, path, wanted))
    return report
