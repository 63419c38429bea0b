"""Tables and layers of groups are named by what they hold: newly arrived, or programmes."""

from __future__ import annotations

import dataclasses

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
    styles = gpd.read_file(tmp_path / "g.gpkg", layer="layer_styles")["styleQML"]
    assert any(named in style for style in styles)
    assert not any(other in style for style in styles)
