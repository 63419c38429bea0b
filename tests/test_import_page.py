"""The tour of docs/import.md is true: its commands run in order on an invented village's files."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pandas as pd
import pytest

from commands import run
from skolval.registry import names
from tour_town import write_tour_files

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "import.md").read_text("utf-8")
STEPS = re.findall(r"```sh\n(.*?)```\n```text\n(.*?)```", TEXT, flags=re.DOTALL)


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """The folder after the tour, and what each block of commands printed."""
    folder = tmp_path_factory.mktemp("tour")
    write_tour_files(folder / "files")
    told = []
    for commands, _promised in STEPS:
        printed = ""
        for line in commands.strip().splitlines():
            done = run(*_words(line, folder), cwd=folder)
            assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
            printed += done.stdout
        told.append(printed)
    return folder, told


def _words(line, folder):
    words = shlex.split(line)[1:]
    if "PUPIL" in words:
        placed = pd.read_csv(folder / "run" / "placement.csv", dtype=str)["pupil_id"]
        words = [placed.iloc[0] if word == "PUPIL" else word for word in words]
    return words


def test_every_command_prints_what_the_page_promises(walked):
    for (commands, promised), printed in zip(STEPS, walked[1], strict=True):
        for line in promised.strip("\n").splitlines():
            assert line in printed, f"{line!r} is not printed by\n{commands}\n{printed}"


def test_the_tour_ends_with_a_report_a_letter_and_certificates(walked):
    folder, _told = walked
    assert (folder / "run" / "report.html").exists()
    letter = (folder / "letter.html").read_text("utf-8")
    assert 'class="way place"' in letter
    assert len((folder / "keys" / "certificates.jsonl").read_text("utf-8").splitlines()) == 23
    report = (folder / "run" / "report.html").read_text("utf-8")
    assert "Where the values come from" in report
    assert '"way place"' not in report


def test_no_personal_number_name_or_address_is_written_anywhere(walked):
    folder, _told = walked
    octets = b"".join(
        path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "files" not in path.parts
    )
    for secret in (b"200501-98", b"Barn 1", b"@example.org"):
        assert secret not in octets


def test_no_step_of_the_page_is_left_out():
    assert len(STEPS) == 6
    assert TEXT.count("```sh") == len(STEPS)


def test_every_importer_but_that_of_rezoning_and_uppsala_is_on_the_page():
    for name in set(names("importer")) - {"rezoning", "uppsala_public"}:
        assert f"skolval import {name.replace('_', '-')}" in TEXT
