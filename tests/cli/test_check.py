"""`skolval check`: every fault at once, or a plain summary."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "io"))

from broken_cases import CHOICES, PUPILS, put, sound, swap

from gymnasium_town import gymby
from skolval.cli import main
from skolval.cli.reading import summary_lines
from towns import frame


def run(*words: str) -> int:
    try:
        main(list(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


@pytest.fixture
def lillby(tmp_path: Path) -> Path:
    return sound(tmp_path / "lillby")


def test_a_sound_instance_is_summed_up_in_plain_sentences(lillby, capsys):
    put("pupils.csv", PUPILS.replace("11,no", "11,yes"))(lillby)
    put("enrolment.csv", "unit_id,group,pupils,share\n11,low_income,61,..\n")(lillby)
    assert run("check", str(lillby), "--policy", "uppsala_2021") == 0
    told = capsys.readouterr().out
    for words in ("No faults.", "2 school units, of which 1 municipal", "3 offerings with 90 seats",
                  "3 wishes by 3 pupils", "1 with protected identity", "2 areas, 2 with shapes",
                  "straight line times 1.30", "1 enrolment figures are suppressed",
                  "legal status conditional", "ÖKN 2019:290"):  # fmt: skip
        assert words in told, words


def test_streets_and_travel_tables_are_named(lillby, capsys):
    put("nodes.csv", "node_id,x,y\n1,648000,6638000\n2,648100,6638000\n")(lillby)
    put("edges.csv", "from_node,to_node,metres\n1,2,100.5\n")(lillby)
    run("check", str(lillby))
    assert "streets with 1 edges" in capsys.readouterr().out
    put("travel.csv", "origin_id,unit_id,metres\np1,11,500\n")(lillby)
    run("check", str(lillby))
    assert "ready table with 1 rows" in capsys.readouterr().out


def test_faults_are_grouped_by_file_and_counted(lillby, capsys):
    swap("units.csv", "independent", "privat")(lillby)
    swap("choices.csv", "p2,1", "p2,7")(lillby)
    put("notes.docx", "x")(lillby)
    assert run("check", str(lillby), "--policy", "lotery") == 1
    told = capsys.readouterr().out
    assert told.index("choices.csv\n  row 3, rank: The pupil") < told.index(
        "units.csv\n  row 3, provider:"
    )
    assert "-> Did you mean lottery?" in told
    assert "Errors: 3. Warnings: 1." in told
    assert "school units" not in told


def test_warnings_are_told_and_do_not_stop(lillby, capsys):
    put("notes.docx", "x")(lillby)
    assert run("check", str(lillby)) == 0
    told = capsys.readouterr().out
    assert "Warning: notes.docx is not read." in told
    assert "No errors. Warnings: 1." in told


def test_many_alike_are_cut_short_on_the_screen_and_whole_in_json(lillby, capsys):
    rows = "".join(f"q{i},1,11\n" for i in range(8))
    put("choices.csv", "pupil_id,rank,unit_id\n" + rows)(lillby)
    assert run("check", str(lillby)) == 1
    assert "… and 3 more like this in the column." in capsys.readouterr().out
    run("check", str(lillby), "--json")
    assert len(json.loads(capsys.readouterr().out)["faults"]) == 8


def test_a_terminal_gets_ruled_tables(lillby, capsys, monkeypatch):
    workbook = CHOICES.replace("p2,1", "p2,7")
    put("choices.csv", workbook)(lillby)
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert run("check", str(lillby)) == 1
    told = capsys.readouterr().out
    assert "What to do" in told
    assert "row 3, rank" in told


def test_json_says_ok_and_lists_faults(lillby, capsys):
    assert run("check", str(lillby), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "faults": []}


def test_an_unknown_instance_is_told_without_a_traceback(capsys):
    assert run("check", "no_such_town") == 1
    told = capsys.readouterr().err
    assert "no_such_town" in told
    assert "Traceback" not in told


def test_what_is_modelled_and_assumed_is_told(lillby, capsys):
    put(
        "provenance.csv",
        "table,column,made,note\npupils,low_income,modelled,Drawn by area.\n"
        "offerings,seats,assumed,8 % more than pupils.\nunits,,read,\n",
    )(lillby)
    assert run("check", str(lillby)) == 0
    told = capsys.readouterr().out
    assert "  Modelled, not counted: pupils.low_income\n    Drawn by area.\n" in told
    assert "  Assumed: offerings.seats\n    8 % more than pupils.\n" in told


def test_check_sums_up_candidate_services_and_introduction_programmes():
    town = gymby().replace(enrolment=frame("enrolment", [], "mark"))
    lines = "\n".join(summary_lines(town))
    assert "6 pupils for introduction programmes, 0 of them on one" in lines
    assert "4 units may run introduction programmes, 1 do today" in lines
    assert "candidate services" not in lines
    told = frame("services", [
        {"service_id": "R1", "leg": leg, "order": order, "stop_id": "A", "time": "07:00",
         "seats": 8, "kind": kind}
        for leg in ("morning", "afternoon") for order, kind in ((1, None), (2, None))
    ])  # fmt: skip
    lines = "\n".join(summary_lines(town.replace(services=told)))
    assert "1 candidate services, 1 of them chartered" in lines
