"""Bad arguments, forged run folders: one clear error or a failed audit, never a fault of ours."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from runs import OPTIMAL, edit_parquet, edit_record, reseal, run_folder
from skolval.audit import audit
from skolval.cli import main
from skolval.compare import compare, run_names
from skolval.errors import InfeasibleError, InputError, NumbersTooLargeError
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.place import problem_of
from skolval.registry import load
from skolval.solver.conflict import infeasible
from skolval.solver.search import Effort
from skolval.solver.system import Limits
from towns import nantuna, policy, random_problem, step


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return run_folder(tmp_path_factory.mktemp("attacked"))


@pytest.fixture
def folder(sound, tmp_path):
    return shutil.copytree(sound, tmp_path / "copy")


def call(*words):
    """Run the command line as a user does; return its exit code."""
    with pytest.raises(SystemExit) as caught:
        main([str(word) for word in words])
    return caught.value.code


# --- where things are written ---------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        ("place", "lillstad", "--policy", "lottery", "--no-report", "--out", "a_file/run"),
        ("place", "lillstad", "--policy", "lottery", "--no-report", "--out", "x" * 300),
        ("place", "x" * 300, "--policy", "lottery", "--no-report", "--out", "run"),
        ("new", "a_file/town"),
        ("new", "y" * 300),
        ("generate", "lillstad", "a_file/town"),
        ("demo", "--instance", "lillstad", "--out", "a_file"),
        ("measure", "lillstad", "--out", "missing/indices.csv"),
    ],
)
def test_a_place_that_cannot_be_written_is_told_and_no_fault_of_ours(
    words, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a_file").write_text("kept", encoding="utf-8")
    assert call(*words, "--lang", "en") in {1, 2}
    assert "fault of its own" not in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a_file"]
    assert (tmp_path / "a_file").read_text(encoding="utf-8") == "kept"


def test_one_policy_given_twice_is_refused_before_anything_is_placed(tmp_path, capsys):
    out = tmp_path / "out"
    twice = ("--policy", "lottery", "--policy", "lottery")
    assert call("place", "lillstad", *twice, "--no-report", "--out", out, "--lang", "en") == 1
    assert "Several policies would be written to" in capsys.readouterr().err
    assert not out.exists()


def test_a_folder_that_is_taken_is_told_before_the_other_policies_are_placed(tmp_path):
    (tmp_path / "out" / "nearest_school").mkdir(parents=True)
    two = ("--policy", "lottery", "--policy", "nearest_school")
    assert call("place", "lillstad", *two, "--no-report", "--out", tmp_path / "out") == 1
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["nearest_school"]


def test_a_seed_too_large_for_the_machine_is_wrong_usage(tmp_path):
    assert call("generate", "lillstad", tmp_path / "town", "--seed", 10**30) == 2


# --- forged run.json ------------------------------------------------------------------------


@pytest.mark.parametrize("whole", ["[]", "1", "null", '"x"', "NaN", "[" * 100_000, '{"a'])
def test_a_run_json_that_is_no_object_is_one_clear_error(folder, whole):
    (folder / "run.json").write_text(whole, encoding="utf-8")
    for read in (read_run, audit):
        with pytest.raises(InputError, match="run"):
            read(folder)


@pytest.mark.parametrize(
    "change",
    [
        lambda record: record.update(files=5),
        lambda record: record.update(files={"\0": "x"}),
        lambda record: record.update(warnings="none"),
        lambda record: record.pop("seed"),
        lambda record: record["instance"].update(groups=[]),
        lambda record: record["instance"].update(balance_group="nobody"),
        lambda record: record["instance"].update(transport_limits=[2000]),
        lambda record: record["instance"].update(transport_limits=[10**25, 1, 1]),
        lambda record: record["instance"].update(digests=None),
        lambda record: record["instance"].update(crs="EPSG:1"),
        lambda record: record["instance"].update(school_year="2026"),
        lambda record: record["placement"].update(objective="best"),
        lambda record: record["placement"].update(status="divine"),
        lambda record: record["placement"].update(bound=float("inf")),
    ],
)
def test_a_run_json_with_odd_values_fails_the_audit_and_is_one_clear_error(folder, change):
    edit_record(folder, change)
    assert not audit(folder).ok
    assert call("audit", folder) == 5
    if "\\u0000" not in (folder / "run.json").read_text(encoding="utf-8"):
        with pytest.raises(InputError) as caught:
            read_run(folder)
        assert len(caught.value.faults) == 1


def test_further_keys_in_run_json_are_let_through(folder):
    edit_record(folder, lambda record: record.update(note="kept by the archive"))
    assert audit(folder).ok


# --- comparing ------------------------------------------------------------------------------


def test_runs_of_one_policy_in_folders_of_one_name_stay_apart(sound, tmp_path):
    again = shutil.copytree(sound, tmp_path / sound.name)
    pair = [read_run(sound), read_run(again)]
    assert run_names(pair) == ("bjorkby (1)", "bjorkby (2)")
    assert compare(pair).summary["run"].is_unique


# --- instances and policies that do not fit, protected identities ------------------------------


def test_a_policy_that_names_a_group_the_instance_lacks_is_one_clear_error():
    with pytest.raises(InputError, match="foreign_background.*lacks"):
        problem_of(nantuna(), read_policy("balanced_background"))


@pytest.mark.parametrize(
    ("rule", "params"),
    [
        ("everyone_placed", {}),
        ("siblings_together", {}),
        ("travel_limit", {"share": 1.0, "margin": 0}),
    ],
)
def test_no_breach_of_a_rule_names_a_protected_identity(rule, params, rng):
    module = load("rule", rule)
    problem = random_problem(rng, parties=12, offerings=4)
    shielded = replace(problem.parties, protected=np.ones(12, bool), household=np.zeros(12, int))
    problem = problem.replace(parties=shielded)
    params = module.Params(**{k: v for k, v in params.items() if k in module.Params.model_fields})
    chosen = np.where(rng.random(12) < 0.3, -1, problem.options.start[:-1])
    text = " ".join(f"{b.where} {b.message}" for b in module.breaches(problem, chosen, params))
    assert not re.search(r"\bp\d", text)


# --- forgeries with new digests -----------------------------------------------------------------


def _other_right(frame):
    return frame.assign(entitled=~frame["entitled"])


def _further_column(frame):
    return frame.assign(note="x")


@pytest.mark.parametrize("change", [_other_right, _further_column])
@pytest.mark.parametrize("name", ["placement.csv", "placement.parquet"])
def test_a_forged_right_to_transport_or_column_is_caught(folder, name, change):
    path = folder / name
    if path.suffix == ".csv":
        frame = pd.read_csv(path, dtype={"entitled": "boolean"})
        change(frame).to_csv(path, index=False, lineterminator="\n")
    else:
        edit_parquet(folder, name, change)
    reseal(folder)
    assert any(name in breach.message for breach in audit(folder).breaches)


# --- numbers beyond all reason ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("room", "name", "values"),
    [
        ("rule", "capacity", {"price": 10**9}),
        ("rule", "everyone_placed", {"price": 10**23}),
        ("rule", "travel_limit", {"metres": 10**23}),
        ("rule", "travel_limit", {"metres": -5}),
        ("rule", "travel_limit", {"metres": 10, "price": 10**9}),
        ("criterion", "sibling", {"radius_metres": 10**23}),
    ],
)
def test_numbers_beyond_exact_arithmetic_are_refused_when_the_policy_is_read(room, name, values):
    with pytest.raises(ValidationError):
        load(room, name).Params(**values)


@pytest.mark.parametrize("nothing_at_all", [False, True])
def test_a_contradicting_solver_is_never_told_as_infeasible(rng, nothing_at_all):
    problem = random_problem(rng, of=policy("optimal"), density=1.0)
    steps = (step("rule", "everyone_placed"),)

    class Solved:
        chosen = problem.options.start[:-1]

    def attempt(_problem, rules, _goals, _effort):
        priced = not rules or rules[0].params.price is not None
        if priced and not nothing_at_all:
            return Solved
        raise InfeasibleError("none")

    with pytest.raises(NumbersTooLargeError, match="contradicts itself"):
        raise infeasible(problem, steps, Effort(Limits(), "auto", str), attempt)


def _stray(table, column):
    return lambda folder: edit_parquet(
        folder, f"problem/{table}.parquet", lambda frame: frame.assign(**{column: 999})
    )


@pytest.mark.parametrize(
    "change",
    [
        _stray("offerings", "unit"),
        _stray("parties", "area"),
        _stray("parties", "grade"),
        _stray("parties", "current_unit"),
        _stray("options", "offering"),
        lambda folder: edit_parquet(folder, "problem/units.parquet", lambda frame: frame.iloc[:0]),
        lambda folder: edit_parquet(folder, "problem/parties.parquet", lambda frame: frame[:0]),
        lambda folder: edit_record(folder, lambda record: record["files"].pop("placement.csv")),
    ],
)
def test_tables_that_point_nowhere_fail_the_audit(folder, change):
    change(folder)
    reseal(folder)
    assert not audit(folder).ok


@pytest.mark.parametrize("status", ["optimal", "feasible", "infeasible", "unknown"])
def test_a_forged_status_is_caught(folder, status):
    reseal(folder, status=status)
    assert not audit(folder).ok


def test_an_optimum_without_a_bound_is_caught(tmp_path):
    forged = run_folder(tmp_path, OPTIMAL)
    reseal(forged, bound=None, gap=None)
    assert any("no bound was proven" in breach.message for breach in audit(forged).breaches)


def test_a_report_neither_changes_a_run_nor_overwrites_its_own_map(folder, tmp_path):
    before = (folder / "run.json").read_bytes()
    assert call("report", folder, "--out", folder / "run.json") == 2
    assert (folder / "run.json").read_bytes() == before
    same = tmp_path / "same.html"
    assert call("report", folder, "--out", same, "--map", same) == 2
    assert not same.exists()
