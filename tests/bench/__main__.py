"""Run the cases and write docs/benchmarks.md: ``make bench`` or ``python -m bench [NAME ...]``."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from bench.registry import load_cases
from skolval.versions import versions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"


def main(wanted: list[str]) -> None:
    """Run the cases called `wanted` (all when empty) and write their sections of the page.

    A section that is there already is replaced; the others stay as they were measured.
    """
    cases = load_cases()
    measured: dict[str, str] = {}
    for name in wanted or list(cases):
        report = cases[name]()
        lines = [f"Target: {report.target}.", ""] if report.target else []
        lines += ["| what | measured |", "|---|---|"]
        lines += [f"| {what} | {value} |" for what, value in report.rows]
        measured[report.title] = "\n".join(lines)
        print(f"{report.title}\n{measured[report.title]}", flush=True)
    # read when all is done: others may have measured meanwhile
    sections = (_sections(PAGE.read_text("utf-8")) if wanted else {}) | measured
    parts = [_head(), *(f"## {title}\n\n{text}" for title, text in sections.items())]
    PAGE.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def _head() -> str:
    used = ", ".join(f"{name} {number}" for name, number in versions().items() if name != "python")
    return (
        "# Benchmarks\n\nMade by `make bench`. Times are medians of several runs on a shared "
        f"two-core machine: read them as ratios.\n\nPython {platform.python_version()}; {used}."
    )


def _sections(page: str) -> dict[str, str]:
    """Return the sections of the page, title to text."""
    found = {}
    for section in page.split("\n## ")[1:]:
        title, _line, text = section.partition("\n")
        found[title.strip()] = text.strip()
    return found


if __name__ == "__main__":
    main(sys.argv[1:])
