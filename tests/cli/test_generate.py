"""skolval generate: what it prints, writes and refuses."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner

from skolval.cli.commands.generate import command
from skolval.errors import UsageError
from skolval.io.instance import read_instance


def run(*arguments: str):
    return CliRunner().invoke(command, arguments)


def test_a_municipality_is_written_and_its_folder_named(tmp_path: Path):
    result = run("lillstad", str(tmp_path / "l"), "--seed", "3")
    assert result.exit_code == 0
    assert f"Instance folder: {tmp_path / 'l'}" in result.output
    assert len(read_instance(tmp_path / "l").pupils) == 300


def test_what_was_made_is_counted_in_the_readers_words(tmp_path: Path):
    told = run("lillstad", str(tmp_path / "l"), "--lang", "sv").output
    assert "Elever: 300" in told
    assert "Deltar i denna omgång: " in told
    assert "in_round" not in told


def test_another_number_of_pupils_and_parquet(tmp_path: Path):
    result = run("lillstad", str(tmp_path / "l"), "--pupils", "450", "--format", "parquet")
    assert result.exit_code == 0
    assert (tmp_path / "l" / "pupils.parquet").is_file()
    assert len(read_instance(tmp_path / "l").pupils) == 450


def test_facts_are_printed_as_a_table_with_sources(tmp_path: Path):
    result = run("lillstad", str(tmp_path / "l"), "--facts")
    assert "first wish granted" in result.output
    assert "Göteborg" in result.output


def test_json_holds_folder_sizes_and_facts(tmp_path: Path):
    result = run("lillstad", str(tmp_path / "l"), "--facts", "--json")
    told = json.loads(result.stdout)
    assert told["pupils"] == 300
    assert {"what", "low", "high", "measured", "holds", "source"} <= set(told["facts"][0])


def test_an_unknown_profile_is_refused_and_nothing_written(tmp_path: Path):
    result = run("lilstad", str(tmp_path / "l"))
    assert isinstance(result.exception, UsageError)
    assert "Did you mean lillstad?" in str(result.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_anything_is_left_alone(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("mine")
    result = run("lillstad", str(tmp_path))
    assert isinstance(result.exception, UsageError)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
