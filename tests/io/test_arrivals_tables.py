"""Newly arrived pupils, free seats and hosts in files: read as written, every mistake told."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import sound, swap

from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.io.starter import write_starter

NUMBER = "19811218-9876"  # the tax agency's own example
PUPILS = """\
elev_id;x;y;områdeskod;årskurs;ålder;ankomst;språk;månader behov;veckodel;nuvarande skola;önskemål;skyddad;låg inkomst
n1;648100;6638100;;1;7;2026-08-20;arabiska;8;60;;11;nej;1
n2;;;A2;F;;2026-09-01;;;;;;;
n3;648200;6638200;A1;1;8;2026-05-02;;12;50;11;;ja;
"""
SEATS = """\
unit_id,grade,seats,från och med,to_date
11,1,2,,
11,F,1,2026-10-01,2027-01-31
"""
HOSTS = """\
unit_id,årskurser,groups_most,mottagningsenhet,size_least,size_most,unit_cost,group_cost,språk,pupils_today,newly_arrived_today,groups_today
11,1-1,2,ja,4,12,300000,900000,arabiska;somaliska,200,10,1
"""
FILES = {"nyanlända": PUPILS, "free_seats": SEATS, "hosts": HOSTS}


@pytest.fixture
def folder(tmp_path):
    folder = sound(tmp_path / "lillby")
    for name, text in FILES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def told(folder, level="error"):
    _instance, faults = check_instance(folder)
    return [(f.file, f.row, f.column, f.rule) for f in faults if f.level == level]


def test_the_tables_are_read_with_swedish_names_and_days(folder):
    instance = read_instance(folder)
    arrived, hosts = instance.newly_arrived, instance.hosts
    assert arrived["arrival"].tolist() == ["2026-08-20", "2026-09-01", "2026-05-02"]
    assert arrived["protected"].tolist() == [False, False, True]
    assert arrived["months_needed"].fillna(-1).tolist() == [8, -1, 12]
    assert arrived["low_income"].fillna(-1).tolist() == [1, -1, -1]
    assert instance.free_seats["from_date"].fillna("").tolist() == ["", "2026-10-01"]
    assert hosts["languages"].tolist() == ["arabiska somaliska"]
    assert hosts["reception"].tolist() == [True]


def test_a_protected_newly_arrived_pupil_loses_the_home_as_it_is_read(folder):
    row = read_instance(folder).newly_arrived.iloc[2]
    assert row[["x", "y", "area_id"]].isna().all()
    assert row["current_unit"] == "11"


def test_a_personal_number_is_refused_among_the_newly_arrived(folder):
    swap("nyanlända.csv", "n1;", f"{NUMBER};")(folder)
    assert ("nyanlända.csv", 2, "elev_id", "personal_number") in told(folder)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_the_tables_are_written_and_read_back_as_they_were(folder, tmp_path, file_format):
    instance = read_instance(folder)
    back = read_instance(write_instance(instance, tmp_path / "back", format=file_format))
    for name in ("newly_arrived", "free_seats", "hosts"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(instance, name))


def test_a_workbook_tells_days_as_days(tmp_path):
    folder = sound(tmp_path / "lillby")
    arrived = pd.DataFrame(
        {"pupil_id": ["n1"], "x": [648100], "y": [6638100], "grade": ["1"],
         "arrival": pd.to_datetime(["2026-08-20"])}
    )  # fmt: skip
    seats = pd.DataFrame({"unit_id": ["11"], "grade": ["1"], "seats": [2]})
    hosts = pd.DataFrame({"unit_id": ["11"], "kind": ["1"], "groups_most": [1], "size_most": [9]})
    with pd.ExcelWriter(folder / "more.xlsx", engine="xlsxwriter") as book:
        for name, table in (
            ("newly_arrived", arrived),
            ("free_seats", seats),
            ("värdenheter", hosts),
        ):
            table.to_excel(book, sheet_name=name, index=False)
    instance = read_instance(folder)
    assert instance.newly_arrived["arrival"].tolist() == ["2026-08-20"]
    assert instance.hosts["kind"].tolist() == ["1"]


def test_an_instance_without_the_tables_has_them_empty_with_all_columns(tmp_path):
    instance = read_instance(sound(tmp_path / "lillby"))
    for name in ("newly_arrived", "free_seats", "hosts"):
        frame = getattr(instance, name)
        assert len(frame) == 0
        assert {field.name for field in TABLES[name].fields} <= set(frame)


def test_the_starter_has_the_tables_to_fill_in(tmp_path):
    folder = write_starter(tmp_path / "ny", today=dt.date(2026, 5, 1))
    header = (folder / "newly_arrived.csv").read_text("utf-8-sig")
    assert header.startswith("pupil_id;x;y;area_id;grade;age;arrival;language;")
    assert (folder / "hosts.csv").read_text("utf-8-sig").startswith("unit_id;kind;groups_most;")


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (("nyanlända.csv", "2026-08-20", "20 augusti"), ("nyanlända.csv", 2, "ankomst", "date")),
        (("nyanlända.csv", "2026-08-20", "2026-02-30"), ("nyanlända.csv", 2, "ankomst", "date")),
        (("nyanlända.csv", ";8;60;", ";8;100;"), ("nyanlända.csv", 2, "veckodel", "partly")),
        (("nyanlända.csv", "n2;;;A2;", "n2;;;;"), ("nyanlända.csv", 3, "elev_id", "position")),
        (("nyanlända.csv", "50;11;;ja", "50;;;ja"), ("nyanlända.csv", 4, "elev_id", "protected")),
        (("nyanlända.csv", ";;11;nej", ";;77;nej"),
         ("nyanlända.csv", 2, "önskemål", "reference")),
        (("nyanlända.csv", "n2;", "n1;"), ("nyanlända.csv", 3, "elev_id", "unique")),
        (("free_seats.csv", "2026-10-01,2027-01-31", "2027-10-01,2027-01-31"),
         ("free_seats.csv", 3, "to_date", "date_order")),
        (("free_seats.csv", "11,1,2", "11,1,0"), ("free_seats.csv", None, "seats", "seats")),
        (("nyanlända.csv", "2026-08-20", "1826-08-20"),
         ("nyanlända.csv", 2, "ankomst", "other_time")),
        (("nyanlända.csv", "2026-08-20", "9999-08-20"),
         ("nyanlända.csv", 2, "ankomst", "other_time")),
        (("free_seats.csv", "2026-10-01,2027-01-31", "2006-10-01,2206-10-01"),
         ("free_seats.csv", 3, "to_date", "other_time")),
        (("free_seats.csv", "11,1,2,,", "11,1,2,,\n11,1,2,,"),
         ("free_seats.csv", 3, "unit_id", "unique")),
        (("nyanlända.csv", ";8;60;", ";8;0;"), ("nyanlända.csv", 2, "veckodel", "partly")),
        (("hosts.csv", "1-1,", "lågstadiet,"), ("hosts.csv", 2, "årskurser", "span")),
        (("hosts.csv", ",4,12,", ",14,12,"), ("hosts.csv", 2, "size_least", "group_size")),
        (("hosts.csv", ",200,10,", ",5,10,"), ("hosts.csv", 2, "newly_arrived_today", "share")),
        (("hosts.csv", "11,1-1", "11,F-F"), ("nyanlända.csv", 2, "årskurs", "span")),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(folder, change, fault):
    swap(*change)(folder)
    assert fault in told(folder)


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        (("nyanlända.csv", ";1;7;", ";1;15;"), ("nyanlända.csv", 2, "ålder", "age")),
        (("hosts.csv", ",10,1\n", ",10,3\n"), ("hosts.csv", 2, "groups_today", "groups")),
        (("free_seats.csv", "11,F,1", "12,F,1"), ("free_seats.csv", 3, "unit_id", "placeable")),
        (
            ("nyanlända.csv", "2026-05-02", "2020-05-02"),
            ("nyanlända.csv", 4, "ankomst", "newly_arrived"),
        ),
        (("nyanlända.csv", "n2;", "p1;"), ("nyanlända.csv", 3, "elev_id", "unique")),
    ],
)
def test_what_looks_odd_is_a_warning(folder, change, warning):
    swap(*change)(folder)
    assert warning in told(folder, "warning")


def languages_told(folder):
    return [fault for fault in check_instance(folder)[1] if fault.rule == "language"]


def test_a_language_by_code_among_pupils_and_by_name_among_hosts_is_a_warning(folder):
    swap("nyanlända.csv", "arabiska", "AR")(folder)
    (fault,) = languages_told(folder)
    assert (fault.level, fault.file, fault.column) == ("warning", "nyanlända.csv", "språk")
    assert fault.row is None
    assert fault.value == "AR"
    assert fault.message == (
        "No teacher is counted as speaking 'AR', which the table hosts writes 'arabiska'."
    )
    assert fault.remedy == "Write the language alike in both tables."


@pytest.mark.parametrize(
    ("pupils", "hosts"),
    [("Arabiska", "arabiska;somaliska"), ("arabiska", "ARABISKA"), ("tigrinska", "arabiska"),
     ("ar", "somaliska"), ("ar", "arabiska;ar"), ("", "arabiska"), ("ar", ""), ("dari", "persiska")],
)  # fmt: skip
def test_a_language_that_is_found_or_is_nobodys_is_no_warning(folder, pupils, hosts):
    swap("nyanlända.csv", "arabiska", pupils)(folder)
    swap("hosts.csv", "arabiska;somaliska", hosts)(folder)
    assert languages_told(folder) == []


def test_every_language_is_told_once_however_many_pupils_speak_it(folder):
    swap("nyanlända.csv", ";2026-09-01;;;", ";2026-09-01;so;;")(folder)
    swap("nyanlända.csv", ";2026-05-02;;", ";2026-05-02;SO;")(folder)
    swap("hosts.csv", "arabiska;somaliska", "somaliska;Somali;arabiska")(folder)
    (fault,) = languages_told(folder)
    assert "'so', which the table hosts writes 'somaliska', 'Somali'." in fault.message


@pytest.mark.parametrize("column", ["nyanlända.csv", "hosts.csv"])
def test_where_no_language_is_told_there_is_nothing_to_warn_of(folder, column):
    swap(column, "språk", "anmärkning")(folder)
    assert languages_told(folder) == []


def test_rows_of_one_unit_must_agree_and_share_no_grade(folder):
    more = "11,F-1,1,,1,12,400000,900000,,,,\n"
    with (folder / "hosts.csv").open("a", encoding="utf-8") as file:
        file.write(more)
    found = told(folder)
    assert ("hosts.csv", 3, "unit_cost", "same") in found
    assert ("hosts.csv", 3, "årskurser", "span") in found
    assert not any(column == "pupils_today" for _f, _r, column, _rule in found)


def test_fewer_seats_than_pupils_is_a_warning_and_all_faults_are_told_at_once(folder):
    swap("nyanlända.csv", "n2;;;A2;F", "n2;;;A2;1")(folder)
    swap("free_seats.csv", "11,1,2", "11,1,1")(folder)
    assert ("free_seats.csv", None, "seats", "seats") in told(folder, "warning")
    swap("hosts.csv", ",4,12,", ",14,12,")(folder)
    swap("nyanlända.csv", ";8;60;", ";8;100;")(folder)
    rules = {rule for _f, _r, _c, rule in told(folder)}
    assert {"group_size", "partly"} <= rules


def test_a_travel_table_may_start_at_a_newly_arrived_pupil(folder):
    (folder / "travel.csv").write_text(
        "origin_id,unit_id,metres,minutes\nn2,11,900,12\np1,11,100,2\n", encoding="utf-8"
    )
    assert "origin_id" not in {column for _f, _r, column, _rule in told(folder)}
    swap("nyanlända.csv", "n2;;;A2;", "n2;;;;")(folder)
    assert told(folder) == []


def test_free_seats_alone_are_no_fault(folder):
    (folder / "nyanlända.csv").unlink()
    (folder / "hosts.csv").unlink()
    assert told(folder) == []


def test_checks_lean_only_on_tables_that_could_be_read(folder):
    swap("units.csv", "unit_id,name,provider", "unit_id,name,leverantör")(folder)
    assert any(rule == "required_column" for _f, _r, _c, rule in told(folder))


@pytest.mark.parametrize("column", ["unit_id,årskurser", "årskurser"])
def test_rows_whose_unit_is_not_told_are_held_against_no_other_row(folder, column):
    more = ",2-3,1,,1,12,400000,900000,,,,\n,4-6,1,,1,12,500000,900000,,,,\n"
    with (folder / "hosts.csv").open("a", encoding="utf-8") as file:
        file.write(more)
    if column == "årskurser":
        swap("hosts.csv", "unit_id,årskurser", "enheten,årskurser")(folder)
    assert not {rule for file, _r, _c, rule in told(folder) if file == "hosts.csv"} & {"same"}


def test_free_seats_whose_unit_is_not_told_stand_nowhere_twice(folder):
    swap("free_seats.csv", "unit_id,grade", "enheten,grade")(folder)
    rules = {rule for file, _r, _c, rule in told(folder) if file == "free_seats.csv"}
    assert "required_column" in rules
    assert "unique" not in rules


def test_groups_may_be_planned_where_no_round_of_pupils_is_told(folder):
    for name in ("pupils", "offerings", "choices"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text("utf-8").split("\n", 1)[0] + "\n", encoding="utf-8")
    (folder / "areas.csv").unlink()
    (folder / "areas.geojson").unlink()
    swap("nyanlända.csv", "n2;;;A2;", "n2;648300;6638300;;")(folder)
    swap("nyanlända.csv", "6638200;A1;", "6638200;;")(folder)
    swap("units.csv", "A1", "")(folder)
    assert told(folder) == []
    (folder / "nyanlända.csv").unlink()
    assert {(file, rule) for file, _r, _c, rule in told(folder)} == {
        ("offerings.csv", "empty_table"), ("pupils.csv", "empty_table"),
    }  # fmt: skip
