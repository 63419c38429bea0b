"""Cases of what every user waits for: report, map, audit and whole commands in a new process.

Seconds are of the processor (user and system), which other work on the machine disturbs least.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

from bench.registry import Report, case
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.shipped import find_instance
from skolval.runs import make_runs

POLICIES = ("nearest_school", "uppsala_2021", "lottery", "balanced")
_PEAK = """
def peak():
    # what getrusage tells includes what the process was begun from
    status = open("/proc/self/status").read()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024
"""
_PAGE = """
import json, sys, time
began = time.process_time()
from pathlib import Path
from skolval.io.run_reading import read_run
from skolval.report.{module} import {write}
loaded = time.process_time()
runs = [read_run(Path(folder)) for folder in sys.argv[2:]]
read = time.process_time()
{write}(runs, Path(sys.argv[1]), lang="sv")
made = time.process_time()
print(json.dumps([made, loaded - began, read - loaded, made - read, peak()]))
"""
_COMMAND = """
import json, resource, sys, time
from skolval.cli import main
try:
    main(sys.argv[1:])
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    sys.stderr.write(json.dumps([used.ru_utime + used.ru_stime, peak()]))
"""


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    """Make the four runs of exempelstad once for all cases here."""
    kept = tempfile.TemporaryDirectory()
    place = Path(kept.name)
    instance = read_instance(find_instance("exempelstad"))
    make_runs(
        instance, [read_policy(name) for name in POLICIES], lambda policy: place / policy.name
    )
    return kept


def _runs() -> list[str]:
    return [str(Path(_kept().name) / name) for name in POLICIES]


def _process(code: str, words: list[str]) -> subprocess.CompletedProcess[str]:
    # compiled files are kept, as where the package is installed
    env = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run([sys.executable, "-c", _PEAK + code, *words], env=env, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return done


@case
def report_four_policies() -> Report:
    """Report and map from run folders in a new process, least of three."""
    report = Report("Report and map of exempelstad, four policies", "report in 5 s and 4 MB")
    with tempfile.TemporaryDirectory() as folder:
        for module, write in (("page", "write_report"), ("map", "write_map")):
            path = Path(folder) / f"{module}.html"
            code = _PAGE.format(module=module, write=write)
            found = [
                json.loads(_process(code, [str(path), *_runs()]).stdout.splitlines()[-1])
                for _ in range(3)
            ]
            whole, loaded, read, made, peak = min(found)
            report.add(
                write.removeprefix("write_"),
                f"{made:.1f} s, {path.stat().st_size / 1e6:.2f} MB; the whole process "
                f"{whole:.1f} s (loading {loaded:.1f}, reading {read:.1f}), peak {peak} MiB",
            )
    return report


@case
def whole_commands() -> Report:
    """Whole commands in a new process, least of three."""
    report = Report("Whole commands, new process", "--help in 0.4 s")
    with tempfile.TemporaryDirectory() as folder:
        out = str(Path(folder) / "report.html")
        for told, words in (
            ("--help", ["--help"]),
            ("report --help", ["report", "--help"]),
            ("check lillstad", ["check", "lillstad"]),
            ("audit uppsala_2021 of exempelstad", ["audit", _runs()[1]]),
            ("compare, four policies", ["compare", *_runs()]),
            ("report, four policies", ["report", *_runs(), "--out", out]),
        ):
            found = [
                json.loads(_process(_COMMAND, words).stderr.splitlines()[-1]) for _ in range(3)
            ]
            seconds, peak = min(found)
            report.add(f"skolval {told}", f"{seconds:.2f} s, peak {peak} MiB")
    return report
