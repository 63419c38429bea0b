"""Björkby: thirty pupils, four units, a travel table; and run folders of it, whole or forged."""

from __future__ import annotations

import json
from hashlib import sha256

import numpy as np
import pandas as pd

from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.io.policy import read_policy
from skolval.io.run import run_of
from skolval.io.run_writing import write_run
from skolval.place import place
from towns import BACKGROUND, GROUP, town

POLICY = """\
policy: bjorkby
title: {sv: Björkby, en: Björkby}
mechanism: deferred_acceptance
criteria:
  - sibling
  - relative_proximity
  - lottery
rules:
  - capacity
near_home: {metres: [4000, 4000, 4000]}
seed: bjorkby-2026
"""
OPTIMAL = """\
policy: optimal_bjorkby
mechanism: optimal
rules:
  - capacity
  - everyone_placed
goals:
  - travel
seed: bjorkby-2026
"""
NEAREST = """\
policy: nearest_bjorkby
mechanism: nearest_school
criteria:
  - absolute_proximity
  - lottery
"""


def bjorkby(*, pupils=30, seats=(5, 8, 9, 8), name="bjorkby"):
    """Four units A-D on a line; most live near A and want it, and A is small."""
    rng = np.random.default_rng(7)
    units = "ABCD"
    home = np.abs(rng.normal(300, 900, pupils)).astype(int)
    site = np.array([0, 900, 1800, 3600])
    metres = np.abs(home[:, None] - site) + 100 + rng.integers(0, 50, (pupils, 4))
    wished = np.argsort(metres + rng.normal(0, 700, metres.shape), axis=1)
    lengths = rng.integers(0, 4, pupils)
    ids = [f"e{i:02d}" for i in range(pupils)]
    return town(
        [{"unit_id": u, "name": f"Unit {u}"} for u in units],
        [
            {"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": s}
            for u, s in zip(units, seats, strict=True)
        ],
        [
            {
                "pupil_id": p, "grade": "F", "low_education": int(rng.random() < 0.4),
                "foreign_background": int(rng.random() < 0.3), "protected": p == "e07",
                "sibling_unit": "A" if i % 9 == 0 else None,
                "sibling_grade": "2" if i % 9 == 0 else None,
                "area_id": "near" if home[i] < 900 else "far",
            }
            for i, p in enumerate(ids)
        ],
        [
            {"pupil_id": p, "rank": r + 1, "unit_id": units[u]}
            for p, row, n in zip(ids, wished, lengths, strict=True)
            for r, u in enumerate(row[:n])
        ],
        travel=[
            {"origin_id": p, "unit_id": u, "metres": int(m), "minutes": int(m) // 80}
            for p, row in zip(ids, metres, strict=True)
            for u, m in zip(units, row, strict=True)
        ],
        areas=[
            {"area_id": "near", "population": 900, "share_low_education": 0.4,
             "share_foreign_background": 0.3},
            {"area_id": "far", "population": 300, "share_low_education": 0.2,
             "share_foreign_background": 0.1},
        ],
        groups=(GROUP, BACKGROUND),
        name=name,
    )  # fmt: skip


def travel_of(instance):
    """The instance's ready travel table, in the order of its tables."""
    # Rows of the table stand pupil by pupil, unit by unit, as `bjorkby` writes them.
    metres = instance.travel["metres"].to_numpy(np.int32).reshape(len(instance.pupils), -1)
    return TravelTable(metres, metres // 80, np.arange(len(metres)), "table")


def made_run(tmp_path, text=POLICY, instance=None, *, chosen=None):
    """A run in memory; `chosen` replaces what the mechanism chose."""
    instance = instance or bjorkby()
    path = tmp_path / "policy_in.yaml"
    path.write_text(text, encoding="utf-8")
    problem = build_problem(instance, read_policy(path), travel_of(instance))
    placement = place(problem)
    if chosen is not None:
        placement = placement.replace(chosen=chosen(problem, placement.chosen.copy()))
    return run_of(instance, problem, placement)


def run_folder(tmp_path, text=POLICY, instance=None, *, chosen=None, name="run"):
    """A run folder; `chosen` forges the placement before anything is written."""
    return write_run(tmp_path / name, made_run(tmp_path, text, instance, chosen=chosen)).folder


def reseal(folder, **changes):
    """What a forger does: write new digests, and change keys of run.json's placement."""
    path = folder / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["placement"] |= changes
    record["files"] = {
        name: sha256((folder / name).read_bytes()).hexdigest() for name in record["files"]
    }
    path.write_text(json.dumps(record), encoding="utf-8")


def edit_record(folder, change):
    """Change run.json in place."""
    path = folder / "run.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def edit_parquet(folder, name, change):
    """Change a Parquet file of the run in place; `change` returns the new frame."""
    frame = pd.read_parquet(folder / name)
    change(frame).to_parquet(folder / name, index=False)


def edit_text(folder, name, old, new):
    """Replace text in a file of the run; the old text must be there."""
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
