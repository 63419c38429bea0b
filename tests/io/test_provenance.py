"""Where the values of Lillby come from: read by Swedish names, checked, written, kept in runs."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import put, sound, workbook

from skolval.domain.provenance import Fact, facts_of, provenance_frame
from skolval.errors import InputError
from skolval.io.dictionary import TABLES
from skolval.io.instance import check_instance, read_instance
from skolval.io.run import run_of
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.io.writing import write_instance
from skolval.place import place, problem_of
from towns import policy

HASH = sha256(b"enheter").hexdigest()
TABLE = (
    "tabell,kolumn,källa,avser,betydelse,tillkomst,fil,kontrollsumma,dolda,licens,anmärkning\n"
    f"units,name,Byregistret,2025-10-15,skylt,läst,enheter.json,{HASH},3,CC0,\n"
    "offerings,seats,,2026/27,,antaget,,,,,fler än i år\n"
    "pupils,,,,,,,,,,\n"
)
FACTS = (
    Fact("units", "name", "Byregistret", "2025-10-15", "skylt", "read", "enheter.json", HASH, 3,
         "CC0"),
    Fact("offerings", "seats", vintage="2026/27", made="assumed", note="fler än i år"),
    Fact("pupils", ""),
)  # fmt: skip


@pytest.fixture
def lillby(tmp_path: Path) -> Path:
    return sound(tmp_path / "lillby")


def test_the_table_is_read_by_its_swedish_names(lillby):
    put("proveniens.csv", TABLE)(lillby)
    instance, faults = check_instance(lillby)
    assert faults == ()
    assert facts_of(instance.provenance) == FACTS


def test_an_instance_without_the_table_tells_nothing(lillby):
    provenance = read_instance(lillby).provenance
    assert facts_of(provenance) == ()
    assert list(provenance) == [field.name for field in TABLES["provenance"].fields]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_what_is_written_reads_back_as_it_was(lillby, form):
    instance = read_instance(lillby).replace(provenance=provenance_frame(FACTS))
    again = read_instance(write_instance(instance, lillby.parent / form, format=form))
    pd.testing.assert_frame_equal(again.provenance, instance.provenance)


def test_it_may_be_a_sheet_of_the_workbook(lillby):
    workbook("Proveniens", [line.split(",") for line in TABLE.splitlines()])(lillby)
    assert facts_of(read_instance(lillby).provenance) == FACTS


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("unit,,,,,,,,,,", "tabell", "'unit' is not a table of an instance"),
        ("units,nmae,,,,,,,,,", "kolumn", "The table units has no column called 'nmae'"),
        ("units,,,,,gissat,,,,,", "tillkomst", "gissat"),
        ("units,,,,,,a.csv,123,,,", "kontrollsumma", "'123' is not the SHA-256 of a file"),
        ("units,,,,,,,,-1,,", "dolda", "too low"),
        (",name,,,,,,,,,", "tabell", "The cell is empty"),
    ],
)
def test_a_row_about_nothing_is_refused_with_its_place(lillby, row, column, says):
    put("provenance.csv", TABLE + row + "\n")(lillby)
    _, faults = check_instance(lillby)
    told = [fault for fault in faults if fault.file == "provenance.csv"]
    assert [(fault.row, fault.column) for fault in told] == [(5, column)]
    assert says in told[0].message


def test_the_nearest_column_is_suggested(lillby):
    put("provenance.csv", "table,column\nareas,populaton\n")(lillby)
    _, faults = check_instance(lillby)
    assert [fault.suggestion for fault in faults] == ["population"]


def test_group_columns_and_geometry_are_columns_to_tell_of(lillby):
    text = "table,column\nareas,geometry\nareas,share_low_income\npupils,low_income\n"
    put("provenance.csv", text)(lillby)
    assert check_instance(lillby)[1] == ()


def test_the_same_told_twice_is_warned_of(lillby):
    put("provenance.csv", "table,column,note\nunits,name,a\nunits,name,b\n")(lillby)
    instance, faults = check_instance(lillby)
    assert instance is not None
    assert [(fault.row, fault.level) for fault in faults] == [(3, "warning")]


def _run(lillby):
    instance = read_instance(lillby)
    rules = policy(text="policy: test\nmechanism: deferred_acceptance\ncriteria: [lottery]\n")
    problem = problem_of(instance, rules)
    return run_of(instance, problem, place(problem))


def test_a_run_keeps_the_table_and_vouches_for_it(lillby, tmp_path):
    put("provenance.csv", TABLE)(lillby)
    write_run(tmp_path / "run", _run(lillby))
    again = read_run(tmp_path / "run")
    assert facts_of(again.provenance) == FACTS
    digest = sha256((tmp_path / "run" / "provenance.csv").read_bytes()).hexdigest()
    assert again.record["files"]["provenance.csv"] == digest


def test_a_run_of_an_instance_that_tells_nothing_has_no_such_file(lillby, tmp_path):
    write_run(tmp_path / "run", _run(lillby))
    assert not (tmp_path / "run" / "provenance.csv").exists()
    assert facts_of(read_run(tmp_path / "run").provenance) == ()


def test_a_run_whose_table_lost_a_column_is_refused(lillby, tmp_path):
    put("provenance.csv", TABLE)(lillby)
    write_run(tmp_path / "run", _run(lillby))
    (tmp_path / "run" / "provenance.csv").write_text("table\nunits\n", encoding="utf-8")
    with pytest.raises(InputError, match="cannot be read"):
        read_run(tmp_path / "run")
