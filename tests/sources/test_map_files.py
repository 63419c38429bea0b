"""Map files of every kind, with the faults of real ones."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from tests.map_files import (
    NAMES,
    deso_rows,
    frame,
    old_crs,
    squares,
    turned,
    write_geojson,
    write_shapefile,
    zipped,
)

from skolval.io.faults import Ledger
from skolval.sources._geoparts import digest_of
from skolval.sources.geofiles import layers_of, read_geofile


def read(path, layer=""):
    ledger = Ledger()
    found = read_geofile(path, ledger=ledger, layer=layer)
    return found, [str(fault) for fault in ledger.faults]


def test_rfc_7946_is_degrees_and_the_old_member_names_its_system(tmp_path):
    degrees = write_geojson(tmp_path / "ny.geojson", turned(squares(), "EPSG:4326"), deso_rows())
    metres = write_geojson(tmp_path / "gammal.geojson", squares(), deso_rows(), crs=old_crs(3006))
    assert read(degrees)[0].crs == "EPSG:4326"
    assert read(metres)[0].crs == "EPSG:3006"
    assert read(metres)[0].frame["namn"].tolist() == list(NAMES)


@pytest.mark.parametrize(
    ("octets", "notes"),
    [
        (lambda text: b"\xef\xbb\xbf" + text.encode(), ()),
        (lambda text: text.encode("latin-1"), ("The texts of omr.geojson are in CP1252.",)),
    ],
)
def test_geojson_with_a_mark_or_in_latin_1_keeps_its_letters(tmp_path, octets, notes):
    path = write_geojson(tmp_path / "omr.geojson", squares(), deso_rows(), crs=old_crs(3006))
    path.write_bytes(octets(path.read_text("utf-8")))
    found, faults = read(path)
    assert found.frame["namn"].tolist() == list(NAMES)
    assert (found.notes, found.layer, faults) == (notes, "omr", [])


def test_a_layer_of_a_geopackage_is_asked_for_by_name(tmp_path):
    path = tmp_path / "omr.gpkg"
    frame().to_file(path, layer="DeSO_2025")
    frame(squares()[:1], regsokod=["0380R001"]).to_file(path, layer="RegSO_2025")
    assert layers_of(path) == ("DeSO_2025", "RegSO_2025")
    found, faults = read(path)
    assert found is None
    assert faults == [
        (
            "omr.gpkg: There are 2 layers: DeSO_2025, RegSO_2025. Name the one to read with"
            " --layer, for example --layer DeSO_2025."
        )
    ]
    assert len(read(path, "regso_2025")[0].frame) == 1
    found, faults = read(path, "DeSO2025")
    assert (
        "There is no layer 'DeSO2025'; there are: DeSO_2025, RegSO_2025. Did you mean DeSO_2025?"
        in faults[0]
    )


def test_many_layers_are_shown_as_a_few(tmp_path):
    for number in range(14):
        frame().to_file(tmp_path / "omr.gpkg", layer=f"lager_{number:02}")
    _found, faults = read(tmp_path / "omr.gpkg")
    assert "lager_11 ...." in faults[0]


def test_a_table_without_shapes_is_no_layer(tmp_path):
    path = tmp_path / "omr.gpkg"
    frame().to_file(path, layer="ytor")
    plain = frame().drop(columns="geometry")
    import pyogrio

    pyogrio.write_dataframe(plain, path, layer="tabell", append=True)
    assert layers_of(path) == ("ytor",)


@pytest.mark.parametrize(
    ("encoding", "note"),
    [
        ("ISO-8859-1", ("The texts of omr.shp are in CP1252.",)),
        ("CP850", ("The texts of omr.shp are in CP850.",)),
        ("UTF-8", ()),
    ],
)
@pytest.mark.parametrize("drop", [(".cpg",), (".cpg", ".prj")])
@pytest.mark.parametrize("form", ["file", "folder", "zip", "part", "inner"])
def test_a_shapefile_without_encoding_or_system_keeps_its_letters(
    tmp_path, encoding, note, drop, form
):
    path = write_shapefile(tmp_path / "shp", drop=drop, encoding=encoding)
    path = {
        "file": path,
        "folder": path.parent,
        "part": path.with_suffix(".dbf"),
        "zip": zipped(path.parent, tmp_path / "a.zip") if form == "zip" else path,
        "inner": zipped(path.parent, tmp_path / "b.zip", inner="Leverans 1/")
        if form == "inner"
        else path,
    }[form]
    found, faults = read(path)
    assert faults == []
    assert found.frame["namn"].tolist() == list(NAMES)
    assert found.crs == ("" if ".prj" in drop else "EPSG:3006")
    assert found.notes == note


def test_a_wrong_encoding_beside_a_shapefile_is_not_believed(tmp_path):
    path = write_shapefile(tmp_path, encoding="UTF-8")
    path.with_suffix(".cpg").write_text("ISO-8859-1")
    found, _faults = read(path)
    assert found.frame["namn"].tolist() == list(NAMES)


def test_a_shapefile_in_plain_letters_needs_no_encoding(tmp_path):
    frame(desokod=list("abcd")).to_file(tmp_path / "omr.shp")
    found, faults = read(tmp_path)
    assert (found.notes, faults) == ((), [])


@pytest.mark.parametrize("suffix", [".dbf", ".shx"])
@pytest.mark.parametrize("form", ["file", "zip"])
def test_a_shapefile_that_lacks_a_part_is_told(tmp_path, suffix, form):
    path = write_shapefile(tmp_path / "shp", drop=(suffix,))
    if form == "zip":
        path = zipped(path.parent, tmp_path / "omr.zip")
    found, faults = read(path)
    assert found is None
    assert faults == [
        (
            f"{path.name}: The shapefile omr.shp lacks its parts {suffix}. Copy all files with the"
            " same name, or give a GeoPackage."
        )
    ]


def test_capital_suffixes_are_the_same_parts(tmp_path):
    path = write_shapefile(tmp_path)
    for one in list(tmp_path.iterdir()):
        one.rename(one.with_name(one.name.upper()))
    found, faults = read(tmp_path)
    assert (len(found.frame), faults) == (4, [])
    assert path.stem == "omr"


def test_several_shapefiles_in_a_folder_are_layers(tmp_path):
    write_shapefile(tmp_path, "deso")
    write_shapefile(tmp_path, "vatten")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "skräp.geojson").write_text("x")
    found, faults = read(tmp_path)
    assert found is None
    assert "There are 2 layers: deso, vatten." in faults[0]
    assert read(tmp_path, "Vatten.shp")[0].layer == "vatten"


def test_a_geopackage_in_a_zip_is_read(tmp_path):
    (tmp_path / "in").mkdir()
    frame().to_file(tmp_path / "in" / "omr.gpkg", layer="omr")
    found, faults = read(zipped(tmp_path / "in", tmp_path / "omr.zip"))
    assert (len(found.frame), found.crs, faults) == (4, "EPSG:3006", [])


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("omr.gpkg", b"hej", "omr.gpkg: The file cannot be read as a map: "),
        ("omr.geojson", b"{", "omr.geojson: The file cannot be read as a map: "),
        ("omr.zip", b"PK\x05\x06" + b"\0" * 18, "omr.zip: There is no map in it."),
    ],
)
def test_a_file_that_is_no_map_is_told_without_its_folder(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    found, faults = read(tmp_path / name)
    assert found is None
    assert faults[0].startswith(expected)
    assert str(tmp_path) not in faults[0]
    assert layers_of(tmp_path / name) == ()


def test_a_zip_that_cannot_be_unpacked_is_told(tmp_path):
    """The table of contents is whole, the attribute table is not."""
    path = zipped(write_shapefile(tmp_path / "shp").parent, tmp_path / "omr.zip")
    octets = bytearray(path.read_bytes())
    place = octets.find(b"omr.dbf") + len(b"omr.dbf")
    octets[place : place + 40] = b"\xff" * 40
    path.write_bytes(octets)
    found, faults = read(path)
    assert found is None
    assert "cannot be read as a map" in faults[0]


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path):
    assert read(tmp_path / "saknas.gpkg")[1] == [
        "saknas.gpkg: The file does not exist. Check the path."
    ]
    (tmp_path / "tom").mkdir()
    assert "There is no map in it." in read(tmp_path / "tom", "deso")[1][0]
    assert read(tmp_path / "tom" / ".." / "x.dbf")[0] is None


def test_a_lone_part_of_a_shapefile_is_no_map(tmp_path):
    (tmp_path / "omr.dbf").write_bytes(b"")
    assert "There is no map in it." in read(tmp_path / "omr.dbf")[1][0]


def test_remarks_of_the_reader_become_notes(tmp_path):
    """A point of one word: GDAL says so, and the shape is missing."""
    path = write_geojson(tmp_path / "omr.geojson", [None, shapely.Point(17.6, 59.8)],
                         [{"kod": "a"}, {"kod": "b"}])  # fmt: skip
    content = json.loads(path.read_text("utf-8"))
    content["features"][0]["geometry"] = {"type": "Point", "coordinates": ["a"]}
    path.write_text(json.dumps(content), encoding="utf-8")
    found, _faults = read(path)
    assert found.notes[0].startswith("omr.geojson was read with a remark: ")
    assert shapely.is_missing(np.array(found.shapes)).tolist() == [True, False]


def test_the_digest_covers_every_part(tmp_path):
    path = write_shapefile(tmp_path / "shp")
    before = digest_of(path)
    assert digest_of(path.with_suffix(".dbf")) == before
    assert digest_of(path.parent) != ""
    path.with_suffix(".prj").write_text("x")
    assert digest_of(path) != before


def test_missing_shapes_stay_missing(tmp_path):
    path = write_geojson(tmp_path / "omr.geojson", [None, shapely.Point(17.6, 59.8)],
                         [{"kod": "a"}, {"kod": "b"}])  # fmt: skip
    found, _faults = read(path)
    assert shapely.is_missing(np.array(found.shapes)).tolist() == [True, False]
