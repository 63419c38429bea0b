"""Lines and departures in files: read as they were written, and every mistake told."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import sound, swap

from skolval.domain.timetable import DAYS, SchoolDay, days_of, seconds_of
from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance, read_instance, write_instance

STOPS = "stop_id,name,x,y,change_minutes\nA,Norr,648000,6638500,\nB,Söder,648000,6639500,4\n"
LINES = """\
line_id,order,stop_id,minute,direction,waits
1,1,A,0,in,
1,2,B,6.5,in,1
1,1,B,0,ut,
1,2,A,7,ut,
"""
DEPARTURES = """\
tur,linje,riktning,avgång,dagar,slag,platser,fordon
t1,1,in,7:05,,,45,
t2,1,in,07.25:30,tis tor,skolskjuts,30,B1
t3,1,ut,24:10,"mon,tue",,,B1
"""


@pytest.fixture
def folder(tmp_path):
    folder = sound(tmp_path / "lillby")
    for name, text in (("stops", STOPS), ("lines", LINES), ("departures", DEPARTURES)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def told(folder):
    _instance, faults = check_instance(folder)
    mine = [fault for fault in faults if fault.rule != "position"]  # of units, not of times
    return [(f.file, f.row, f.column, f.rule, f.level) for f in mine]


def test_a_timetable_is_read_with_swedish_words_and_plain_clock_times(folder):
    instance = read_instance(folder)
    runs = instance.departures
    assert runs["departure"].tolist() == ["07:05", "07:25:30", "24:10"]
    assert runs["direction"].tolist() == ["in", "in", "out"]
    assert runs["kind"].fillna("").tolist() == ["", "school", ""]
    assert runs["days"].fillna("").tolist() == ["", "tis tor", "mon tue"]
    assert instance.stops["change_minutes"].fillna(-1).tolist() == [-1, 4]
    assert instance.school_day == SchoolDay()


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_a_timetable_is_read_back_as_it_was_written(folder, tmp_path, file_format):
    (folder / "instance.yaml").write_text(
        (folder / "instance.yaml").read_text("utf-8")
        + 'school_day: {starts: "08:20", weekday: wed, changes: 1}\n',
        encoding="utf-8",
    )
    first = read_instance(folder)
    assert (first.school_day.starts, first.school_day.changes) == ("08:20", 1)
    again = read_instance(write_instance(first, tmp_path / "again", format=file_format))
    assert again.school_day == first.school_day
    for name in ("stops", "lines", "departures", "units"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_dtype=False)


def test_a_workbook_may_hold_times_as_excel_does(folder, tmp_path):
    (folder / "departures.csv").unlink()
    clock = dt.time(7, 25)
    frame = pd.DataFrame({"tur": ["t1"], "linje": ["1"], "riktning": ["in"], "avgång": [clock]})
    with pd.ExcelWriter(folder / "tider.xlsx", engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name="avgångar", index=False)
    assert read_instance(folder).departures["departure"].tolist() == ["07:25"]


BROKEN = {
    "a time that is none": (
        ("departures.csv", "7:05", "7.5"), ("departures.csv", 2, "avgång", "time", "error")),
    "days that are none": (
        ("departures.csv", "tis tor", "tis torr"), ("departures.csv", 3, "dagar", "days", "error")),
    "days from a later one to an earlier": (
        ("departures.csv", "tis tor", "fre-mån ons"), ("departures.csv", 3, "dagar", "days", "error")),
    "a word that is no day": (
        ("departures.csv", "tis tor", "alltid"), ("departures.csv", 3, "dagar", "days", "error")),
    "an unknown line": (
        ("departures.csv", "t1,1", "t1,2"), ("departures.csv", 2, "linje", "reference", "error")),
    "a direction without stops": (
        ("lines.csv", "1,1,B,0,ut,\n1,2,A,7,ut,\n", ""),
        ("departures.csv", 4, "tur", "reference", "error")),
    "a line that nobody runs": (
        ("departures.csv", "t3,1,ut", "t3,1,in"), ("lines.csv", 4, "line_id", "departures", "warning")),
    "minutes that fall": (
        ("lines.csv", "1,2,B,6.5", "1,3,A,6,in,\n1,2,B,6.5"), ("lines.csv", 3, "minute", "time_order", "error")),
    "a stop twice in a row": (
        ("lines.csv", "1,2,B,6.5,in,1", "1,2,A,6.5,in,1"), ("lines.csv", 3, "stop_id", "stop_order", "error")),
    "a line with one stop": (
        ("lines.csv", "1,2,A,7,ut,\n", ""), ("lines.csv", 4, "line_id", "stop_order", "error")),
    "an unknown stop": (
        ("lines.csv", "1,2,B,6.5", "1,2,C,6.5"), ("lines.csv", 3, "stop_id", "reference", "error")),
    "a run twice": (
        ("departures.csv", "t2,1", "t1,1"), ("departures.csv", 3, "tur", "unique", "error")),
    "negative seats": (
        ("departures.csv", ",45,", ",-4,"), ("departures.csv", 2, "platser", "minimum", "error")),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_in_a_timetable_is_told(folder, what):
    (file, old, new), expected = BROKEN[what]
    swap(file, old, new)(folder)
    assert told(folder) == [expected]


def test_lines_without_direction_keep_their_order_apart_too(folder):
    (folder / "lines.csv").write_text(
        "line_id,order,stop_id,minute,direction\n1,1,A,0,\n1,2,B,6,\n1,2,A,9,\n", encoding="utf-8"
    )
    (folder / "departures.csv").write_text(
        "trip_id,line_id,departure\nt1,1,07:00\n", encoding="utf-8"
    )
    assert told(folder) == [("lines.csv", 4, "order", "unique", "error")]


def test_many_idle_lines_are_told_as_a_number(folder):
    rows = "".join(f"L{n},1,A,0,in,\nL{n},2,B,5,in,\n" for n in range(30))
    (folder / "lines.csv").write_text(LINES + rows, encoding="utf-8")
    assert told(folder) == [("lines.csv", None, "line_id", "departures", "warning")]


def test_a_school_day_must_not_end_before_it_starts(folder):
    units = (folder / "units.csv").read_text("utf-8").splitlines()
    units = [units[0] + ",börjar,slutar", units[1] + ",08:00,13:00", units[2] + ",08:00,07:30"]
    (folder / "units.csv").write_text("\n".join(units) + "\n", encoding="utf-8")
    assert told(folder) == [("units.csv", 3, "slutar", "time_order", "error")]


@pytest.mark.parametrize(
    "line", ['starts: "8 o\'clock"', "weekday: tuesday", "margin: -1", "begins: 8"]
)
def test_a_school_day_that_cannot_be_is_refused(folder, line):
    head = (folder / "instance.yaml").read_text("utf-8")
    (folder / "instance.yaml").write_text(f"{head}school_day:\n  {line}\n", encoding="utf-8")
    faults = [fault for fault in check_instance(folder)[1] if fault.level == "error"]
    assert len(faults) == 1
    assert faults[0].file == "instance.yaml"


def test_lines_read_badly_are_told_once(folder):
    (folder / "lines.csv").write_text("line_id,order,stop\n1,1,A\n", encoding="utf-8")
    rules = {fault[3] for fault in told(folder)}
    assert rules == {"required_column", "known_column"}


def test_departures_need_lines(folder):
    (folder / "lines.csv").unlink()
    assert ("departures.csv", None, "line_id", "reference", "error") in told(folder)


def test_days_and_clock_times_are_understood():
    assert days_of("mån-fre") == frozenset(DAYS[:5])
    assert days_of("lördag; Sun") == frozenset({"sat", "sun"})
    assert days_of("mon-tue-wed") is None
    assert seconds_of("48:00") is None
    assert seconds_of("7:60") is None
    assert {field.name for field in TABLES["departures"].fields} >= {"trip_id", "departure", "days"}
