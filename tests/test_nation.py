"""The nation: sizes, a study that goes on after a kill, failures that stop no other."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from runs import bjorkby
from skolval.cli import skolval
from skolval.errors import InputError, SkolvalError
from skolval.study import Terms, run_study
from skolval.study import _journal as journal
from skolval.synth.generate import generate
from skolval.synth.nation import (
    MUNICIPALITIES,
    nation_plans,
    nation_sizes,
    sizes_from,
    spread,
)
from skolval.synth.profiles import profile
from towns import policy

LOTTERY = policy("deferred_acceptance", "lottery", name="lottery")


def small(seed):
    return partial(generate, profile("lillstad").scaled(200), seed=seed)


def broken():
    raise SkolvalError("The well is dry.")


def killed():
    os.kill(os.getpid(), signal.SIGKILL)


# --- sizes -------------------------------------------------------------------------------


def test_the_nation_has_290_municipalities_of_swedish_sizes():
    names, sizes = zip(*nation_sizes(), strict=True)
    assert len(set(names)) == MUNICIPALITIES == 290
    assert list(sizes) == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (210, 97_000)
    assert 1_050_000 < sum(sizes) < 1_160_000  # 1,104,634 pupils in 2024/25
    assert np.median(sizes) == pytest.approx(1_700, rel=0.02)


def test_every_plan_has_its_own_name_a_code_that_no_real_one_has_and_can_be_drawn():
    plans = nation_plans(nation_sizes())
    assert len({plan.code for plan in plans}) == len({plan.name for plan in plans}) == 290
    assert min(int(plan.code) for plan in plans) > 2584  # Pajala's is the last
    assert len(generate(plans[0], seed=1).pupils) == pytest.approx(210, rel=0.2)


def test_a_sample_spreads_from_the_smallest_to_the_largest():
    plans = nation_plans(nation_sizes())
    some = spread(plans, 30)
    assert len(some) == 30
    assert some[0] is plans[0]
    assert some[-1] is plans[-1]
    assert [plan.pupils for plan in some] == sorted(plan.pupils for plan in some)
    assert len(spread(plans, 1000)) == 290


def test_sizes_are_summed_from_a_table_of_schools(tmp_path):
    path = tmp_path / "schools.csv"
    path.write_text("kommun,pupils\nAby,300\nBy,\nAby,50\n,70\nCe,900\n", encoding="utf-8")
    assert sizes_from(path) == [("Aby", 350), ("Ce", 900)]
    path.write_text("kommun,children\nAby,300\n", encoding="utf-8")
    with pytest.raises(InputError, match="no column 'pupils'"):
        sizes_from(path)


@pytest.mark.shared
def test_the_real_sizes_are_near_those_laid_down(shared):
    path = shared / "data/sweden/sweden-schools/sweden_grundskolor_2024_25.csv"
    real = np.array([size for _name, size in sizes_from(path)])
    laid = np.array([size for _name, size in nation_sizes()])
    assert len(real) == 290
    for share in (0.1, 0.25, 0.5, 0.75, 0.9, 0.975):
        assert np.quantile(laid, share) == pytest.approx(np.quantile(real, share), rel=0.05)


# --- going on ----------------------------------------------------------------------------


def test_what_is_kept_is_not_placed_again_and_the_table_is_the_same(tmp_path, monkeypatch):
    sources = [("a", small(1)), ("b", small(2))]
    whole = run_study(sources, [LOTTERY], Terms(seeds=2))
    terms = Terms(seeds=2, keep=tmp_path / "kept")
    assert run_study(sources[:1], [LOTTERY], terms).equals(whole[whole["instance"] == "a"])
    asked = []
    from skolval import study

    real = study._work
    monkeypatch.setattr(study, "_work", lambda job: (asked.append(job.name), real(job))[1])
    again = run_study(sources, [LOTTERY], terms)
    assert asked == ["b"]
    assert again.to_csv().encode() == whole.to_csv().encode()


def test_another_policy_seed_or_plan_is_placed_anew(tmp_path):
    terms = Terms(keep=tmp_path)
    run_study([("a", small(1))], [LOTTERY], terms)
    for sources, rules, other in (
        ([("a", small(2))], LOTTERY, terms),
        ([("a", small(1))], LOTTERY.replace(seed="x"), terms),
        ([("a", small(1))], LOTTERY, Terms(keep=tmp_path, seeds=2)),
    ):
        before = len(list(tmp_path.iterdir()))
        run_study(sources, [rules], other)
        assert len(list(tmp_path.iterdir())) == before + 1


def test_a_kept_file_that_is_broken_or_of_something_else_is_not_believed(tmp_path):
    assert journal.finished(None, "a", "d") is None
    journal.keep(None, "a", "d", [])
    journal.keep(tmp_path, "a", "d", [("a", "p", 1, "m", 0.5)])
    assert journal.finished(tmp_path, "a", "d") == [("a", "p", 1, "m", 0.5)]
    (file,) = tmp_path.iterdir()
    file.write_text('{"digest": "other", "rows": [["a"]]}')
    assert journal.finished(tmp_path, "a", "d") is None
    file.write_text("{")
    assert journal.finished(tmp_path, "a", "d") is None


def test_an_instance_read_from_files_is_known_by_their_bytes(tmp_path):
    from skolval.io.instance import read_instance

    (tmp_path / "x.csv").write_text("1")
    source = partial(read_instance, tmp_path)
    first = journal.digest_of("a", source, (), Terms())
    (tmp_path / "x.csv").write_text("2")
    assert journal.digest_of("a", source, (), Terms()) != first
    assert journal.digest_of("a", bjorkby, (), Terms()) != first


# --- failures ----------------------------------------------------------------------------


def test_one_that_fails_is_told_and_stops_no_other():
    lines = []
    frame = run_study(
        [("dry", broken), ("a", small(1))], [LOTTERY], Terms(go_on=True), progress=lines.append
    )
    assert frame.attrs["failures"] == [("dry", "The well is dry.")]
    assert set(frame["instance"]) == {"a"}
    assert lines[0] == "dry The well is dry."
    with pytest.raises(SkolvalError, match="well is dry"):
        run_study([("dry", broken)], [LOTTERY])


def test_a_fault_of_the_program_is_told_by_its_kind():
    frame = run_study([("odd", lambda: 1 / 0)], [LOTTERY], Terms(go_on=True))
    assert frame.attrs["failures"] == [("odd", "ZeroDivisionError: division by zero")]


@pytest.mark.slow
def test_one_that_takes_its_process_with_it_is_found_and_the_rest_are_placed():
    sources = [("dead", killed), ("a", small(1)), ("b", small(2))]
    frame = run_study(sources, [LOTTERY], Terms(go_on=True, workers=2))
    assert [name for name, _reason in frame.attrs["failures"]] == ["dead"]
    assert set(frame["instance"]) == {"a", "b"}
    with pytest.raises(SkolvalError, match="ended by itself"):
        run_study(sources[:1] * 1 + sources[1:], [LOTTERY], Terms(workers=2))


# --- the command -------------------------------------------------------------------------


def test_the_command_places_a_sample_of_the_nation_and_tells_who_was_left_out(monkeypatch):
    from skolval.synth import nation

    tiny = [("kommun-001", 120), ("kommun-002", 150), ("kommun-003", 200)]
    monkeypatch.setattr(nation, "nation_sizes", lambda: tiny)
    words = ["study", "nation", "--towns", "2", "--policy", "lottery", "--json"]
    done = CliRunner().invoke(skolval, words)
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)["rows"]
    assert {row["instance"] for row in rows} == {"kommun-001", "kommun-003"}
    monkeypatch.setattr("skolval.study._work", lambda _job: broken())
    done = CliRunner().invoke(skolval, [*words[:-1], "--go-on", "--lang", "en"])
    assert done.exit_code == 1
    assert "Left out: kommun-003: The well is dry." in done.stderr


@pytest.mark.slow
def test_a_study_that_was_killed_goes_on_and_ends_with_the_same_table(tmp_path):
    schools = tmp_path / "schools.csv"
    sizes = "\n".join(f"k{n},{200 + 40 * n}" for n in range(8))
    schools.write_text(f"municipality,pupils\n{sizes}\n", encoding="utf-8")
    words = [
        sys.executable, "-m", "skolval", "study", "nation", "--sizes", "schools.csv",
        "--policy", "balanced", "--workers", "2", "--go-on",
    ]  # fmt: skip
    process = subprocess.Popen(
        [*words, "--keep", "kept", "--out", "a.csv"],
        cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _ in range(900):
        if len(list((tmp_path / "kept").glob("*.json"))) >= 2 or process.poll() is not None:
            break
        time.sleep(0.05)
    process.kill()
    process.wait()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "kept").glob("*.json")}
    assert 2 <= len(kept) < 8
    assert not (tmp_path / "a.csv").exists()
    subprocess.run([*words, "--keep", "kept", "--out", "a.csv"], cwd=tmp_path, check=False)
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    subprocess.run([*words, "--out", "b.csv"], cwd=tmp_path, check=False)
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert pd.read_csv(tmp_path / "a.csv")["instance"].nunique() >= 6
