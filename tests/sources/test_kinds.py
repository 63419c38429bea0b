"""What a file is, by what stands in it: self-made look-alikes of every kind, under odd names."""

from __future__ import annotations

import gzip
import json
import zipfile

import geopandas as gpd
import pytest
import shapely
import xlsxwriter

from skolval.sources.kinds import KINDS, recognise

SCB = (
    "Folkmängd efter region och ålder\n\nregion;ålder;2024\n"
    "9999A0010 Byn (Byköping);totalt;812\n9999C1010 Torget (Byköping);totalt;1 204\n"
)
UNDERLAG = (
    "Skolenhetskod;Skola;Andel elever med utländsk bakgrund;"
    "Andel elever med föräldrar med eftergymnasial utbildning\n99000001;Bäckskolan;12,5;..\n"
)
YEAR_NINE = "Skolenhetskod;Skola;Genomsnittligt meritvärde\n99000001;Bäckskolan;221,4\n"
WISHES = "Personnummer;Namn;Val 1;Val 2\n;Ada;Bäckskolan;Åskolan\n"
OVERPASS = {
    "version": 0.6,
    "elements": [
        {"type": "node", "id": 1, "lat": 60.1, "lon": 16.2},
        {"type": "way", "id": 2, "nodes": [1]},
    ],
}
REGISTER = {"Skolenheter": [{"Skolenhetskod": "99000001", "Skolenhetsnamn": "Bäckskolan"}]}
PIXELS = {"version": "2.0", "class": "dataset", "dimension": {}, "value": [1]}
TEXTS = {
    "area_statistics": SCB,
    "unit_statistics": UNDERLAG,
    "year_nine": YEAR_NINE,
    "applications": WISHES,
    "streets_overpass": json.dumps(OVERPASS),
    "unit_register": json.dumps(REGISTER),
    "json_stat": json.dumps(PIXELS),
    "streets_xml": '<?xml version="1.0"?>\n<osm version="0.6"><node id="1"/></osm>\n',
    "gtfs_table": "stop_id,stop_name,stop_lat,stop_lon\n1,Torget,60.1,16.2\n",
    "places": "name,lat,lon\nBäckskolan,60.1,16.2\n",
    "instance_table": "elev;val;skola\np1;1;99000001\n".replace("skola", "skolenhetskod"),
    "instance_head": "name: by\nschool_year: 2026/27\ngroups: []\n",
    "table": "färg,antal\nröd,3\n",
    "unknown": "Hej, det här är ett brev.\nMed vänlig hälsning, Ada, Bo, Cia, Dan\n",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_text_is_known_by_what_stands_in_it(tmp_path, code):
    path = tmp_path / "file.dat"
    path.write_text(TEXTS[code], encoding="utf-8")
    assert recognise(path).code == code


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 with BOM"), ("cp1252", "Windows-1252"),
     ("utf-16", "UTF-16")],
)  # fmt: skip
def test_the_encoding_of_a_table_is_told(tmp_path, encoding, shown):
    path = tmp_path / "a.csv"
    path.write_text(UNDERLAG, encoding=encoding)
    kind = recognise(path)
    assert (kind.code, kind.encoding, kind.rows) == ("unit_statistics", shown, 1)


def test_packed_streets_are_looked_into(tmp_path):
    path = tmp_path / "streets.json.gz"
    path.write_bytes(gzip.compress(json.dumps(OVERPASS).encode()))
    kind = recognise(path)
    assert (kind.code, kind.rows) == ("streets_overpass", 2)


def _zip(path, names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def test_a_timetable_is_known_packed_and_unpacked(tmp_path):
    names = ["stops.txt", "routes.txt", "trips.txt", "stop_times.txt", "agency.txt"]
    assert recognise(_zip(tmp_path / "a.zip", names)).code == "timetable"
    assert recognise(_zip(tmp_path / "b.zip", ["letter.txt"])).code == "unknown"
    folder = tmp_path / "feed"
    folder.mkdir()
    assert recognise(folder).code == "unknown"
    for name in names:
        (folder / name).write_text("x", encoding="utf-8")
    assert recognise(folder).code == "timetable"


def test_an_instance_is_one_thing(tmp_path):
    (tmp_path / "instance.yaml").write_text("name: by\n", encoding="utf-8")
    kind = recognise(tmp_path)
    assert (kind.code, kind.rows) == ("instance", 1)


def test_an_osm_extract_is_known_by_its_first_block(tmp_path):
    path = tmp_path / "town.pbf"
    path.write_bytes(b"\x00\x00\x00\x0e\x0a\x09OSMHeader\x18\x7c\x10\x78")
    assert recognise(path).code == "streets_pbf"


def _layer(path, shapes, layer, **columns):
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:3006")
    frame.to_file(path, layer=layer, driver="GPKG")


def test_layers_of_a_geopackage_are_told_surfaces_first(tmp_path):
    path = tmp_path / "any.bin.gpkg"
    box = shapely.box(650000, 6640000, 650100, 6640100)
    _layer(path, [shapely.LineString([(0, 0), (1, 1)])], "roads", name=["Gatan"])
    _layer(path, [box, box], "zones", desokod=["9999A0010", "9999C1010"])
    kind = recognise(path)
    assert (kind.code, kind.part, kind.rows, kind.crs) == ("areas", "zones", 2, "EPSG:3006")
    assert "desokod" in kind.why


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (shapely.LineString([(16, 60), (16.1, 60)]), "streets_lines"),
        (shapely.Point(16, 60), "points"),
        (shapely.MultiPolygon([shapely.box(16, 60, 16.1, 60.1)]), "areas"),
    ],
)
def test_geojson_is_known_by_its_shapes(tmp_path, shape, code):
    path = tmp_path / "a.json"
    feature = {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    kind = recognise(path)
    assert (kind.code, kind.rows, kind.crs) == (code, 1, "EPSG:4326")


def test_mixed_surfaces_are_told_by_the_first(tmp_path):
    path = tmp_path / "a.geojson"
    box = shapely.box(16, 60, 16.1, 60.1)
    features = [
        {"type": "Feature", "properties": {}, "geometry": shapely.geometry.mapping(shape)}
        for shape in (box, shapely.MultiPolygon([box]))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    assert recognise(path).code == "areas"


def test_a_zipped_shapefile_is_looked_into(tmp_path):
    folder = tmp_path / "shape"
    folder.mkdir()
    frame = gpd.GeoDataFrame({"deso": ["9999A0010"]}, geometry=[shapely.box(0, 0, 1, 1)],
                             crs="EPSG:3006")  # fmt: skip
    frame.to_file(folder / "areas.shp", engine="pyogrio")
    assert recognise(folder / "areas.shp").code == "areas"
    path = tmp_path / "areas.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    assert recognise(path).code == "areas"


def _workbook(path, **sheets):
    with xlsxwriter.Workbook(path) as book:
        for name, lines in sheets.items():
            page = book.add_worksheet(name)
            for row, line in enumerate(lines):
                page.write_row(row, 0, line)
    return path


def test_the_sheet_that_is_known_is_told(tmp_path):
    path = _workbook(
        tmp_path / "a.xlsx",
        Info=[["Om filen", "text"]],
        Ansökan=[["Elev", "Förstahandsval"], ["p1", "Bäckskolan"]],
    )
    kind = recognise(path)
    assert (kind.code, kind.part, kind.rows) == ("applications", "Ansökan", 1)
    assert kind.why == ("Elev", "Förstahandsval")


def test_a_sheet_on_its_side_is_known(tmp_path):
    lines = [["", "9999A0010", "9999C1010"], ["Folkmängd", 812, 1204]]
    assert recognise(_workbook(tmp_path / "a.xlsx", Blad1=lines)).code == "area_statistics"


def test_a_sheet_with_units_as_columns_is_known(tmp_path):
    lines = [
        ["Underlag för analys"], ["", "Bäckskolan (99000001)", "Åskolan (99000002)"],
        ["Andel elever med utländsk bakgrund", 12.5, ".."],
    ]  # fmt: skip
    kind = recognise(_workbook(tmp_path / "a.xlsx", Blad1=lines))
    assert (kind.code, kind.why[0]) == ("unit_statistics", "Bäckskolan (99000001)")
    lines[2][0] = "Genomsnittligt meritvärde"
    assert recognise(_workbook(tmp_path / "b.xlsx", Blad1=lines)).code == "year_nine"


def test_personal_identity_numbers_are_noticed(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("elev;val 1\n20160312-2384;Bäckskolan\n", encoding="utf-8")
    kind = recognise(path)
    assert kind.personal
    assert "20160312" not in str(kind.told())


@pytest.mark.parametrize(
    "octets",
    [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"SQLite format 3\x00broken", b"\x1f\x8bbroken",
     b'{"type": "FeatureCollection", "features": [', b"[1, 2]", b"<html></html>", b"\n\n\n"],
)  # fmt: skip
def test_a_broken_or_strange_file_is_unknown_and_nothing_worse(tmp_path, octets):
    path = tmp_path / "a.bin"
    path.write_bytes(octets)
    assert recognise(path).code == "unknown"


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    assert recognise(tmp_path / "no.csv").code == "missing"


def test_every_kind_that_is_told_has_words():
    assert all(KINDS.values())
    assert set(TEXTS) <= set(KINDS)
