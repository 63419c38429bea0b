"""The run folder: whole or not at all, read again as written, never with a home in it."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely

from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from skolval.errors import InputError
from skolval.io.run import run_of
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run
from skolval.place import place
from towns import frame, policy, step, town

POLICY_TEXT = "policy: test\nmechanism: deferred_acceptance\ncriteria:\n  - lottery\nseed: s\n"


def small_run(*, shapes=True):
    """Two units, three pupils of whom one protected, one sibling who stays."""
    instance = town(
        [{"unit_id": "A", "name": "A", "x": 1.0, "y": 2.0},
         {"unit_id": "B", "name": "B", "x": 3.0, "y": 4.0}],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": 2} for u in "AB"],
        [{"pupil_id": "p", "grade": "F", "low_education": 1, "area_id": "n"},
         {"pupil_id": "q", "grade": "F", "low_education": 0, "area_id": "n",
          "sibling_unit": "B", "sibling_grade": "2"},
         {"pupil_id": "s", "grade": "F", "protected": True, "low_education": 0}],
        [{"pupil_id": "p", "rank": 1, "unit_id": "A"}, {"pupil_id": "s", "rank": 1, "unit_id": "B"}],
        areas=[{"area_id": "n", "name": "North", "share_low_education": 0.5}],
    )  # fmt: skip
    if shapes:
        areas = instance.areas.assign(geometry=[shapely.box(0, 0, 9, 9)])
        instance = instance.replace(areas=areas)
    metres = np.array([[100, 900], [900, 100], [-1, -1]], np.int32)
    travel = TravelTable(metres, metres // 80, np.arange(3), "table", ("mind",))
    rules = policy("deferred_acceptance", "lottery", text=POLICY_TEXT, digest="d", seed="s")
    problem = build_problem(instance, rules, travel)
    return run_of(instance, problem, place(problem))


@pytest.mark.parametrize("shapes", [True, False])
def test_a_run_is_read_again_as_it_was_written(tmp_path, shapes):
    run = small_run(shapes=shapes)
    written = write_run(tmp_path / "r", run, extras={"indices": pd.DataFrame({"a": [1]})})
    again = read_run(tmp_path / "r")
    assert again.placement.chosen.tolist() == run.placement.chosen.tolist()
    assert again.record == written.record
    for part in ("parties", "offerings", "options"):
        before, after = getattr(run.problem, part), getattr(again.problem, part)
        for name in before.__dataclass_fields__:
            assert np.array_equal(getattr(before, name), getattr(after, name)), name
    assert again.problem.reference.tolist() == run.problem.reference.tolist()
    assert again.policy_name == "test"
    assert ("geometry" in again.areas) is shapes


def test_the_protected_stand_alone_and_without_distance(tmp_path):
    write_run(tmp_path / "r", small_run())
    public = pd.read_csv(tmp_path / "r" / "placement.csv")
    assert public["pupil_id"].tolist() == ["p", "q"]
    protected = pd.read_csv(tmp_path / "r" / "protected.csv")
    assert protected["pupil_id"].tolist() == ["s"]
    assert protected["metres"].isna().all()


def test_no_home_is_written_anywhere(tmp_path):
    write_run(tmp_path / "r", small_run())
    for path in (tmp_path / "r" / "problem").glob("parties.parquet"):
        assert not {"x", "y"} & set(pd.read_parquet(path).columns)


def test_nothing_is_left_when_writing_fails(tmp_path):
    def fail(_run, _folder):
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError):
        write_run(tmp_path / "r", small_run(), finish=fail)
    assert list(tmp_path.iterdir()) == []


def test_what_json_cannot_hold_is_refused(tmp_path):
    run = small_run()
    run = replace(run, record=run.record | {"odd": {1, 2}})
    with pytest.raises(TypeError, match="run.json"):
        write_run(tmp_path / "r", run)
    numbers = replace(small_run(), record=small_run().record | {"n": np.int64(3)})
    assert write_run(tmp_path / "n", numbers).folder == tmp_path / "n"


def tampered(folder, change):
    write_run(folder, small_run())
    change(folder)
    return folder


def _double(folder):
    table = pd.read_parquet(folder / "placement.parquet")
    pd.concat([table, table]).to_parquet(folder / "placement.parquet")


def _alien(folder):
    table = pd.read_parquet(folder / "placement.parquet")
    table["offering_id"] = "Z-F"
    table.to_parquet(folder / "placement.parquet")


def _inadmissible(folder):
    options = pd.read_parquet(folder / "problem" / "options.parquet")
    options.drop(index=0).to_parquet(folder / "problem" / "options.parquet")


def _format(folder):
    path = folder / "run.json"
    record = json.loads(path.read_text(encoding="utf-8")) | {"format": "other/9"}
    path.write_text(json.dumps(record), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_double, "stands twice"),
        (_alien, "unknown offering 'Z-F'"),
        (_inadmissible, "not admissible"),
        (_format, "expected 'skolval-run/1'"),
        (lambda folder: (folder / "run.json").unlink(), "not a run folder"),
        (lambda folder: (folder / "protected.csv").unlink(), "cannot be read"),
        (lambda folder: (folder / "run.json").write_text("{", encoding="utf-8"), "not a run"),
    ],
)
def test_a_broken_run_folder_is_one_clear_error(tmp_path, change, words):
    with pytest.raises(InputError, match=words):
        read_run(tampered(tmp_path / "r", change))


def test_a_pupil_without_a_place_has_an_empty_row(tmp_path):
    run = small_run()
    chosen = run.placement.chosen.copy()
    chosen[0] = -1
    run = replace(run, placement=run.placement.replace(chosen=chosen))
    write_run(tmp_path / "r", run)
    assert read_run(tmp_path / "r").placement.chosen[0] == -1
    assert run.table()["unit_id"].isna().tolist() == [True, False, False]


def test_the_towns_of_these_tests_are_whole():
    assert set(frame("units", []).columns) >= {"unit_id", "placeable"}
    assert step("criterion", "lottery").name == "lottery"


def test_a_fault_in_the_runs_policy_is_told_as_the_policys_own(tmp_path):
    write_run(tmp_path / "r", small_run())
    (tmp_path / "r" / "policy.yaml").write_text(POLICY_TEXT.replace("lottery", "lotery"))
    with pytest.raises(InputError) as caught:
        read_run(tmp_path / "r")
    fault = caught.value.faults[0]
    assert fault.file.endswith("policy.yaml")
    assert fault.suggestion == "lottery"
    assert "cannot be read" not in str(caught.value)
