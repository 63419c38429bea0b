"""The readers of public Swedish files, on tiny look-alikes."""

from __future__ import annotations

import gzip
import json
import zipfile

import pytest
from tests.public_files import BANDS, edit_csv, write_public_files

from skolval.errors import InputError
from skolval.io.faults import Ledger
from skolval.sources.overpass import read_overpass
from skolval.sources.school_units import first_and_last_grade
from skolval.sources.stops import read_stops
from skolval.synth.importers.uppsala_public import Params, read

DESO = "uppsala-deso/uppsala_deso2018_attributes.csv"
SHAPES = "uppsala-deso/uppsala_deso2018.geojson"
SCHOOLS = "uppsala-schools/uppsala_grundskolor_2024_25.csv"
STREETS = "uppsala-osm/uppsala_city_walk_overpass_2023-01-12.json.gz"
STOPS = "uppsala-ul-stops/uppsala_ul_stops_2023.csv"


@pytest.fixture
def public(tmp_path):
    return write_public_files(tmp_path / "public")


def messages(ledger):
    return [str(fault) for fault in ledger.faults]


def areas_of(public):
    return read(public, Params()).instance.areas


def test_areas_carry_shares_a_point_and_a_surface(public):
    areas = areas_of(public)
    first = areas.iloc[0]
    assert first["area_id"] == "0380C0010"
    assert first["name"] == "Torp C0010"
    assert first["share_foreign_background"] == 0.2
    # 200 of 1,200 - 200 whose education is known lack post-secondary education.
    assert first["share_low_education"] == 0.2
    assert (first["x"], first["y"]) == pytest.approx((646500, 6639500), abs=0.1)
    assert first["region"] == "Torp"
    assert first["geometry"].area == pytest.approx(1e6, rel=1e-4)


def test_stray_lines_beside_an_area_are_left_out(public):
    areas = areas_of(public)
    assert set(areas["geometry"].map(lambda shape: shape.geom_type)) == {"Polygon"}


def test_enrolment_keeps_suppression_marks_and_carries_their_interval(public):
    table = read(public, Params()).instance.enrolment
    hidden = table[table["mark"].notna()]
    assert hidden[["unit_id", "group"]].to_numpy().tolist() == [["33333333", "foreign_background"]]
    assert hidden["mark"].tolist() == [".."]
    assert hidden["share"].isna().all()
    assert hidden[["count_low", "count_high"]].to_numpy().tolist() == [[0.0, 9.0]]
    shown = table[table["unit_id"] == "11111111"].set_index("group").sort_index()
    assert shown["share"].tolist() == pytest.approx([0.2, 0.3])
    assert shown["count_low"].tolist() == shown["count_high"].tolist() == [40.0, 60.0]


def test_the_mark_of_low_education_is_turned_round(public):
    """Parents with post-secondary education are few, so nearly all pupils are of the group."""
    hidden = {"pct_parents_post_secondary": "", "pct_parents_post_secondary_flag": "suppressed_few"}
    edit_csv(public / SCHOOLS, 0, **hidden)
    table = read(public, Params()).instance.enrolment.set_index(["unit_id", "group"])
    row = table.loc["11111111", "low_education"]
    assert (row["mark"], row["count_low"], row["count_high"]) == ("...", 180, 200)


def test_a_span_of_one_grade_starts_and_ends_in_it():
    assert first_and_last_grade("F-6") == ("F", "6")
    assert first_and_last_grade("4") == ("4", "4")


def test_stops_have_names_and_positions(public):
    stops = read_stops(public / STOPS, Ledger())
    assert stops["name"].tolist() == ["Torget"]
    assert stops["x"].tolist() == pytest.approx([646500], abs=0.02)


@pytest.mark.parametrize(
    ("reader", "gone", "expected"),
    [
        (lambda f, to: read_overpass(f / STREETS, to), STREETS, "json.gz is missing"),
        (lambda f, to: read_stops(f / STOPS, to), STOPS, "uppsala_ul_stops_2023.csv is missing"),
    ],
)
def test_a_missing_file_is_named(public, reader, gone, expected):
    (public / gone).unlink()
    ledger = Ledger()
    assert reader(public, ledger) is None
    assert len(ledger.faults) == 1
    assert expected in messages(ledger)[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"age_5_9": "many"}, "row 3, column age_5_9: 'many' is not a number"),
        ({"age_5_9": "nan"}, "row 3, column age_5_9: 'nan' is not a number"),
        ({"deso": "0380C0010"}, "row 3, column pop: 0380C0010 stands twice"),
        ({"deso": "0380C0099"}, "1 have no surface (0380C0099), 1 no figures (0380C0020)"),
        ({"foreign_background": "9999"}, "sum to 10799, but pop is 1600"),
        (dict.fromkeys(BANDS), "do not tell how many residents are 2 years old"),
    ],
)
def test_a_fault_in_the_statistics_of_areas_is_placed(public, cells, expected):
    edit_csv(public / DESO, 1, **cells)
    with pytest.raises(InputError) as caught:
        read(public, Params())
    assert expected in str(caught.value)


@pytest.mark.parametrize("gone", [DESO, SHAPES, SCHOOLS])
def test_a_missing_file_of_areas_or_units_is_named(public, gone):
    (public / gone).unlink()
    with pytest.raises(InputError, match=gone.rpartition("/")[2]):
        read(public, Params())


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xe5", b'a,b\n"1,2\n3'])
def test_a_file_that_is_no_table_is_told(public, content):
    (public / STOPS).write_bytes(content)
    ledger = Ledger()
    assert read_stops(public / STOPS, ledger) is None
    assert "no CSV table in UTF-8" in messages(ledger)[0]


def test_a_table_without_rows_is_told(public):
    (public / STOPS).write_text("stop_id,lat,lon,name\n", encoding="utf-8")
    ledger = Ledger()
    assert read_stops(public / STOPS, ledger) is None
    assert "has no rows" in messages(ledger)[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", "cannot be read as a map"),
        ("[]", "cannot be read as a map"),
        ('{"type": "FeatureCollection", "features": []}', "has no areas"),
    ],
)
def test_a_file_that_holds_no_areas_is_told(public, content, expected):
    (public / SHAPES).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=expected):
        read(public, Params())


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"owner_type": "Okänd"}, "column owner_type: The kind of owner 'Okänd' is not known"),
        ({"pct_foreign_background_flag": "hidden"}, "background_flag: This mark is not known"),
        ({"pct_parents_post_secondary": "170"}, "neither a published figure nor a mark"),
    ],
)
def test_a_fault_in_the_table_of_units_is_placed(public, cells, expected):
    edit_csv(public / SCHOOLS, 0, **cells)
    with pytest.raises(InputError) as caught:
        read(public, Params())
    assert [fault.row for fault in caught.value.faults] == [2]
    assert expected in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"no gzip", *(gzip.compress(text, mtime=0) for text in (b"no json", b"{}", b"[1]"))],
)
def test_a_file_that_is_no_extract_is_told(public, content):
    (public / STREETS).write_bytes(content)
    ledger = Ledger()
    assert read_overpass(public / STREETS, ledger) is None
    assert "no Overpass JSON" in messages(ledger)[0]


def test_an_extract_without_ways_is_told(public):
    (public / STREETS).write_bytes(gzip.compress(json.dumps({"elements": []}).encode()))
    ledger = Ledger()
    assert read_overpass(public / STREETS, ledger) is None
    assert "holds no way" in messages(ledger)[0]


def test_a_zip_is_no_table_of_stops(tmp_path):
    with zipfile.ZipFile(tmp_path / "feed.zip", "w") as archive:
        archive.writestr("stops.txt", "stop_id,name,lat,lon\n")
        archive.writestr("trips.txt", "trip_id\n")
    ledger = Ledger()
    assert read_stops(tmp_path / "feed.zip", ledger) is None
    assert [fault.rule for fault in ledger.faults] == ["file"]
