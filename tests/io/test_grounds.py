"""Grounds, attendance units, standing, tests and the measuring point: read, refused, kept."""

from __future__ import annotations

import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import put, sound, swap

from runs import bjorkby, edit_parquet, run_folder, travel_of
from skolval.domain.spine import build_problem
from skolval.errors import InputError
from skolval.io.instance import check_instance, read_instance
from skolval.io.run import run_of
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.io.writing import write_instance
from skolval.place import place
from skolval.solver.guarantee import with_guarantee
from towns import frame, policy

LAST_OF_A1 = "share_low_income\nA1,Norr,100,0.2"
GROUNDS = "pupil_id,unit_id,ground,value\np1,11,queue_days,120\np2,11,listed,0\n"


def noted(folder, text=GROUNDS):
    put("grounds.csv", text)(sound(folder))
    return folder


def test_grounds_are_read_as_written(tmp_path):
    table = read_instance(noted(tmp_path / "lillby")).grounds
    assert table.to_numpy().tolist() == [["p1", "11", "queue_days", 120], ["p2", "11", "listed", 0]]


def test_swedish_names_are_understood_everywhere(tmp_path):
    folder = sound(tmp_path / "lillby")
    put("urvalsuppgifter.csv", "elev;skolenhetskod;grund;värde\np1;11;ködagar;120\n"
        "p1;12;verksamhetsmässigt samband;1\np2;11;provresultat;31\n")(folder)  # fmt: skip
    swap("offerings.csv", "minimum_size", "minimum_size,urval")(folder)
    swap("offerings.csv", "30,\n11-1", "30,,färdighetsprov\n11-1")(folder)
    swap("offerings.csv", "11-1,11,grade,1,30,", "11-1,11,grade,1,30,,")(folder)
    swap("offerings.csv", "12-F,12,grade,F,30,", "12-F,12,grade,F,30,,urvalsgrunder")(folder)
    swap("pupils.csv", "sibling_grade", "sibling_grade,anvisningsskola,ställning")(folder)
    swap("pupils.csv", "p1,648100,6638100,A1,F,1,,no,yes,,",
         "p1,648100,6638100,A1,F,1,,no,yes,,,12,tidig skolstart")(folder)  # fmt: skip
    swap("pupils.csv", "11,1\np3", "11,1,,ej folkbokförd\np3")(folder)
    swap("pupils.csv", "A1,1,0,11,no,yes,,", "A1,1,0,11,no,yes,,,,")(folder)
    swap("areas.csv", "share_low_income", "share_low_income,skolskjutsskolor")(folder)
    swap("areas.csv", "0.2", "0.2,11 12")(folder)
    swap("areas.csv", "0.4", "0.4,12;11")(folder)
    text = (folder / "pupils.csv").read_text("utf-8")
    (folder / "pupils.csv").write_text(text.replace("yes,,,12,", "yes,,,11,"), encoding="utf-8")
    instance, faults = check_instance(folder)
    assert faults == ()
    assert instance.grounds["ground"].tolist() == [
        "queue_days", "operational_connection", "test_score"
    ]  # fmt: skip
    assert instance.offerings["selection"].tolist()[::2] == ["test", "criteria"]
    assert instance.pupils["attendance_unit"].fillna("").tolist() == ["11", "", ""]
    assert instance.pupils["status"].fillna("").tolist() == ["early_start", "not_registered", ""]
    assert instance.areas["attendance_units"].tolist() == ["11 12", "12 11"]


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        (GROUNDS + "p9,11,listed,1\n", "pupil_id", "'p9' is not in the table pupils"),
        (GROUNDS + "p1,99,listed,1\n", "unit_id", "'99' is not in the table units"),
        (GROUNDS + "p1,11,birth_date,1\n", "ground", "'birth_date' is not allowed here"),
        (GROUNDS + "p1,11,listd,1\n", "ground", "'listd' is not allowed here"),
        (GROUNDS + "p1,12,listed,-1\n", "value", "'-1' is too low"),
        (GROUNDS + "p1,12,listed,1.5\n", "value", "'1.5' is not a whole number"),
        (GROUNDS + "p1,12,listed,\n", "value", "The cell is empty"),
        (GROUNDS + "p1,11,queue_days,7\n", "pupil_id", "stands more than once"),
    ],
)
def test_broken_grounds_are_told_with_their_row(tmp_path, text, column, message):
    _instance, faults = check_instance(noted(tmp_path / "lillby", text))
    (fault,) = (fault for fault in faults if fault.level == "error")
    assert message in fault.message
    assert (fault.file, fault.row, fault.column) == ("grounds.csv", 4, column)
    assert fault.remedy


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("areas.csv", LAST_OF_A1, LAST_OF_A1.replace("\n", ",attendance_units\n") + ",11 77",
         "'11 77' is not in the table units"),
        ("instance.yaml", "crs:", "measuring_point: Main Door\ncrs:", "measuring_point"),
    ],
)  # fmt: skip
def test_a_list_of_units_and_the_measuring_point_are_checked(tmp_path, file, old, new, message):
    folder = sound(tmp_path / "lillby")
    swap(file, old, new)(folder)
    if file == "areas.csv":
        swap(file, "0.4", "0.4,11 12")(folder)
    _instance, faults = check_instance(folder)
    assert any(message in fault.message or message in fault.column for fault in faults)


def test_an_attendance_unit_would_tell_where_a_protected_pupil_lives(tmp_path):
    folder = sound(tmp_path / "lillby")
    swap("pupils.csv", "sibling_grade", "sibling_grade,attendance_unit")(folder)
    swap("pupils.csv", "F,1,,no,yes,,", "F,1,,yes,yes,,,11")(folder)
    swap("pupils.csv", "11,1\np3", "11,1,11\np3")(folder)
    swap("pupils.csv", "A1,1,0,11,no,yes,,", "A1,1,0,11,no,yes,,,")(folder)
    instance = read_instance(folder)
    assert instance.pupils["attendance_unit"].fillna("").tolist() == ["", "11", ""]


def test_an_instance_is_written_and_read_with_all_of_it(tmp_path):
    folder = noted(tmp_path / "lillby")
    swap("instance.yaml", "crs:", "measuring_point: main_entrance\ncrs:")(folder)
    instance = read_instance(folder)
    for kind in ("csv", "parquet"):
        again = read_instance(write_instance(instance, tmp_path / kind, format=kind))
        assert again.measuring_point == "main_entrance"
        pd.testing.assert_frame_equal(again.grounds, instance.grounds)
    plain = read_instance(sound(tmp_path / "plain"))
    written = write_instance(plain, tmp_path / "bare")
    assert not (written / "grounds.csv").exists()
    assert len(plain.grounds) == len(read_instance(written).grounds) == 0


def rich_problem():
    """Björkby with every kind of note, its guarantee schools and a published place."""
    instance = bjorkby()
    pupils = instance.pupils.assign(
        months_in_sweden=pd.Series(range(30), dtype="Int64"),
        status=["non_resident", *["resident"] * 29],
        attendance_unit=["A"] * 30,
    )
    offerings = instance.offerings.assign(selection=["criteria"] * 3 + ["test"], grade="7")
    grounds = frame("grounds", [
        {"pupil_id": "e01", "unit_id": "A", "ground": "queue_days", "value": 9},
        {"pupil_id": "e02", "unit_id": "B", "ground": "listed", "value": 1},
    ])  # fmt: skip
    enrolment = frame("enrolment", [
        {"unit_id": "A", "group": "low_education", "pupils": 50, "share": 0.3}
    ], "count_low", "count_high")  # fmt: skip
    units = instance.units.assign(x=0.0, y=[0.0, 900.0, 1800.0, 3600.0])
    instance = instance.replace(
        pupils=pupils.assign(x=100.0, y=50.0, grade="7"), offerings=offerings, grounds=grounds,
        enrolment=enrolment, units=units,
    )  # fmt: skip
    rules = policy(
        "deferred_acceptance", "profile_test", ("relative_proximity", {"reference": "guarantee"}),
        ("absolute_proximity", {"measure": "straight"}), "queue_time", "lottery",
        text="policy: test\nmechanism: deferred_acceptance\ncriteria: [lottery]\n",
    )  # fmt: skip
    problem = with_guarantee(build_problem(instance, rules, travel_of(instance)))
    problem = problem.replace(grounds=problem.grounds | {"test_score": problem.options.rank * 0})
    return instance, problem.replace(honour=problem.guarantee)


def test_a_run_keeps_all_of_it(tmp_path):
    instance, problem = rich_problem()
    write_run(tmp_path / "r", run_of(instance, problem, place(problem)))
    again = read_run(tmp_path / "r").problem
    told = ("attendance_unit", "straight", "months", "status", "unit_share", "tested",
            "guarantee", "honour")  # fmt: skip
    for name in told:
        before, after = getattr(problem, name), getattr(again, name)
        assert before is not None, name
        assert before.dtype == after.dtype, name
        assert np.array_equal(before, after), name
    assert set(again.grounds) == {"queue_days", "listed", "test_score"}
    for name, values in problem.grounds.items():
        assert np.array_equal(values, again.grounds[name]), name


def test_a_run_without_any_of_it_reads_as_without(tmp_path):
    again = read_run(run_folder(tmp_path)).problem
    optional = {f.name for f in fields(again) if f.default is None} - {"unit_provider"}
    assert optional >= {"guarantee", "honour", "straight", "months", "status", "tested"}
    assert all(getattr(again, name) is None for name in optional)
    assert again.grounds == {}
    assert not (tmp_path / "run" / "problem" / "unit_shares.parquet").exists()


@pytest.mark.parametrize(
    ("column", "value"), [("guarantee", 10_000), ("honour", -2), ("status", 9),
                          ("attendance_unit", 44)],
)  # fmt: skip
def test_a_run_whose_notes_point_outside_their_tables_is_refused(tmp_path, column, value):
    instance, problem = rich_problem()
    folder = write_run(tmp_path / "r", run_of(instance, problem, place(problem))).folder
    edit_parquet(folder, "problem/parties.parquet", lambda table: table.assign(**{column: value}))
    with pytest.raises(InputError, match=f"{column} of parties points outside"):
        read_run(folder)
