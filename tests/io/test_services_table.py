"""Candidate services in files: read as they were written, and every mistake told."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import sound, swap

from skolval.io.instance import check_instance, read_instance, write_instance
from skolval.travel.told_services import told_services

STOPS = "stop_id,name,x,y\nA,Norr,648000,6638500\nB,Söder,648000,6639500\n"
SERVICES = """\
kandidat,tur,ordning,hållplats_id,tid,platser,slag,kostnad,kostnad_per_elev,källa
R1,morgon,1,A,7:05,8,beställd,200000,0,anbud
R1,morgon,2,B,7:30,8,,,,
R1,eftermiddag,1,B,15:00,8,,,,
R1,eftermiddag,2,A,15:25,8,,200000,,
R2,morning,1,A,7:00,30,tomtur,,,
R2,morning,2,B,7:20,30,,,,
R2,afternoon,1,B,15:10,30,,,,
R2,afternoon,2,A,15:30,30,,,,
"""


@pytest.fixture
def folder(tmp_path):
    folder = sound(tmp_path / "lillby")
    (folder / "stops.csv").write_text(STOPS, encoding="utf-8")
    (folder / "services.csv").write_text(SERVICES, encoding="utf-8")
    return folder


def told(folder):
    return [
        (fault.file, fault.row, fault.column, fault.rule, fault.level)
        for fault in check_instance(folder)[1]
    ]


def test_an_instance_without_services_has_an_empty_table(tmp_path):
    assert not len(read_instance(sound(tmp_path / "lillby")).services)


@pytest.mark.parametrize("file_format", ["csv", "parquet"])
def test_services_are_read_back_as_they_were_written(folder, tmp_path, file_format):
    assert told(folder) == []
    first = read_instance(folder)
    assert first.services["leg"].unique().tolist() == ["morning", "afternoon"]
    again = read_instance(write_instance(first, tmp_path / "again", format=file_format))
    pd.testing.assert_frame_equal(first.services, again.services, check_dtype=False)


def test_a_workbook_may_hold_the_services(folder):
    (folder / "services.csv").unlink()
    rows = [line.split(",") for line in SERVICES.splitlines()]
    frame = pd.DataFrame(rows[1:], columns=rows[0]).replace("", None)
    with pd.ExcelWriter(folder / "linjer.xlsx", engine="xlsxwriter") as book:
        frame.to_excel(book, sheet_name="kandidatlinjer", index=False)
    assert read_instance(folder).services["service_id"].nunique() == 2


BROKEN = {
    "an unknown stop": (
        ("R1,morgon,2,B", "R1,morgon,2,C"), (3, "hållplats_id", "reference", "error")),
    "a time that is none": (("7:05", "7.5"), (2, "tid", "time", "error")),
    "times that fall": (("7:30", "7:01"), (3, "tid", "time_order", "error")),
    "a leg with one stop": (
        ("R1,morgon,2,B,7:30,8,,,,\n", ""), (2, "kandidat", "service_legs", "error")),
    "no leg home": (
        ("R2,afternoon,1,B,15:10,30,,,,\nR2,afternoon,2,A,15:30,30,,,,\n", ""),
        (6, "kandidat", "service_legs", "error")),
    "home before out": (
        ("R1,eftermiddag,1,B,15:00", "R1,eftermiddag,1,B,7:10"),
        (2, "kandidat", "time_order", "error")),
    "rows that disagree": (
        ("R1,eftermiddag,2,A,15:25,8,,200000", "R1,eftermiddag,2,A,15:25,8,,300000"),
        (5, "kostnad", "service_rows", "error")),
    "a cost of what goes anyway": (
        ("30,tomtur,,,", "30,tomtur,5,,"), (6, "kostnad", "service_cost", "error")),
    "a row of no service": (
        ("R1,morgon,1,A,7:05,8,beställd", ",morgon,1,A,7:05,8,beställd"),
        (2, "kandidat", "required", "error")),
    "no seats": (("R1,morgon,1,A,7:05,8", "R1,morgon,1,A,7:05,0"),
                 (2, "platser", "minimum", "error")),
    "a call twice": (("R1,morgon,2,B,7:30", "R1,morgon,1,B,7:30"),
                     (3, "kandidat", "unique", "error")),
    "an unknown kind": (("beställd", "hyrd"), (2, "slag", "allowed", "error")),
}  # fmt: skip


BELLS = {
    "a bus that comes after every bell": (
        ("R1,morgon,2,B,7:30", "R1,morgon,2,B,9:30"),
        (2, "kandidat", "service_bell", "warning")),
    "a bus home before every lesson ends": (
        ("R1,eftermiddag,1,B,15:00,8", "R1,eftermiddag,1,B,9:00,8"),
        (2, "kandidat", "service_bell", "warning")),
}  # fmt: skip


@pytest.mark.parametrize("what", BELLS)
def test_a_service_that_no_pupil_can_ride_in_time_is_warned_of(folder, what):
    (old, new), expected = BELLS[what]
    swap("services.csv", old, new)(folder)
    assert told(folder) == [("services.csv", *expected)]
    assert len(read_instance(folder).services) == 8


@pytest.mark.parametrize(("time", "row", "leg"), [
    ("8:20", 3, "R1,morgon,2,B,7:30"), ("13:00", 4, "R1,eftermiddag,1,B,15:00")])  # fmt: skip
def test_a_unit_that_stands_at_the_stop_has_its_own_bell(folder, time, row, leg):
    """Its other calls are before or after its bell; only the one at the unit's stop is wrong."""
    unit = read_instance(folder).units["unit_id"].iloc[0]
    lines = SERVICES.splitlines()
    rows = [f"{line},{'skolenhet' if k == 0 else unit if k in {2, 3} else ''}"
            for k, line in enumerate(lines)]  # fmt: skip
    (folder / "services.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert told(folder) == []
    swap("services.csv", leg, f"{leg[: leg.rindex(',')]},{time}")(folder)
    assert told(folder) == [("services.csv", row, "tid", "service_bell", "warning")]


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_wrong_in_services_is_told(folder, what):
    (old, new), expected = BROKEN[what]
    swap("services.csv", old, new)(folder)
    assert ("services.csv", *expected) in told(folder)
    assert all(level == "error" or rule == "service_bell" for *_x, rule, level in told(folder))


def test_a_table_without_its_columns_is_told_once(folder):
    swap(
        "services.csv",
        "kandidat,tur,ordning,hållplats_id,tid",
        "kandidat,tur,ordning,hållplats_id,x1",
    )(folder)
    assert {rule for _file, _row, _column, rule, _level in told(folder)} <= {
        "required_column", "known_column"}  # fmt: skip


def test_a_stop_may_be_called_as_an_official_would_call_it(folder):
    swap("services.csv", "hållplats_id", "hållplats")(folder)
    swap("stops.csv", "stop_id", "hållplats")(folder)
    assert told(folder) == []


def test_a_price_on_a_later_row_of_the_service_counts(folder):
    swap("services.csv", "8,beställd,200000,0,anbud", "8,,,,")(folder)
    swap("services.csv", "15:25,8,,200000,,", "15:25,8,beställd,200000,,anbud")(folder)
    assert told(folder) == []
    hired = told_services(read_instance(folder))[0]
    assert (hired.cost, hired.kind, hired.source) == (200_000, "chartered", "anbud")


def test_a_hired_bus_whose_price_nobody_tells_is_not_run_as_if_it_were_free(folder):
    swap("services.csv", "200000,0,anbud", ",,anbud")(folder)
    swap("services.csv", "15:25,8,,200000", "15:25,8,,")(folder)
    assert told(folder) == [("services.csv", 2, "kostnad", "service_cost", "error")]
    swap("services.csv", "beställd,,,anbud", "beställd,,1200,anbud")(folder)
    assert told(folder) == []
