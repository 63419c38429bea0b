"""Tables of a strange place: an island, two schools in one area, ways missing, empty areas."""

from __future__ import annotations

import pandas as pd
import pytest
from click.testing import CliRunner

from skolval.cli import skolval

AREAS = """area,total,low_income,school
a1,40,30,North
a2,36,28,North
a3,38,24,North
b1,40,6,South
b2,36,8,South
b3,42,10,Hill
isle,9,2,North
lake,0,0,North
moor,0,0,South
"""
SCHOOLS = """id,name,area
North,North school,a1
South,South school,b1
Hill,Hill school,b1
"""
TRAVEL = """area,school,metres
a1,North,300
a1,South,2400
a2,North,1500
a2,South,2100
a3,North,1600
a3,South,1900
a3,Hill,2000
b1,North,2300
b1,South,300
b1,Hill,400
b2,North,2000
b2,South,1500
b2,Hill,1600
b3,North,1800
b3,South,1700
b3,Hill,1700
isle,North,9000
lake,North,900
lake,South,1400
"""
ADJACENCY = """area,neighbour
a1,a2
a1,a3
a2,a3
a2,b2
a3,b3
b1,b2
b1,b3
b2,b3
a1,lake
lake,b1
moor,b2
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tables = {"areas": AREAS, "schools": SCHOOLS, "travel": TRAVEL, "adjacency": ADJACENCY}
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


def run(*words):
    result = CliRunner().invoke(skolval, list(words))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("policy", ["rezoning", "rezoning_exact"])
def test_a_strange_place_is_read_placed_and_found_sound(folder, policy):
    told = run("import", "rezoning", str(folder), "--out", "town")
    assert "isle" in told
    run("place", "town", "--policy", policy, "--out", "run", "--no-report")
    run("audit", "run", "--instance", "town")
    table = pd.read_csv("run/attendance_areas.csv", index_col="area_id")
    assert table.loc["isle", "unit_id"] == "North"
    assert set(table.loc[["a1", "a2", "a3", "b1", "b2", "b3"], "unit_id"]) <= {
        "North", "South", "Hill",
    }  # fmt: skip
