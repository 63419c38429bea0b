"""GeoPackage, workbook and tidy tables: readable by others, masked, the same every time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from xml.etree import ElementTree as ET

import pandas as pd
import pyogrio
import pytest
from python_calamine import CalamineWorkbook

from skolval.report.files import write_comparison, write_gpkg, write_xlsx
from skolval.report.tables import DICTIONARY, report_tables


@pytest.fixture(scope="module")
def geopackage(runs, tmp_path_factory):
    return write_gpkg(runs, tmp_path_factory.mktemp("gpkg") / "placement.gpkg")


@pytest.fixture(scope="module")
def workbook(runs, tmp_path_factory):
    return write_xlsx(runs, tmp_path_factory.mktemp("xlsx") / "tables.xlsx", lang="en")


def test_the_geopackage_has_units_areas_and_flows_in_the_instances_system(geopackage):
    layers = dict(pyogrio.list_layers(geopackage))
    assert layers["units"] == "Point"
    assert layers["areas"] == "MultiPolygon"
    assert layers["flows"] == "LineString"
    assert pyogrio.read_info(geopackage, layer="units")["crs"] == "EPSG:3006"


def test_the_geopackage_is_version_1_2_and_the_same_twice(geopackage, runs, tmp_path):
    with closing(sqlite3.connect(geopackage)) as base:
        assert base.execute("pragma user_version").fetchone() == (10200,)
    again = write_gpkg(runs, tmp_path / "again.gpkg")
    assert again.read_bytes() == geopackage.read_bytes()


def test_units_carry_seats_pupils_and_share_of_every_policy(geopackage, runs):
    units = pyogrio.read_dataframe(geopackage, layer="units")
    for run in runs:
        name = run.policy_name
        assert units[f"{name}_placed"].sum() == 300
        few = units[f"{name}_placed"] < 5
        assert units.loc[few, f"{name}_share"].isna().all()


def test_no_flow_of_fewer_than_five_pupils_is_written(geopackage):
    flows = pyogrio.read_dataframe(geopackage, layer="flows")
    assert len(flows)
    assert flows["pupils"].min() >= 5


def test_qgis_finds_one_default_style_per_layer_and_each_is_well_formed(geopackage):
    styles = pyogrio.read_dataframe(geopackage, layer="layer_styles")
    default = styles[styles["useAsDefault"].astype(bool)]
    assert sorted(default["f_table_name"]) == ["areas", "flows", "units"]
    for text in styles["styleQML"]:
        root = ET.fromstring(text)
        assert root.tag == "qgis"
        assert root.find("renderer-v2") is not None
    units = pyogrio.read_dataframe(geopackage, layer="units")
    attributes = [
        ET.fromstring(text).find("renderer-v2").get("attr")
        for text in styles.loc[styles["f_table_name"] == "units", "styleQML"]
    ]
    assert set(attributes) <= set(units.columns)


def test_a_municipality_without_area_shapes_gets_no_area_layer(runs, tmp_path):
    from dataclasses import replace

    bare = replace(runs[0], areas=runs[0].areas.drop(columns="geometry"))
    written = write_gpkg([bare], tmp_path / "bare.gpkg")
    assert "areas" not in dict(pyogrio.list_layers(written))


def test_the_workbook_has_four_sheets_and_every_column_is_in_the_dictionary(workbook):
    book = CalamineWorkbook.from_path(str(workbook))
    assert book.sheet_names == ["Policies", "Units", "Indices", "Dictionary"]
    explained = book.get_sheet_by_name("Dictionary").to_python()[1:]
    for sheet in book.sheet_names[:3]:
        header = book.get_sheet_by_name(sheet).to_python()[0]
        assert header == [row[1] for row in explained if row[0] == sheet]
    assert all(row[3] for row in explained)


def test_no_pupil_is_in_the_workbook(workbook, made):
    pupils = set(made.pupils["pupil_id"])
    book = CalamineWorkbook.from_path(str(workbook))
    for name in book.sheet_names:
        cells = {cell for row in book.get_sheet_by_name(name).to_python() for cell in row}
        assert not cells & pupils


def test_the_workbook_is_the_same_twice(workbook, runs, tmp_path):
    again = write_xlsx(runs, tmp_path / "again.xlsx", lang="en")
    assert again.read_bytes() == workbook.read_bytes()


def test_members_are_hidden_when_they_or_the_rest_are_few(runs):
    units = report_tables(runs).units
    shown = units.dropna(subset=["members"])
    assert (shown["members"] >= 5).all()
    assert (shown["placed"] - shown["members"] >= 5).all()
    assert units["members"].isna().any()


def test_csv_and_parquet_hold_the_same_columns_as_the_dictionary(runs, tmp_path):
    written = write_comparison(runs, tmp_path / "tables")
    assert len(written) == 2 * len(DICTIONARY)
    for name, headings in DICTIONARY.items():
        for frame in (
            pd.read_csv(tmp_path / "tables" / f"{name}.csv"),
            pd.read_parquet(tmp_path / "tables" / f"{name}.parquet"),
        ):
            assert list(frame) == [heading.name for heading in headings]


def test_the_tables_of_one_run_name_it_once(runs):
    tables = report_tables(runs[:1])
    assert set(tables.policies["run"]) == {"nearest_school"}
    assert set(tables.indices["run"]) == {"nearest_school"}
