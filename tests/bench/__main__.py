"""Run the cases and write docs/benchmarks.md: ``make bench`` or ``python -m bench [NAME ...]``."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from bench.registry import load_cases
from skolval.versions import versions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main(wanted: list[str]) -> None:
    """Run the cases called `wanted` (all when empty) and write the page when all were run."""
    cases = load_cases()
    lines = [
        "# Benchmarks",
        "",
        (
            "Made by `make bench`. Times are medians of several runs on a shared two-core machine:"
            " read them as ratios."
        ),
        "",
        f"Python {platform.python_version()}; "
        + ", ".join(f"{name} {number}" for name, number in versions().items() if name != "python")
        + ".",
    ]
    for name in wanted or list(cases):
        report = cases[name]()
        lines += ["", f"## {report.title}", ""]
        if report.target:
            lines += [f"Target: {report.target}.", ""]
        lines += ["| what | measured |", "|---|---|"]
        lines += [f"| {what} | {value} |" for what, value in report.rows]
        print("\n".join(lines[-len(report.rows) - 2 :]), flush=True)
    if not wanted:
        PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
