"""The command line of the importers."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner
from tests.public_files import write_public_files

from skolval.cli.commands.import_ import command
from skolval.errors import InputError, UsageError
from skolval.io.instance import read_instance


@pytest.fixture
def public(tmp_path):
    return str(write_public_files(tmp_path / "public"))


def run(*words):
    return CliRunner().invoke(command, [str(word) for word in words])


def test_without_arguments_what_can_be_imported_is_listed():
    done = run()
    assert done.exit_code == 0
    assert "uppsala-public  Uppsala municipality from public files" in done.output
    listed = json.loads(run("--json").output)
    assert list(listed["importers"]) == ["rezoning", "uppsala-public"]


def test_an_instance_is_written_and_what_is_assumed_is_said(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--seed", 3)
    assert done.exit_code == 0, done.output
    assert "WHAT-IF" in done.output
    assert "seats are assumed" in done.output
    assert "OpenStreetMap contributors, ODbL" in done.output
    assert len(read_instance(tmp_path / "out").pupils) == 71


def test_machines_get_one_object(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--json", "--format", "parquet")
    told = json.loads(done.output)
    assert told["rows"]["units"] == 5
    assert told["folder"] == str(tmp_path / "out")
    assert len(told["notes"]) >= 3
    assert (tmp_path / "out" / "pupils.parquet").exists()


def test_a_dry_run_writes_nothing(public, tmp_path):
    done = run("uppsala-public", public, tmp_path / "out", "--dry-run")
    assert "Nothing was written" in done.output
    assert not (tmp_path / "out").exists()
    assert run("uppsala-public", public, "--dry-run").exit_code == 0


def test_options_reach_the_importer(public, tmp_path):
    done = run(
        "uppsala-public", public, tmp_path / "out", "--independent", "excluded",
        "--spare", 20, "--school-year", "2023/24", "--cohort", "first-year",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "Independent units are left out" in done.output
    made = read_instance(tmp_path / "out")
    assert made.school_year == "2023/24"
    assert made.offerings["seats"].sum() == -(-len(made.pupils) * 6 // 5)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--independent", "perhaps"), "--independent: Input should be 'placeable' or 'excluded'"),
        (("--cohort", "all"), "--cohort: Input should be 'first-year'"),
        (("--spare", "-1"), "--spare: Input should be greater than or equal to 0"),
    ],
)
def test_a_wrong_option_is_a_wrong_call(public, tmp_path, words, message):
    done = run("uppsala-public", public, tmp_path / "out", *words)
    assert isinstance(done.exception, UsageError)
    assert message in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_an_unknown_importer_is_told_with_the_nearest(public, tmp_path):
    done = run("uppsala-publik", public, tmp_path / "out")
    assert isinstance(done.exception, UsageError)
    assert "uppsala_public" in str(done.exception)


def test_a_name_alone_is_a_wrong_call():
    done = run("uppsala-public")
    assert done.exit_code == 2
    assert "Give what to import" in done.output


def test_a_folder_that_holds_anything_is_left_as_it_is(public, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "precious.txt").write_text("mine", encoding="utf-8")
    done = run("uppsala-public", public, out)
    assert isinstance(done.exception, UsageError)
    assert [path.name for path in out.iterdir()] == ["precious.txt"]


def test_a_wrong_folder_leaves_nothing_half_written(tmp_path):
    (tmp_path / "empty").mkdir()
    done = run("uppsala-public", tmp_path / "empty", tmp_path / "out")
    assert isinstance(done.exception, InputError)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty"]
