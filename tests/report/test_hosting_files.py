"""Tables and layers of groups are named by what they hold: newly arrived, or programmes."""

from __future__ import annotations

import dataclasses
import zipfile
from xml.etree import ElementTree as ET

import geopandas as gpd
import pytest
import python_calamine

import hosted_town
from skolval.report.files import write_xlsx
from skolval.report.geopackage import write_gpkg
from skolval.report.tables import report_tables


def of_introduction(run):
    policy = run.problem.policy.replace(places="introduction")
    return dataclasses.replace(run, problem=run.problem.replace(policy=policy))


@pytest.fixture(scope="module")
def arrived():
    return hosted_town.runs()[:2]


@pytest.fixture(scope="module")
def programmes(arrived):
    return [of_introduction(run) for run in arrived]


@pytest.mark.parametrize(
    ("kind", "named", "other"),
    [
        ("arrived", "newly_arrived", "on_introduction"),
        ("programmes", "on_introduction", "newly_arrived"),
    ],
)
def test_the_share_of_a_unit_is_named_by_its_pupils(kind, named, other, request, tmp_path):
    runs = request.getfixturevalue(kind)
    tables = report_tables(runs)
    frame = tables.named("group_units")
    assert named in frame
    assert other not in frame
    assert [one.name for one in tables.dictionary()["group_units"]] == list(frame.columns)
    write_xlsx(runs, tmp_path / "t.xlsx", lang="en")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    cells = {
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }  # fmt: skip
    assert named in cells
    assert other not in cells
    write_gpkg(runs, tmp_path / "g.gpkg", audience="internal")
    columns = gpd.read_file(tmp_path / "g.gpkg", layer="groups").columns
    assert [name for name in columns if name.endswith(named)]
    assert not [name for name in columns if name.endswith(other)]
    assert "indices" not in tables.dictionary()
    assert "Indices" not in book.sheet_names
    styles = gpd.read_file(tmp_path / "g.gpkg", layer="layer_styles")["styleQML"]
    assert any(named in style for style in styles)
    assert not any(other in style for style in styles)


def formats_of(path, sheet):
    """The number format and kind of every cell in the first row of figures, by heading."""
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with zipfile.ZipFile(path) as book:
        parts = ("xl/styles.xml", "xl/sharedStrings.xml", f"xl/worksheets/sheet{sheet}.xml")
        styles, texts, cells = (ET.fromstring(book.read(part)) for part in parts)
    codes = {
        one.get("numFmtId"): one.get("formatCode") for one in styles.iterfind(".//m:numFmt", space)
    }
    codes |= {"0": "General", "3": "#,##0"}
    used = [codes[one.get("numFmtId")] for one in styles.iterfind("m:cellXfs/m:xf", space)]
    said = ["".join(one.itertext()) for one in texts.iterfind("m:si", space)]
    heads, first = list(cells.iterfind(".//m:row", space))[:2]
    names = {one.get("r").rstrip("0123456789"): said[int(one[0].text)] for one in heads}
    return {
        names[one.get("r").rstrip("0123456789")]: (used[int(one.get("s", "0"))], one.get("t"))
        for one in first
    }


def test_numbers_of_groups_are_written_as_people_read_them(arrived, tmp_path):
    write_xlsx(arrived, tmp_path / "t.xlsx", lang="en")
    book = python_calamine.CalamineWorkbook.from_path(tmp_path / "t.xlsx")
    found = formats_of(tmp_path / "t.xlsx", 1 + book.sheet_names.index("Groups by policy"))
    shown = {name: code for name, (code, _kind) in found.items()}
    assert shown["top_share"] == "0.0%"
    assert shown["gini"] == shown["p_more"] == "0.000"
    assert shown["kronor"] == shown["pupils"] == shown["metres_mean"] == "#,##0"
    assert shown["months_mean"] == "0.0"
    assert found["exact"][1] == "b"
