"""Whole command lines: place and demo."""

from __future__ import annotations

import json

import pytest

from commands import run


def test_place_writes_a_run_folder_that_the_audit_accepts(tmp_path):
    out = tmp_path / "run"
    done = run("place", "lillstad", "--policy", "uppsala_2021", "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "have a place" in done.stdout
    for name in (
        "placement.csv", "placement.parquet", "protected.csv", "indices.csv", "breaches.csv",
        "run.json", "report.html", "map.html", "placement.gpkg", "tables.xlsx", "policy.yaml",
    ):  # fmt: skip
        assert (out / name).exists(), name
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["files"].keys() >= {"placement.csv", "report.html"}
    assert record["instance"]["digests"]
    audited = run("audit", str(out))
    assert audited.returncode == 0, audited.stdout + audited.stderr


def test_a_run_folder_is_never_overwritten(tmp_path):
    words = ("place", "lillstad", "--policy", "lottery", "--no-report", "--out", str(tmp_path))
    done = run(*words)
    assert done.returncode == 1
    assert "never overwritten" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_same_inputs_give_the_same_bytes_for_one_and_two_workers(tmp_path):
    placed = []
    for workers in ("1", "2"):
        out = tmp_path / workers
        done = run(
            "place", "lillstad", "--policy", "balanced", "--policy", "lottery", "--no-report",
            "--workers", workers, "--out", str(out), "--json",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert len(json.loads(done.stdout)["runs"]) == 2
        placed.append([(out / p / "placement.csv").read_bytes() for p in ("balanced", "lottery")])
    assert placed[0] == placed[1]


def test_an_unknown_policy_is_named_with_its_nearest(tmp_path):
    done = run("place", "lillstad", "--policy", "lotery", "--out", str(tmp_path / "x"))
    assert done.returncode == 1
    assert "lottery" in done.stderr
    assert not (tmp_path / "x").exists()


@pytest.mark.slow
def test_the_demo_goes_the_whole_way_and_can_be_run_again(tmp_path):
    out = tmp_path / "demo"
    for words in (("--json",), ()):
        done = run("demo", "--instance", "lillstad", "--out", str(out), *words)
        assert done.returncode == 0, done.stderr
    assert "report.html" in done.stdout
    assert (out / "report.html").exists()
    assert (out / "map.html").exists()
    assert sorted(p.name for p in (out / "runs").iterdir()) == [
        "balanced", "lottery", "nearest_school", "preparatory_spread", "preparatory_today",
        "reversed_spare_seats", "uppsala_2021",
    ]  # fmt: skip


def test_the_demo_refuses_a_folder_that_holds_something_else(tmp_path):
    (tmp_path / "thesis.doc").write_text("precious", encoding="utf-8")
    done = run("demo", "--instance", "lillstad", "--out", str(tmp_path))
    assert done.returncode == 1
    assert (tmp_path / "thesis.doc").exists()
