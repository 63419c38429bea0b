"""A rezoning says where every column comes from, and what it assumed."""

from __future__ import annotations

from hashlib import sha256

import pytest

from skolval.domain.provenance import facts_of
from skolval.io.instance import check_instance
from skolval.io.writing import write_instance
from skolval.synth.importers.rezoning import Params, read

TABLES = {
    "areas": "area,poor,rich,school\na1,3,1,S1\na2,1,4,S1\n",
    "schools": "id,name,area\nS1,One,a1\n",
    "travel": "area,school,metres\na1,S1,100\na2,S1,200\n",
    "adjacency": "a,b\na1,a2\n",
}


@pytest.fixture
def folder(tmp_path):
    """Two areas beside each other, both going to the one school, whose seats are not told."""
    (tmp_path / "tables").mkdir()
    for name, text in TABLES.items():
        (tmp_path / "tables" / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path / "tables"


def _facts(folder):
    instance = read(folder, Params()).instance
    return {(fact.table, fact.column): fact for fact in facts_of(instance.provenance)}


def test_what_is_read_names_its_file_column_and_digest(folder):
    fact = _facts(folder)["areas", "attendance_units"]
    assert (fact.made, fact.file, fact.source) == ("read", "areas.csv", "areas.csv: school")
    assert fact.digest == sha256((folder / "areas.csv").read_bytes()).hexdigest()


def test_what_is_computed_modelled_and_assumed_is_said(folder):
    facts = _facts(folder)
    assert facts["areas", "share_poor"].made == "computed"
    assert facts["areas", "population"].made == "computed"
    assert facts["pupils", "poor"].made == "modelled"
    assert facts["offerings", "seats"].made == "assumed"
    assert "15 %" in facts["offerings", "seats"].note


def test_a_told_capacity_is_read_and_not_assumed(folder):
    text = "id,name,area,capacity\nS1,One,a1,12\n"
    (folder / "schools.csv").write_text(text, encoding="utf-8")
    assert _facts(folder)["offerings", "seats"].made == "read"


def test_the_written_instance_has_no_fault(folder, tmp_path):
    instance = read(folder, Params()).instance
    again, faults = check_instance(write_instance(instance, tmp_path / "town"))
    assert [fault for fault in faults if fault.file == "provenance.csv"] == []
    assert facts_of(again.provenance) == facts_of(instance.provenance)
