"""School transport from the instance's own limits to the audit, as a user would go."""

from __future__ import annotations

import csv
import json
import shutil

import pytest

from commands import run

POLICY = """\
policy: judged
mechanism: deferred_acceptance
criteria: [relative_proximity, lottery]
rules: [capacity]
school_transport:
  otherwise: [attendance_area, nearest]
transport_costs:
  card: {low: 4000, high: 8000, source: invented}
  run: {low: 100000, high: 300000, source: invented, seats: 20}
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A copy of Lillstad that names Uppsala's table, and a run that judges."""
    from conftest import ROOT

    folder = tmp_path_factory.mktemp("transport")
    town = shutil.copytree(ROOT / "instances" / "lillstad", folder / "town")
    head = town / "instance.yaml"
    text = head.read_text("utf-8")
    start, end = text.index("transport_limits:"), text.index("sources:")
    head.write_text(f"{text[:start]}school_transport: uppsala\n{text[end:]}", encoding="utf-8")
    (folder / "judged.yaml").write_text(POLICY, encoding="utf-8")
    words = ("--policy", "judged.yaml", "--out", "run", "--no-report")
    done = run("place", "town", *words, cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_placing_tells_who_has_a_right_and_what_it_costs(place):
    _folder, said = place
    assert "2 pupils have a right to school transport, 2 get a travel card" in said
    assert "School transport costs 16,000 to 316,000 kronor a school year" in said


def test_the_placement_has_a_row_for_everybody_and_the_audit_agrees(place):
    folder, _said = place
    with (folder / "run" / "placement.csv").open(encoding="utf-8") as rows:
        table = list(csv.DictReader(rows))
    told = [row["transport"] for row in table]
    assert {name: told.count(name) for name in set(told)} == {"none": 50, "right": 2, "card": 2}
    assert all(int(row["metres"]) - 2000 == int(row["transport_margin"]) or row["grade"] != "F"
               for row in table)  # fmt: skip
    done = run("audit", "run", "--instance", "town", cwd=folder)
    assert done.returncode == 0
    assert "Everybody's school transport follows from the ways" in done.stdout


def test_a_pupil_is_told_why(place):
    folder, _said = place
    with (folder / "run" / "placement.csv").open(encoding="utf-8") as rows:
        card = next(row["pupil_id"] for row in csv.DictReader(rows) if row["transport"] == "card")
    done = run("explain", "run", card, cwd=folder)
    assert "so the family chose another unit" in done.stdout
    assert "(elevresa)" in done.stdout
    found = json.loads(run("explain", "run", card, "--json", cwd=folder).stdout)
    assert found["transport"]["judged"]["outcome"] == "card"


def test_measure_and_compare_tell_it_by_unit_and_by_run(place):
    folder, _said = place
    done = run("measure", "run", "--transport", "--json", cwd=folder)
    assert sum(unit["right"] for unit in json.loads(done.stdout)["transport"]) == 2
    assert "school transport by right" in run("measure", "run", "--transport", cwd=folder).stdout
    done = run("compare", "run", "run", "--out", "tables", cwd=folder)
    assert "have a right to school transport" in done.stdout
    assert (folder / "tables" / "transport.csv").exists()


def test_what_cannot_be_measured_is_refused(place):
    folder, _said = place
    done = run("measure", "town", "--transport", cwd=folder)
    assert done.returncode == 2
    assert "whose policy judges school transport" in done.stderr


def test_the_tables_of_limits_are_listed_and_shown(tmp_path):
    assert "norrkoping: Norrköping" in run("explain", "transport").stdout
    assert "grades 7-9: 5,000 m" in run("explain", "transport", "norrkoping").stdout
    assert set(json.loads(run("explain", "transport", "--json").stdout)["tables"]) > {"uppsala"}
    shown = json.loads(run("explain", "transport", "boden", "skovde", "--json").stdout)
    assert [table["name"] for table in shown["tables"]] == ["boden", "skovde"]
    assert shown["tables"][0]["at_limit"] is None
    done = run("explain", "transport", "bodn")
    assert done.returncode == 1
    assert "Did you mean boden?" in done.stderr
    assert run("explain", "transport", "boden", "--letter", tmp_path / "a.html").returncode != 0
