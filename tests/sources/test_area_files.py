"""Areas from map files: every fault of real files is repaired with a note, or told."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import shapely
from tests.map_files import (
    CODES,
    NAMES,
    SOUTH,
    WEST,
    deso_rows,
    frame,
    old_crs,
    squares,
    turned,
    write_geojson,
    write_shapefile,
)

from skolval.io.faults import Ledger
from skolval.sources._area_columns import clean_codes, kind_of, vintage_of
from skolval.sources.areas import read_areas


def read(path, **asked):
    ledger = Ledger()
    found = read_areas(path, ledger=ledger, **asked)
    return found, [str(fault) for fault in ledger.faults]


def written(tmp_path, shapes=None, crs="EPSG:3006", **columns):
    path = tmp_path / "omr.gpkg"
    frame(shapes, crs, **columns).to_file(path, layer="omr")
    return path


def geojson(tmp_path, shapes, rows=None, **members):
    return write_geojson(tmp_path / "omr.geojson", shapes, rows or deso_rows(), **members)


def same_ground(found):
    return [
        bool(shapely.hausdorff_distance(one, other) < 0.05)
        for one, other in zip(found.frame["geometry"], squares(), strict=True)
    ]


def test_areas_have_code_name_a_point_inside_and_a_surface_in_metres(tmp_path):
    found, faults = read(written(tmp_path))
    assert faults == []
    assert found.frame.columns.tolist() == ["area_id", "name", "x", "y", "geometry"]
    assert found.frame["area_id"].tolist() == list(CODES)
    assert found.frame["name"].tolist() == list(NAMES)
    assert found.frame.loc[0, ["x", "y"]].tolist() == [WEST + 500, SOUTH + 1500]
    assert (found.kind, found.notes) == ("DeSO", ())
    assert all(same_ground(found))
    assert [fact.column for fact in found.facts] == ["area_id", "geometry", "x", "y"]
    assert found.facts[0].source == "Statistics Sweden (SCB), DeSO"
    assert len(found.facts[0].digest) == 64
    assert found.attributes.loc["0380A0010", "namn"] == "Åsby"


def test_one_file_gives_the_same_bytes_whatever_the_order_of_its_rows(tmp_path):
    order = [2, 0, 3, 1]
    path = written(
        tmp_path, [squares()[i] for i in order], desokod=[CODES[i] for i in order],
        namn=[NAMES[i] for i in order],
    )  # fmt: skip
    found, _faults = read(path)
    assert found.frame["area_id"].tolist() == list(CODES)
    assert found.frame["name"].tolist() == list(NAMES)


# --- coordinate systems ----------------------------------------------------------------------


@pytest.mark.parametrize("swap", [False, True])
def test_degrees_in_either_order_are_metres(tmp_path, swap):
    found, faults = read(geojson(tmp_path, turned(squares(), "EPSG:4326", swap=swap)))
    assert faults == []
    assert all(same_ground(found))
    assert found.notes == (
        ("The axes are in the order north, east (latitude, longitude); they were turned.",)
        if swap
        else ()
    )


def test_metres_in_a_file_that_should_hold_degrees_are_found_with_a_note(tmp_path):
    """GeoJSON without crs member is WGS 84 by its standard; many programs write metres."""
    found, faults = read(geojson(tmp_path, squares()))
    assert faults == []
    assert all(same_ground(found))
    assert found.notes[0] == (
        "The file says WGS 84 (EPSG:4326), but the numbers are SWEREF 99 TM (EPSG:3006);"
        " they were read so."
    )
    assert "they were read so" in found.facts[1].note


@pytest.mark.parametrize("code", [3011, 3021, 3857])
def test_a_local_zone_without_a_name_is_told_by_the_municipality_in_the_codes(tmp_path, code):
    path = write_shapefile(
        tmp_path, drop=(".prj", ".cpg"), shapes=turned(squares(), f"EPSG:{code}")
    )
    found, faults = read(path)
    assert faults == []
    assert all(same_ground(found))
    assert f"(EPSG:{code})" in " ".join(found.notes)


def test_own_areas_in_a_zone_without_a_name_need_the_municipality_or_the_system(tmp_path):
    frame(turned(squares(), "EPSG:3011"), kod=["1", "2", "3", "4"]).to_file(tmp_path / "omr.shp")
    (tmp_path / "omr.prj").unlink()
    path = tmp_path
    assert "fit several coordinate systems" in read(path)[1][0]
    for asked in ({"municipality": "Uppsala"}, {"crs": "EPSG:3011"}):
        found, faults = read(path, **asked)
        assert faults == []
        assert all(same_ground(found))


def test_heights_are_dropped(tmp_path):
    found, _faults = read(written(tmp_path, list(shapely.force_3d(np.array(squares()), 5.0))))
    assert not shapely.has_z(found.frame["geometry"].to_numpy()).any()


# --- columns and codes -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        ({"desokod": CODES, "regsokod": ["0380R001"] * 4}, "DeSO"),
        ({"DeSO_2025": CODES}, "DeSO"),
        ({"Områdeskod": ["1", "2", "3", "4"], "Namn": NAMES}, ""),
        ({"NYKO": [11, 12, 13, 14], "nyko_namn": NAMES}, ""),
        ({"okänd": CODES, "objekt": ["a", "b", "c", "d"]}, "DeSO"),
        (
            {"regsokod": ["0380R001", "0380R002", "0380R003", "0380R004"], "regsonamn": NAMES},
            "RegSO",
        ),
        ({"namn": NAMES}, ""),
    ],
)
def test_columns_are_known_by_their_names_or_their_codes(tmp_path, columns, kind):
    found, faults = read(
        written(tmp_path, **{name: list(cells) for name, cells in columns.items()})
    )
    assert faults == []
    assert found.kind == kind
    assert found.frame["area_id"].tolist() == [
        str(cell) for cell in sorted(map(str, next(iter(columns.values()))))
    ]


def test_the_column_may_be_named(tmp_path):
    path = written(tmp_path, kvarter=list("wxyz"), desokod=list(CODES))
    found, _faults = read(path, code="KVARTER")
    assert found.frame["area_id"].tolist() == list("wxyz")
    found, faults = read(path, code="kvartr")
    assert found is None
    assert (
        "There is no column 'kvartr'; the columns are: kvarter, desokod. Did you mean kvarter?"
        in faults[0]
    )
    assert faults[0].endswith("Name the column with --area-code.")


def test_a_file_without_codes_is_told_with_its_columns(tmp_path):
    found, faults = read(written(tmp_path, **{f"k{i}": [1, 2, 3, 4] for i in range(14)}))
    assert found is None
    assert "No column is known to hold the areas' codes; the columns are: k0, k1," in faults[0]
    assert "k11 ...." in faults[0]


def test_a_lost_leading_zero_is_put_back_with_a_note(tmp_path):
    found, faults = read(written(tmp_path, desokod=[code[1:] for code in CODES]))
    assert faults == []
    assert found.frame["area_id"].tolist() == list(CODES)
    assert found.notes == ("4 codes had lost their leading zero; it was put back.",)


def test_codes_lose_suffixes_and_decimals():
    codes, short = clean_codes(
        pd.Series(["0380A0010_DeSO2025", "0380a0020", "0380R001_RegSO2025", "12.0", None])
    )
    assert codes.tolist() == ["0380A0010", "0380A0020", "0380R001", "12", ""]
    assert short == 0
    assert kind_of(pd.Series([], dtype=str)) == ""


@pytest.mark.parametrize(
    ("codes", "names", "vintage"),
    [
        (["0380A0010_DeSO2025"], ["omr_2018"], "2025"),
        (["0380A0010"], ["desokod", "DeSO_2018_v2"], "2018"),
        (["0380A0010"], ["desokod", "omr", "deso2025.gpkg"], "2025"),
        (["0380A0010"], ["deso_2018_till_2025"], ""),
        ([f"0380A{i:04}" for i in range(5984)], ["deso"], "2018"),
        ([f"0380A{i:04}" for i in range(6160)], ["deso"], "2025"),
    ],
)
def test_the_edition_is_read_from_codes_and_names(codes, names, vintage):
    assert vintage_of(pd.Series(codes), *names) == vintage


# --- shapes ----------------------------------------------------------------------------------


def test_a_border_that_crosses_itself_is_untied_with_a_note(tmp_path):
    bow = shapely.Polygon([(WEST, SOUTH + 1000), (WEST + 1000, SOUTH + 2000),
                           (WEST + 1000, SOUTH + 1000), (WEST, SOUTH + 2000)])  # fmt: skip
    found, faults = read(written(tmp_path, [bow, *squares()[1:]]))
    assert faults == []
    assert shapely.is_valid(found.frame["geometry"].to_numpy()).all()
    assert found.notes[0].startswith(
        "1 areas had borders that cross themselves and were mended: 0380A0010; the largest change is "
    )


def test_an_area_in_several_rows_is_put_together_and_a_double_dropped(tmp_path):
    parts = squares()
    islet = shapely.box(WEST + 3000, SOUTH, WEST + 3100, SOUTH + 100)
    path = written(
        tmp_path, [*parts, islet, parts[1]], desokod=[*CODES, CODES[0], CODES[1]],
        namn=[*NAMES, NAMES[0], NAMES[1]],
    )  # fmt: skip
    found, faults = read(path)
    assert faults == []
    assert len(found.frame) == 4
    assert found.frame["geometry"][0].area == 1e6 + 1e4
    assert found.frame["geometry"][1].equals(parts[1])
    assert found.notes == (
        "1 areas stood twice with the same shape; one was kept: 0380A0020.",
        "1 areas stood in several rows and were put together: 0380A0010.",
    )


def test_lines_beside_an_area_are_left_out_with_a_note(tmp_path):
    inner = shapely.GeometryCollection(
        [shapely.MultiPolygon([squares()[0]]), shapely.Point(WEST, SOUTH)]
    )
    line = shapely.LineString([(WEST, SOUTH), (WEST, SOUTH + 5)])
    mixed = shapely.GeometryCollection([inner, line])
    found, faults = read(geojson(tmp_path, [mixed, *squares()[1:]], crs=old_crs(3006)))
    assert faults == []
    assert found.frame["geometry"][0].geom_type == "Polygon"
    assert found.notes == ("Lines or points beside 1 areas were left out.",)


def test_rows_without_code_or_surface_are_faults_with_their_numbers(tmp_path):
    rows = deso_rows()
    rows[1]["desokod"] = ""
    line = shapely.LineString([(17.6, 59.8), (17.7, 59.8)])
    shapes = turned(squares(), "EPSG:4326")
    found, faults = read(geojson(tmp_path, [None, shapes[1], line, shapes[3]], rows))
    assert found is None
    assert faults == [
        "omr.geojson [omr], row 2, column desokod: The area has no code. Give it a code, or delete the shape.",
        "omr.geojson [omr], row 1, column desokod: The area has no surface. Draw it as a polygon, or delete the row.",
        "omr.geojson [omr], row 3, column desokod: The area has no surface. Draw it as a polygon, or delete the row.",
    ]


def test_a_surface_that_is_only_a_point_is_a_fault(tmp_path):
    spot = shapely.Polygon([(WEST, SOUTH)] * 4)
    found, faults = read(geojson(tmp_path, [spot, *squares()[1:]], crs=old_crs(3006)))
    assert found is None
    assert "row 1, column desokod: The area has no surface." in faults[0]


def test_a_ring_that_does_not_close_is_a_fault_and_no_traceback(tmp_path):
    path = geojson(tmp_path, turned(squares(), "EPSG:4326"))
    content = json.loads(path.read_text("utf-8"))
    content["features"][2]["geometry"]["coordinates"][0].pop()
    path.write_text(json.dumps(content), encoding="utf-8")
    found, faults = read(path)
    assert found is None
    assert faults == [
        "omr.geojson [omr], row 3, column desokod: The area has no surface. Draw it as a polygon, or delete the row."
    ]


def strange(tmp_path, geometry):
    """The map with the first area drawn as it stands here."""
    path = geojson(tmp_path, turned(squares(), "EPSG:4326"))
    content = json.loads(path.read_text("utf-8"))
    content["features"][0]["geometry"] = geometry
    path.write_text(json.dumps(content), encoding="utf-8")
    return read(path)


RING = [[17.61, 59.86], [17.62, 59.86], [17.62, 59.87], [17.61, 59.86]]
BOW = [[17.61, 59.86], [17.62, 59.87], [17.62, 59.86], [17.61, 59.87], [17.61, 59.86]]


@pytest.mark.parametrize(
    ("geometry", "note"),
    [
        ({"type": "Polygon", "coordinates": [RING, []]}, ""),
        ({"type": "MultiPolygon", "coordinates": [[RING], []]}, ""),
        (
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "MultiPolygon", "coordinates": [[BOW], [RING]]},
                    {"type": "MultiPolygon", "coordinates": []},
                ],
            },
            "1 areas had borders that cross themselves",
        ),
    ],
)
def test_strange_drawings_become_sound_surfaces(tmp_path, geometry, note):
    found, faults = strange(tmp_path, geometry)
    assert faults == []
    assert shapely.is_valid(found.frame["geometry"].to_numpy()).all()
    assert found.frame["geometry"][0].area > 1e5
    assert note in " ".join(found.notes)


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Polygon", "coordinates": [[]]},
        {"type": "Polygon", "coordinates": [[*RING[:2], [17.6, 1e300], RING[0]]]},
    ],
)
def test_drawings_of_nothing_are_faults(tmp_path, geometry):
    found, faults = strange(tmp_path, geometry)
    assert found is None
    assert len(faults) == 1
    assert "row 1, column desokod: The area has no surface." in faults[0]


def test_an_empty_file_is_told(tmp_path):
    path = write_geojson(tmp_path / "omr.geojson", [], [])
    assert "The file has no areas." in read(path)[1][0]


# --- municipality ----------------------------------------------------------------------------


def test_areas_of_other_municipalities_are_left_out_and_counted(tmp_path):
    codes = [CODES[0], CODES[1], "0360A0010", "0360A0020"]
    found, faults = read(written(tmp_path, desokod=codes), municipality="0380")
    assert faults == []
    assert found.frame["area_id"].tolist() == list(CODES[:2])
    assert found.notes == ("2 areas outside Uppsala were left out.",)


def test_a_file_of_the_municipality_alone_is_whole(tmp_path):
    found, faults = read(written(tmp_path), municipality="Uppsala")
    assert (len(found.frame), found.notes, faults) == (4, (), [])


def test_own_areas_are_told_apart_by_the_column_of_the_municipality(tmp_path):
    path = written(tmp_path, kod=list("abcd"), kommun=["Uppsala", "Uppsala kommun", "Tierp", ""])
    found, _faults = read(path, municipality="Uppsala")
    assert found.frame["area_id"].tolist() == ["a", "b"]
    assert "2 areas outside Uppsala" in found.notes[0]


def test_own_areas_are_told_apart_by_where_they_lie(tmp_path):
    far = shapely.box(400_000, 6_200_000, 401_000, 6_201_000)
    path = written(tmp_path, [*squares()[:3], far], kod=list("abcd"))
    found, _faults = read(path, municipality="Uppsala")
    assert found.frame["area_id"].tolist() == ["a", "b", "c"]
    assert "1 areas outside Uppsala" in found.notes[0]


@pytest.mark.parametrize(
    "columns",
    [
        {"desokod": list(CODES)},
        {"kod": list("abcd")},
        {"kod": list("abcd"), "kommun": ["Uppsala"] * 4},
    ],
)
def test_a_file_of_another_municipality_is_a_fault(tmp_path, columns):
    found, faults = read(written(tmp_path, **columns), municipality="Lund")
    assert found is None
    assert "No area lies in Lund; the first has the code" in faults[0]


def test_an_unknown_municipality_gets_a_suggestion(tmp_path):
    found, faults = read(written(tmp_path), municipality="Upsala")
    assert found is None
    assert faults == [
        "omr.gpkg: There is no municipality 'Upsala'. Did you mean Uppsala? Write its name, or its code of four digits."
    ]


def test_codes_of_no_municipality_tell_nothing_of_where_they_lie(tmp_path):
    found, faults = read(
        written(tmp_path, desokod=["9999A0010", "9999A0020", "9999A0030", "9999A0040"])
    )
    assert (len(found.frame), faults) == (4, [])
