"""source: a run folder forged throughout still is not what the policy makes of the instance."""

from __future__ import annotations

import shutil

import numpy as np
import pytest

from runs import bjorkby, edit_parquet, edit_record, made_run, reseal
from skolval.audit import audit
from skolval.io.policy import read_policy
from skolval.io.run_writing import write_run
from skolval.place import place, problem_of
from skolval.runs import make_run


@pytest.fixture(scope="module")
def instance():
    return bjorkby()


@pytest.fixture(scope="module")
def whole(tmp_path_factory, instance):
    folder = tmp_path_factory.mktemp("source")
    (folder / "policy.yaml").write_text(POLICY, encoding="utf-8")
    return make_run(instance, read_policy(folder / "policy.yaml"), folder / "run").folder


POLICY = """\
policy: bjorkby
mechanism: deferred_acceptance
criteria:
  - relative_proximity
  - lottery
rules:
  - capacity
seed: bjorkby-2026
"""


@pytest.fixture
def folder(whole, tmp_path):
    return shutil.copytree(whole, tmp_path / "copy")


def by_name(found):
    return {claim["claim"]: claim for claim in found.certificate["claims"]}


def test_a_true_run_is_what_its_policy_makes_of_the_instance(whole, instance):
    found = audit(whole, instance=instance)
    assert found.ok, found.breaches
    assert by_name(found)["instance"]["checked"] > 100


def _consistent(folder, change):
    """Forge the problem, place it anew, and write a whole run folder that fits in itself."""
    from dataclasses import replace

    from skolval.io.run_reading import read_run

    run = read_run(folder)
    problem = change(run.problem)
    placed = replace(run, problem=problem, placement=place(problem), folder=None)
    record = {**placed.record, "placement": {**placed.record["placement"],
              "placed": int(placed.placement.placed.sum())}}  # fmt: skip
    shutil.rmtree(folder)
    return write_run(folder, replace(placed, record=record)).folder


def _seats(problem):
    from dataclasses import replace

    seats = problem.offerings.seats.copy()
    seats[0] += 3
    return problem.replace(offerings=replace(problem.offerings, seats=seats))


def _homes(problem):
    from dataclasses import replace

    metres = problem.options.metres.copy()
    metres[problem.options.start[20] : problem.options.start[21]] //= 3
    return problem.replace(options=replace(problem.options, metres=metres))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_seats, "offerings, row 1: 1 values of seats are not those of the instance."),
        (_homes, "values of metres are not those of the instance."),
    ],
)
def test_a_forgery_that_fits_in_itself_fails_against_the_instance(folder, instance, change, words):
    forged = _consistent(folder, change)
    assert audit(forged).ok
    found = audit(forged, instance=instance)
    assert not by_name(found)["instance"]["ok"]
    assert any(words in breach.message for breach in found.breaches)


TABLES = {
    "a pupil left out": (
        lambda i: i.replace(pupils=i.pupils.iloc[:-1], choices=i.choices[
            i.choices["pupil_id"] != "e29"], travel=i.travel[i.travel["origin_id"] != "e29"]),
        "parties has 30 rows, but the instance gives 29.",
    ),
    "a unit renamed": (
        lambda i: i.replace(units=i.units.assign(name="x")),
        "units, row 1: 4 values of name are not those of the instance.",
    ),
    "an enrolment that the run lacks": (
        lambda i: i.replace(enrolment=_enrolment(i)), "enrolment has 0 rows",
    ),
    "another year": (
        lambda i: i.replace(school_year="2025/26"), "The run says school year '2026/27'",
    ),
    "another limit": (
        lambda i: i.replace(transport_limits=(1, 2, 3)), "The run says transport limits",
    ),
    "an area with other numbers": (
        lambda i: i.replace(areas=i.areas.assign(population=1)),
        "areas, row 1: 2 values of population are not those of the instance.",
    ),
}  # fmt: skip


def _enrolment(instance):
    from towns import frame

    row = {"unit_id": "A", "group": "low_education", "pupils": 10, "share": 0.5}
    return frame("enrolment", [row], "count_low", "count_high")


@pytest.mark.parametrize("case", TABLES)
def test_another_instance_is_told_table_by_table(whole, instance, case):
    change, words = TABLES[case]
    found = audit(whole, instance=change(instance))
    assert any(words in b.message for b in found.breaches), [b.message for b in found.breaches]


def test_further_columns_are_told(folder, instance):
    edit_parquet(folder, "problem/options.parquet", lambda t: t.assign(ground_listed=1))
    reseal(folder)
    found = audit(folder, instance=instance)
    assert any("options has other columns than the instance gives (ground_listed)" in b.message
               for b in found.breaches)  # fmt: skip


def test_other_files_than_those_of_the_run_are_told(folder, instance):
    edit_record(folder, lambda record: record["instance"].update(digests={"pupils.csv": "0"}))
    found = audit(folder, instance=instance)
    assert by_name(found)["instance_files"]["example"] == (
        "pupils.csv of the instance is not the file that the run was made from."
    )


def test_areas_with_shapes_are_compared_by_their_shapes(tmp_path, instance):
    import geopandas as gpd
    from shapely.geometry import Point

    def shaped(radius):
        shapes = [Point(0, 0).buffer(radius), None]
        areas = gpd.GeoDataFrame(instance.areas, geometry=shapes, crs=instance.crs)
        return instance.replace(areas=areas)

    (tmp_path / "p.yaml").write_text(POLICY, encoding="utf-8")
    run = make_run(shaped(5), read_policy(tmp_path / "p.yaml"), tmp_path / "run").folder
    assert audit(run, instance=shaped(5)).ok
    found = audit(run, instance=shaped(6))
    assert [b.where for b in found.breaches] == ["areas"]


def test_an_instance_on_disk_and_a_run_in_memory_are_tied_too(tmp_path):
    from skolval.io.shipped import find_instance

    folder = find_instance("lillstad")
    from skolval.io.instance import read_instance

    town = read_instance(folder)
    problem = problem_of(town, read_policy("lottery"))
    from skolval.io.run import run_of

    run = run_of(town, problem, place(problem))
    found = audit(run, instance=folder)
    assert found.ok, found.breaches
    assert np.isin(["instance", "instance_files"], list(by_name(found))).all()


def test_a_run_made_apart_from_any_instance_is_audited_as_before(tmp_path):
    assert "instance" not in by_name(audit(made_run(tmp_path)))
