"""`skolval new`: a folder to fill in."""

from __future__ import annotations

import json
from datetime import date

import pytest

from skolval.cli import main
from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance
from skolval.io.policy import policy_templates, read_policy
from skolval.io.starter import coming_school_year, write_starter


def run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_new_writes_every_table_the_dictionary_and_the_policies(tmp_path, capsys):
    folder = tmp_path / "Min kommun"
    assert run("new", str(folder)) == 0
    assert "skolval check" in capsys.readouterr().out
    assert {path.stem for path in folder.glob("*.csv")} == set(TABLES)
    assert "share_low_income" in (folder / "areas.csv").read_text("utf-8-sig")
    assert (folder / "README.md").read_text("utf-8").startswith("# Instansens format")
    names = [path.stem for path in sorted((folder / "policies").glob("*.yaml"))]
    assert names == list(policy_templates())
    assert read_policy(folder / "policies" / "lottery.yaml").name == "lottery"


def test_the_only_faults_of_a_new_folder_are_empty_required_tables(tmp_path):
    write_starter(tmp_path / "lillby", today=date(2026, 11, 21))
    _instance, faults = check_instance(tmp_path / "lillby")
    assert {(fault.file, fault.rule) for fault in faults} == {
        (f"{name}.csv", "empty_table") for name in ("units", "offerings", "pupils")
    }


def test_a_new_folder_that_is_filled_in_is_sound(tmp_path):
    folder = write_starter(tmp_path / "lillby", today=date(2026, 11, 21))
    rows = {
        "units": "11;Björk;kommunal;648000,5;6638000;;",
        "offerings": "11-F;11;årskurs;F;;30",
        "pupils": "e1;648100;6638100;;F;;;;;;;;;;;;;;;;;;1",
    }
    for name, row in rows.items():
        path = folder / f"{name}.csv"
        header = path.read_text("utf-8-sig").strip()
        wide = row + ";" * (header.count(";") - row.count(";"))
        path.write_text(f"{header}\n{wide}\n", encoding="utf-8")
    instance, faults = check_instance(folder)
    assert faults == ()
    assert instance.name == "lillby"


def test_new_refuses_a_folder_that_holds_something_and_writes_nothing(tmp_path, capsys):
    (tmp_path / "kept.txt").write_text("kept")
    assert run("new", str(tmp_path)) == 2
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_new_without_folder_says_what_to_give(capsys):
    assert run("new") == 2
    assert "skolval new my_town" in capsys.readouterr().err


def test_new_prints_the_dictionary(capsys):
    assert run("new", "--dictionary") == 0
    assert "## `units`" in capsys.readouterr().out


def test_new_lists_its_files_as_json(tmp_path, capsys):
    assert run("new", str(tmp_path / "a"), "--json") == 0
    assert "instance.yaml" in json.loads(capsys.readouterr().out)["files"]


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 11, 21), "2027/28"), (date(2027, 2, 1), "2027/28"), (date(2099, 9, 1), "2100/01")],
)
def test_the_coming_school_year_begins_next_autumn(today, year):
    assert coming_school_year(today) == year
