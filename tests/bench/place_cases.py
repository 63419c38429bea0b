"""From instance files to an audited run folder: a round of 100,000 pupils with five wishes each."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from bench.registry import Report, case, clock
from skolval.io.writing import write_instance
from towns import BACKGROUND, GROUP, town

POLICY = """\
policy: large_round
mechanism: deferred_acceptance
criteria:
  - sibling
  - relative_proximity
  - absolute_proximity
  - lottery
rules:
  - capacity
seed: large-round
"""
_MEASURED = (
    "import resource, sys; from skolval.cli import main\n"
    "try: main(sys.argv[1:])\n"
    "finally: print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def large_round(pupils: int = 100_000, units: int = 350, wishes: int = 5, seed: int = 1):
    """Pupils in F around `units` units, seats 5 % above; wishes are near and popular units."""
    rng = np.random.default_rng(seed)
    corner = np.array([600_000, 6_600_000])
    site = (rng.uniform(0, 40_000, (units, 2)) + corner).round()
    areas = max(4, pupils // 200)
    centre = site[rng.integers(0, units, areas)] + rng.normal(0, 900, (areas, 2))
    area = rng.integers(0, areas, pupils)
    home = (centre[area] + rng.normal(0, 300, (pupils, 2))).round(1)
    appeal = rng.gumbel(0, 600, units)
    wished = np.empty((pupils, wishes), np.int64)
    for part in np.array_split(np.arange(pupils), max(1, pupils // 5000)):
        away = np.hypot(*(home[part, None] - site[None]).transpose(2, 0, 1))
        liked = away - appeal + rng.gumbel(0, 500, away.shape)
        wished[part] = np.argsort(liked, axis=1)[:, :wishes]
    low, foreign = rng.uniform(0.05, 0.6, areas), rng.uniform(0.05, 0.7, areas)
    member = rng.random(pupils) < low[area], rng.random(pupils) < foreign[area]
    ids = [f"p{i:06d}" for i in range(pupils)]
    names = [f"u{u:03d}" for u in range(units)]
    sibling = rng.random(pupils) < 0.15
    seats = np.full(units, int(pupils * 1.05 / units) + 1)
    instance = town(
        [{"unit_id": u, "name": u, "x": x, "y": y} for u, (x, y) in zip(names, site, strict=True)],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": int(s)}
         for u, s in zip(names, seats, strict=True)],
        [{"pupil_id": p, "grade": "F", "x": home[i, 0], "y": home[i, 1], "area_id": f"a{area[i]}",
          "low_education": int(member[0][i]), "foreign_background": int(member[1][i]),
          "sibling_unit": names[wished[i, 0]] if sibling[i] else None,
          "sibling_grade": "2" if sibling[i] else None} for i, p in enumerate(ids)],
        [{"pupil_id": ids[i], "rank": r + 1, "unit_id": names[u]}
         for i, row in enumerate(wished.tolist()) for r, u in enumerate(row)],
        areas=[{"area_id": f"a{a}", "population": 1000, "x": centre[a, 0], "y": centre[a, 1],
                "share_low_education": round(float(low[a]), 3),
                "share_foreign_background": round(float(foreign[a]), 3)} for a in range(areas)],
        groups=(GROUP, BACKGROUND),
        name="large_round",
    )  # fmt: skip
    whole = {group.id: instance.pupils[group.id].astype("int64") for group in instance.groups}
    return instance.replace(pupils=instance.pupils.assign(**whole))


@case
def files_to_audited_run() -> Report:
    """A whole command in a new process: read, place, audit, measure and write."""
    report = Report(
        "From instance files to an audited run folder, 100,000 pupils with 5 wishes each",
        "10 s without report",
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
        instance = large_round()
        for kind in ("csv", "parquet"):
            write_instance(instance, folder / kind, format=kind)
        for kind, more in (("csv", ["--no-report"]), ("parquet", ["--no-report"]), ("csv", [])):
            words = ["place", folder / kind, "--policy", folder / "policy.yaml"]
            out = ["--out", folder / f"run_{kind}_{len(more)}"]
            with clock() as seconds:
                done = subprocess.run(
                    [sys.executable, "-c", _MEASURED, *map(str, words + out + more)],
                    check=True, capture_output=True, text=True,
                )  # fmt: skip
            peak = done.stdout.split("PEAK")[-1].strip()
            report.add(" ".join([kind, *more]), f"{seconds[0]:.1f} s, peak {peak} MiB")
    return report
