"""Next units, features, needs and programmes: read by Swedish names, written, kept in a run."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from broken_cases import OFFERINGS, PUPILS, UNITS, put, sound, with_column

from skolval.domain.spine import build_problem
from skolval.io.instance import check_instance, read_instance
from skolval.io.run import run_of
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.io.writing import write_instance
from skolval.place import place
from skolval.travel import travel_table
from towns import policy

TOLD = ("unit_provider", "next_unit", "unit_features", "needs", "programme", "offering_programme")


@pytest.fixture
def lillby(tmp_path):
    folder = sound(tmp_path / "lillby")
    units = with_column(UNITS, "Nästa skola", "12", "")
    put("units.csv", with_column(units, "tillgänglighet", "hiss; slinga", "hiss"))(folder)
    pupils = with_column(PUPILS, "Anpassningar", "slinga;hiss", "", "")
    put("pupils.csv", with_column(pupils, "program", "", "Dans", ""))(folder)
    put("offerings.csv", with_column(OFFERINGS, "program", "dans", "", ""))(folder)
    return folder


def test_the_columns_are_read_by_their_swedish_names(lillby):
    instance, faults = check_instance(lillby)
    assert faults == ()
    assert instance.units["next_unit"].fillna("").tolist() == ["12", ""]
    assert instance.units["features"].tolist() == ["hiss slinga", "hiss"]
    assert instance.pupils["needs"].fillna("").tolist() == ["slinga hiss", "", ""]


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_instance_is_written_and_read_with_the_columns(lillby, tmp_path, kind):
    instance = read_instance(lillby)
    again = read_instance(write_instance(instance, tmp_path / kind, format=kind))
    for table, column in (("units", "next_unit"), ("units", "features"), ("pupils", "needs")):
        one, other = getattr(instance, table)[column], getattr(again, table)[column]
        pd.testing.assert_series_equal(one, other)


def test_a_run_keeps_what_units_are_and_pupils_need(lillby, tmp_path):
    instance = read_instance(lillby)
    rules = policy(text="policy: test\nmechanism: deferred_acceptance\ncriteria: [lottery]\n")
    problem = build_problem(instance, rules, travel_table(instance))
    write_run(tmp_path / "r", run_of(instance, problem, place(problem)))
    again = read_run(tmp_path / "r").problem
    for name in TOLD:
        before, after = getattr(problem, name), getattr(again, name)
        assert before is not None, name
        assert np.array_equal(before, after), name


def test_an_older_run_knows_nothing_of_its_units(lillby, tmp_path):
    instance = read_instance(lillby)
    rules = policy(text="policy: test\nmechanism: deferred_acceptance\ncriteria: [lottery]\n")
    problem = build_problem(instance, rules, travel_table(instance))
    problem = problem.replace(**dict.fromkeys(TOLD))
    write_run(tmp_path / "r", run_of(instance, problem, place(problem)))
    assert not (tmp_path / "r" / "problem" / "unit_facts.parquet").exists()
    again = read_run(tmp_path / "r").problem
    assert all(getattr(again, name) is None for name in TOLD)
