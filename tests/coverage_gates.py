"""Fail when branch coverage of a room is under its gate (style note, rule 14)."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

GATES = {
    "domain": 100.0,
    "rules": 100.0,
    "criteria": 100.0,
    "indices": 100.0,
    "mechanisms": 100.0,
    "matching": 100.0,
    "audit": 100.0,
    "": 95.0,
}


def room_of(path: str) -> str:
    parts = Path(path).with_suffix("").parts
    room = parts[parts.index("skolval") + 1]
    return room if room in GATES else ""


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        subprocess.run([sys.executable, "-m", "coverage", "json", "-q", "-o", report], check=True)
        files = json.loads(report.read_text(encoding="utf-8"))["files"]
    seen: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for path, content in files.items():
        summary = content["summary"]
        both = seen[room_of(path)]
        both[0] += summary["covered_lines"] + summary["covered_branches"]
        both[1] += summary["num_statements"] + summary["num_branches"]
    failed = 0
    for room, gate in GATES.items():
        covered, total = seen[room]
        share = 100.0 * covered / total if total else 0.0
        verdict = "ok" if share >= gate else "TOO LOW"
        failed += share < gate
        print(f"coverage {room or 'elsewhere':12s} {share:6.2f} % (gate {gate:.0f} %) {verdict}")
    if failed:
        subprocess.run([sys.executable, "-m", "coverage", "report"], check=False)
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
