"""The commands that tell pupils their reasons: letters, and explain with --letter."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from runs import run_folder
from skolval.cli import skolval


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return run_folder(tmp_path_factory.mktemp("runs"))


def call(*words, lang="en"):
    return CliRunner().invoke(skolval, [*map(str, words), "--lang", lang])


def test_letters_writes_one_per_pupil_and_tells_how_many_are_withheld(folder, tmp_path):
    done = call("letters", folder, "--out", tmp_path / "all", "--format", "both")
    assert done.exit_code == 0, done.output
    assert "29 letters written" in done.output
    assert "1 pupils have a protected identity: their letters are withheld" in done.output
    assert len(list((tmp_path / "all").iterdir())) == 59


def test_letters_as_json(folder, tmp_path):
    done = call("letters", folder, "--out", tmp_path / "all", "--json")
    assert json.loads(done.stdout) == {
        "folder": str(tmp_path / "all"), "letters": 29, "withheld": 1
    }  # fmt: skip


def test_letters_into_a_folder_that_is_there_is_refused(folder, tmp_path):
    done = call("letters", folder, "--out", tmp_path)
    assert done.exit_code != 0
    assert "already there" in str(done.exception) + done.output


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_explain_writes_a_letter(folder, tmp_path, ending):
    path = tmp_path / f"brev.{ending}"
    done = call("explain", folder, "e00", "--letter", path, lang="sv")
    assert done.exit_code == 0, done.output
    assert "e00" in path.read_text("utf-8")


def test_explain_writes_a_letter_as_json(folder, tmp_path):
    done = call("explain", folder, "e00", "--letter", tmp_path / "b.html", "--json")
    assert json.loads(done.stdout)["files"] == [str(tmp_path / "b.html")]


@pytest.mark.parametrize("name", ["brev.pdf", "brev"])
def test_a_letter_of_another_kind_is_refused(folder, tmp_path, name):
    done = call("explain", folder, "e00", "--letter", tmp_path / name)
    assert done.exit_code == 2
    assert "A letter is a .html or a .txt file" in done.output


def test_a_letter_is_not_put_in_the_run(folder):
    done = call("explain", folder, "e00", "--letter", folder / "b.html")
    assert done.exit_code == 2
    assert "a run is never changed" in done.output


@pytest.mark.parametrize("words", [("sibling", "--letter", "x.html"), ("a", "b", "c")])
def test_a_letter_needs_a_run_and_a_pupil(words):
    done = call("explain", *words)
    assert done.exit_code == 2
    assert "Give one NAME, or a RUN folder and a PUPIL." in done.output


def test_facts_and_words_are_both_in_the_json(folder):
    done = call("explain", folder, "e06", "--json")
    told = json.loads(done.stdout)
    assert told["wishes"][0]["one_more_seat"] is not None
    assert told["near_home"]["metres"] == 4000
    assert told["transport"]["limit"] == 2000
    assert len(told["paragraphs"]) > 5
