"""What `read_instance` makes of files, on Lillby (see `broken_cases`)."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from pandas.testing import assert_frame_equal

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import CHOICES, HEAD, OFFERINGS, PUPILS, UNITS, drop, put, sound, swap, workbook

from skolval.errors import InputError, UsageError
from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.io.sheets import plain_name

FRAMES = ("units", "offerings", "pupils", "choices", "areas", "nodes", "edges", "travel",
          "enrolment", "lines", "stops")  # fmt: skip


@pytest.fixture
def lillby(tmp_path: Path) -> Path:
    return sound(tmp_path / "lillby")


def same(one, other) -> None:
    for name in FRAMES:
        left, right = getattr(one, name), getattr(other, name)
        columns = [column for column in left if column != "geometry"]
        assert_frame_equal(left[columns], right[columns], check_exact=False, atol=0.02)
        if name == "areas":
            assert shapely.equals_exact(
                left["geometry"].to_numpy(), right["geometry"].to_numpy(), tolerance=0.02
            ).all()


def test_the_path_may_be_the_folder_or_its_instance_yaml(lillby):
    assert read_instance(lillby).name == read_instance(str(lillby / "instance.yaml")).name


def test_faults_are_raised_together(lillby):
    swap("units.csv", "independent", "privat")(lillby)
    swap("choices.csv", "p2,1", "p2,7")(lillby)
    with pytest.raises(InputError) as caught:
        read_instance(lillby)
    assert len(caught.value.faults) == 2


def test_a_missing_folder_and_a_file_are_told_apart(lillby):
    assert "There is no folder" in check_instance(lillby / "no")[1][0].message
    assert "is a file" in check_instance(lillby / "units.csv")[1][0].message


def test_every_column_of_the_dictionary_is_present_with_its_type(lillby):
    instance = read_instance(lillby)
    for name in FRAMES:
        frame = getattr(instance, name)
        assert set(frame) >= {field.name for field in TABLES[name].fields}
    assert instance.pupils["pupil_id"].dtype == "str"
    assert instance.offerings["seats"].dtype == np.int64
    assert instance.offerings["minimum_size"].dtype == "Int64"
    assert instance.pupils["protected"].dtype == bool
    assert instance.pupils["low_income"].dtype == np.int64
    assert instance.units["x"].dtype == np.float64


def test_defaults_are_in_the_round_and_municipal_units_placeable(lillby):
    put("pupils.csv", PUPILS.replace(",yes,", ",,").replace(",no,", ",,"))(lillby)
    instance = read_instance(lillby)
    assert instance.pupils["in_round"].all()
    assert not instance.pupils["protected"].any()
    assert instance.units["placeable"].tolist() == [True, False]


def test_protected_pupils_are_read_without_position_and_area(lillby):
    swap("pupils.csv", "A1,1,0,11,no", "A1,1,0,11,ja")(lillby)
    pupil = read_instance(lillby).pupils.iloc[2]
    assert pupil["protected"]
    assert pupil[["x", "y", "area_id"]].isna().all()
    assert pupil["current_unit"] == "11"


def test_a_wish_for_an_offering_gets_its_unit(lillby):
    assert read_instance(lillby).choices["unit_id"].tolist() == ["11", "11", "11"]


def test_shapes_are_turned_into_the_instances_crs_and_give_points(lillby):
    areas = read_instance(lillby).areas
    shape = areas["geometry"].iloc[0]
    assert 640_000 < shape.centroid.x < 660_000
    assert 6_620_000 < shape.centroid.y < 6_650_000
    assert shape.contains(shapely.Point(areas["x"].iloc[0], areas["y"].iloc[0]))


def test_shapes_alone_make_the_areas_table(lillby):
    drop("areas.csv")(lillby)
    swap("areas.geojson", '"deso": "A1"', '"deso": "A1", "namn": "Norr", "share_low_income": 0.25')(
        lillby
    )
    areas = read_instance(lillby).areas
    assert areas["name"].tolist()[0] == "Norr"
    assert areas["share_low_income"].tolist()[0] == 0.25


def test_shapes_fill_columns_that_the_table_lacks(lillby):
    put("areas.csv", "area_id,share_low_income\nA2,0.4\nA1,0.2\n")(lillby)
    swap("areas.geojson", '"deso": "A1"', '"deso": "A1", "namn": "Norr"')(lillby)
    areas = read_instance(lillby).areas
    assert areas["area_id"].tolist() == ["A2", "A1"]
    assert areas["name"].fillna("").tolist() == ["", "Norr"]


def test_a_named_crs_of_the_shapes_is_followed(lillby):
    from broken_cases import _square

    member = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    feature = {
        "type": "Feature",
        "properties": {"area_id": "A1"},
        "geometry": _square(648000, 6638000),
    }
    import json

    text = json.dumps({"type": "FeatureCollection", "crs": member, "features": [feature]})
    put("areas.geojson", text)(lillby)
    instance, faults = check_instance(lillby)
    assert [fault.level for fault in faults] == ["warning"]
    assert instance.areas["geometry"].iloc[0].bounds[0] == pytest.approx(648000)


def test_swedish_names_semicolons_decimal_commas_and_old_encoding_are_understood(lillby):
    for name in ("units", "offerings", "pupils", "choices"):
        drop(f"{name}.csv")(lillby)
    put("Skolor.csv", (
        "Skolenhetskod;Namn;Huvudman;Öst;Nord\n11;Björk;Kommunal;648 000,5;6638000\n"
    ).encode("cp1252"))(lillby)  # fmt: skip
    put("utbud.csv", "utbudskod\tskolenhetskod\tslag\tÅk\tPlatser\n11-F\t11\tårskurs\tF-klass\t30\n"
                     "11-1\t11\tÅrskurs\tÅk 1\t30,0\n")(lillby)  # fmt: skip
    put("Elever.csv", "\ufeffElev id;Ost;Nord;Sökt_Årskurs;low_income;Skyddad\r\n"
                      'e1;648000;6638000;Förskoleklass;ja;Nej\r\n"e2";648000;6638000;årskurs 1;0;\r\n'
                      ";;;;;\r\n")(lillby)  # fmt: skip
    put("val.csv", "elev,val,önskad skola\ne1,1,11\n")(lillby)
    instance = read_instance(lillby)
    assert instance.units["x"].tolist() == [648000.5]
    assert instance.units["provider"].tolist() == ["municipal"]
    assert instance.offerings["grade"].tolist() == ["F", "1"]
    assert instance.offerings["kind"].tolist() == ["grade", "grade"]
    assert instance.pupils["grade"].tolist() == ["F", "1"]
    assert instance.pupils["low_income"].tolist() == [1, 0]


def test_a_group_goes_by_its_label_as_a_heading(lillby):
    swap("pupils.csv", "low_income", "Låg inkomst")(lillby)
    swap("areas.csv", "share_low_income", "Andel låg inkomst")(lillby)
    instance, faults = check_instance(lillby)
    assert faults == ()
    assert instance.pupils["low_income"].tolist() == [1, 0, 0]
    assert instance.areas["share_low_income"].tolist() == [0.2, 0.4]


def test_a_group_never_takes_the_name_of_another_column(lillby):
    swap("instance.yaml", "sv: låg inkomst", "sv: årskurs")(lillby)
    assert read_instance(lillby).pupils["grade"].tolist() == ["F", "F", "1"]


def test_utf_16_from_excel_is_understood(lillby):
    put("choices.csv", CHOICES.encode("utf-16"))(lillby)
    assert len(read_instance(lillby).choices) == 3


def test_a_workbook_holds_tables_as_sheets_and_notes_are_passed_over(lillby):
    lines = [line.split(",") for line in OFFERINGS.strip().split("\n")]
    lines[1:] = [[*line[:1], int(line[1]), *line[2:4], int(line[4]), None] for line in lines[1:]]
    workbook("Utbud", lines, instead_of="offerings.csv")(lillby)
    plain = sound(lillby.parent / "plain")
    same(read_instance(lillby), read_instance(plain))


def test_an_unnamed_sheet_takes_the_workbooks_name(lillby):
    workbook("Blad1", [["elev", "val", "enhetskod"], ["p1", 1, 11]], instead_of="choices.csv")(
        lillby
    )
    (lillby / "tables.xlsx").rename(lillby / "Val.xlsx")
    assert len(read_instance(lillby).choices) == 1


def test_parquet_reads_as_csv_does(lillby):
    plain = sound(lillby.parent / "plain")
    for name in ("units", "offerings", "pupils", "choices"):
        pd.read_csv(lillby / f"{name}.csv").to_parquet(lillby / f"{name}.parquet")
        drop(f"{name}.csv")(lillby)
    same(read_instance(lillby), read_instance(plain))


def test_parquet_of_other_types_is_understood(lillby):
    drop("pupils.csv")(lillby)
    pd.DataFrame({
        "pupil_id": pd.Categorical(["p1", "p2", "p3"]), "x": [648000.0] * 3,
        "y": pd.array([6638000] * 3, "Int32"), "grade": ["F", "F", "1"],
        "low_income": [True, False, False], "in_round": [True, True, True],
        "months_in_sweden": [1.0, np.nan, 3.0],
    }).to_parquet(lillby / "pupils.parquet")  # fmt: skip
    pupils = read_instance(lillby).pupils
    assert pupils["low_income"].tolist() == [1, 0, 0]
    assert pupils["months_in_sweden"].isna().tolist() == [False, True, False]


def test_infinite_and_broken_numbers_in_parquet_are_faults(lillby):
    units = pd.read_csv(lillby / "units.csv").assign(x=[np.inf, 649000.0])
    drop("units.csv")(lillby)
    units.to_parquet(lillby / "units.parquet")
    offerings = pd.read_csv(lillby / "offerings.csv").assign(seats=[1.5, 2.0, np.inf])
    drop("offerings.csv")(lillby)
    offerings.to_parquet(lillby / "offerings.parquet")
    _instance, faults = check_instance(lillby)
    assert [(fault.file, fault.row) for fault in faults if "not a" in fault.message] == [
        ("offerings.parquet", 2), ("offerings.parquet", 4), ("units.parquet", 2)
    ]  # fmt: skip


def test_row_numbers_are_those_of_the_file_also_after_empty_rows(lillby):
    put("choices.csv", "pupil_id,rank,unit_id\n\np1,1,11\n\np2,one,11\n")(lillby)
    _instance, faults = check_instance(lillby)
    assert [(fault.row, fault.value) for fault in faults] == [(5, "one")]


def test_many_bad_cells_of_one_kind_are_counted(lillby):
    rows = "".join(f"q{i},648000,6638000,,X,0,,no,yes,,\n" for i in range(150))
    put("pupils.csv", PUPILS + rows)(lillby)
    _instance, faults = check_instance(lillby)
    assert len(faults) == 101
    assert faults[-1].message == "50 more cells of this column have the same fault."


def test_suppression_marks_become_intervals_and_never_numbers(lillby):
    put(
        "enrolment.csv", "unit_id,group,pupils,share\n11,low_income,61,..\n12,low_income,200,14.9\n"
    )(lillby)
    put("areas.csv", "area_id,population,share_low_income\nA1,100,..\nA2,,...\n")(lillby)
    instance = read_instance(lillby)
    enrolment = instance.enrolment
    assert enrolment["share"].isna().tolist() == [True, False]
    assert enrolment["mark"].fillna("").tolist() == ["..", ""]
    assert enrolment["count_low"].tolist() == pytest.approx([0, 29.8])
    assert enrolment["count_high"].tolist() == pytest.approx([6, 29.8])
    areas = instance.areas
    assert areas["share_low_income"].isna().all()
    assert areas["share_low_income_low"].tolist() == [0, 0]
    assert areas["share_low_income_high"].tolist() == [0.1, 1]


def test_every_file_read_has_its_sha_256(lillby):
    digests = read_instance(lillby).digests
    assert set(digests) == {"instance.yaml", "units.csv", "offerings.csv", "pupils.csv",
                            "choices.csv", "areas.csv", "areas.geojson"}  # fmt: skip
    assert all(len(digest) == 64 for digest in digests.values())


def test_an_empty_optional_table_is_as_if_absent(lillby):
    put("travel.csv", "origin_id,unit_id,metres\n")(lillby)
    put("choices.csv", "pupil_id,rank,unit_id\n")(lillby)
    instance = read_instance(lillby)
    assert instance.travel.empty
    assert instance.choices.empty


def test_names_of_tables_and_columns_mean_one_thing_each():
    tables = [plain_name(n) for table in TABLES.values() for n in (table.name, *table.aliases)]
    assert len(set(tables)) == len(tables)
    for table in TABLES.values():
        names = [plain_name(n) for f in table.fields for n in {f.name, *f.aliases}]
        assert len(set(names)) == len(names), table.name


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_written_reads_back_as_it_was(lillby, form):
    put(
        "enrolment.csv",
        "unit_id,group,pupils,share\n11,low_income,61,..\n12,low_income,200,0.149\n",
    )(lillby)
    put("nodes.csv", "node_id,x,y\n1,648000,6638000\n2,648100,6638000\n")(lillby)
    put("edges.csv", "from_node,to_node,metres,oneway\n1,2,100.5,ja\n")(lillby)
    put("areas.csv", "area_id,population,share_low_income\nA1,100,..\nA2,200,0.123456789\n")(lillby)
    put("instance.yaml", HEAD + "detour_factor: 1.4\ntransport_limits: {low: 1500}\n"
                                "sources: [{what: pupils, note: 'å: ja'}]\n")(lillby)  # fmt: skip
    first = read_instance(lillby)
    target = write_instance(first, lillby.parent / "again", format=form)
    again = read_instance(target)
    same(first, again)
    for name in ("name", "title", "school_year", "crs", "groups", "balance_group", "detour_factor",
                 "transport_limits", "sources"):  # fmt: skip
        assert getattr(first, name) == getattr(again, name)
    assert not [path for path in target.parent.iterdir() if path.name.startswith(".")]


def test_the_same_instance_is_written_to_the_same_bytes(lillby):
    instance = read_instance(lillby)
    one = write_instance(instance, lillby.parent / "one")
    two = write_instance(instance, lillby.parent / "two")
    for path in one.iterdir():
        assert path.read_bytes() == (two / path.name).read_bytes()


def test_a_protected_home_is_never_written_even_if_it_is_in_memory(lillby):
    instance = read_instance(lillby)
    pupils = instance.pupils.assign(protected=[False, False, True])
    target = write_instance(instance.replace(pupils=pupils), lillby.parent / "again")
    assert "648300" not in (target / "pupils.csv").read_text()


def test_writing_refuses_other_formats_and_folders_that_hold_something(lillby):
    instance = read_instance(lillby)
    with pytest.raises(UsageError, match="csv or parquet"):
        write_instance(instance, lillby.parent / "x", format="xlsx")
    with pytest.raises(UsageError, match="is not empty"):
        write_instance(instance, lillby)
    with pytest.raises(UsageError, match="is a file"):
        write_instance(instance, lillby / "units.csv")


def test_nothing_is_left_when_writing_fails(lillby, monkeypatch):
    instance = read_instance(lillby)
    monkeypatch.setattr("skolval.io.writing._write_table", _fails)
    with pytest.raises(OSError, match="full"):
        write_instance(instance, lillby.parent / "again")
    assert [path.name for path in lillby.parent.iterdir()] == ["lillby"]


def _fails(*_args, **_words):
    raise OSError("the disk is full")


def test_an_empty_folder_may_be_written_to(lillby):
    target = lillby.parent / "empty"
    target.mkdir()
    write_instance(read_instance(lillby), target)
    assert (target / "instance.yaml").exists()


def test_a_file_that_may_not_be_read_is_a_fault(lillby, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("skolval.io.sheets.sha256_of", refuse)
    _instance, faults = check_instance(lillby)
    assert "cannot be read: Permission denied" in faults[0].message


def test_units_head_alone_still_tells_faults_of_tables_when_instance_yaml_is_broken(lillby):
    drop("instance.yaml")(lillby)
    put("units.csv", UNITS.replace("independent", "privat"))(lillby)
    _instance, faults = check_instance(lillby)
    assert {fault.file for fault in faults} == {"instance.yaml", "units.csv"}


def test_a_file_where_every_row_is_ragged_tells_each_row(lillby):
    put("choices.csv", "pupil_id,rank,unit_id\np1,1\np2\n")(lillby)
    _instance, faults = check_instance(lillby)
    assert [(fault.row, fault.rule) for fault in faults] == [(2, "row_width"), (3, "row_width")]


def test_a_crs_without_area_of_use_believes_any_position(lillby):
    own = "crs: +proj=tmerc +lon_0=15 +k=0.9996 +x_0=500000 +ellps=GRS80 +units=m"
    swap("instance.yaml", "crs: EPSG:3006", own)(lillby)
    assert check_instance(lillby)[1] == ()


def test_a_column_of_x_without_y_is_one_fault(lillby):
    put("units.csv", UNITS.replace(",y,", ",namn2,").replace(",6638000", ","))(lillby)
    _instance, faults = check_instance(lillby)
    assert [fault.message for fault in faults if fault.rule == "position"] == [
        "x is given but not y."
    ]


def test_a_pupil_with_a_row_in_the_travel_table_needs_no_position(lillby):
    put("pupils.csv", PUPILS.replace("p1,648100,6638100,A1", "p1,,,"))(lillby)
    put("travel.csv", "origin_id,unit_id,metres\np1,11,500\n")(lillby)
    assert check_instance(lillby)[1] == ()


def test_shares_by_area_are_enough_where_the_areas_have_no_people_counted(lillby):
    put("areas.csv", "area_id,share_low_income\nA1,..\nA2,0.2\n")(lillby)
    areas = read_instance(lillby).areas
    assert areas["share_low_income_high"].tolist()[0] == 1
