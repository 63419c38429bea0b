"""A run with groups in its folder: written, read back as it was, and older runs without."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pandas as pd
import pytest

from arrivals_town import arrivals_policy, arrivals_run, arrivals_town
from skolval.audit import audit
from skolval.domain.hosting import Hosting
from skolval.errors import InputError
from skolval.io.run_hosting import (
    groups_from,
    hosting_frames,
    hosting_from,
    hosts_table,
)
from skolval.io.run_problem_frames import problem_frames
from skolval.io.run_reading import read_run
from skolval.io.run_writing import write_run

TEXT = "policy: arrivals\nplaces: newly_arrived\nmechanism: hosted\ngoals: [travel]\n"


def in_folder(tmp_path, **columns):
    run = arrivals_run()
    policy = run.problem.policy.replace(text=TEXT)
    hosting = run.problem.hosting.replace(**columns)
    own = replace(run, problem=run.problem.replace(policy=policy, hosting=hosting))
    return write_run(tmp_path / "run", own)


def same(one, other):
    for field in fields(Hosting):
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        assert np.array_equal(mine, theirs), field.name


def test_the_hosting_and_the_groups_are_read_back_as_they_were(tmp_path):
    run = in_folder(tmp_path)
    back = read_run(run.folder)
    same(run.problem.hosting, back.problem.hosting)
    assert back.placement.groups.tolist() == run.placement.groups.tolist()
    assert back.placement.chosen.tolist() == run.placement.chosen.tolist()
    assert back.problem.policy.places == "newly_arrived"


def test_what_a_hosting_lacks_has_no_column(tmp_path):
    run = in_folder(tmp_path, seats=None, reception=None)
    back = read_run(run.folder).problem.hosting
    assert back.seats is back.reception is None
    assert not (run.folder / "problem" / "hosting_seats.parquet").exists()


def test_the_placement_tells_group_months_and_class_of_each_pupil(tmp_path):
    table = pd.read_csv(in_folder(tmp_path).folder / "placement.csv", dtype=str)
    rows = table.set_index("pupil_id")
    columns = ["group", "group_from", "group_to", "class_from", "group_months"]
    assert rows.loc["n1", columns].tolist() == ["1-3", "2026-08", "2027-01", "2026-10", "6"]
    assert rows.loc["n7", columns].tolist() == ["4-6", "2026-08", "2026-11", "2026-08", "9"]
    assert rows.loc["n6", columns].fillna("").tolist() == ["", "", "", "2026-10", "0"]


def test_the_hosts_file_tells_what_each_host_runs_and_costs(tmp_path):
    table = pd.read_csv(in_folder(tmp_path).folder / "hosts.csv")
    assert table["unit_id"].tolist() == list("AABCCD")
    assert table["groups"].tolist() == [1, 1, 1, 0, 1, 0]
    assert table["pupils"].tolist() == [2, 2, 1, 0, 1, 0]
    assert table["most_at_once"].tolist() == [1.6, 1.6, 0.8, 0.0, 0.8, 0.0]
    assert table["group_cost"].tolist() == [900_000, 900_000, 900_000, 0, 900_000, 0]


def test_a_run_without_groups_has_neither_file_nor_columns(tmp_path):
    run = arrivals_run()
    plain = replace(
        run,
        problem=run.problem.replace(
            hosting=None, policy=arrivals_policy().replace(text="mechanism: nearest_school\n"
                                                           "criteria: [lottery]\n", places="pupils")),
        placement=run.placement.replace(groups=None),
    )  # fmt: skip
    folder = write_run(tmp_path / "run", plain).folder
    assert not (folder / "hosts.csv").exists()
    assert "group" not in pd.read_csv(folder / "placement.csv")
    assert read_run(folder).problem.hosting is None
    assert hosting_frames(None) == {}
    assert hosts_table(plain.problem, plain.placement).empty


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("host_unit", 99, "unit of hosts"),
        ("host_kind", 2, "kind of hosts"),
        ("party_language", 7, "language of parties"),
        ("option_host", 6, "host of options"),
        ("kept", 500, "kept of parties"),
    ],
)
def test_numbers_that_point_outside_are_refused(tmp_path, name, value, words):
    column = np.array(getattr(arrivals_run().problem.hosting, name))
    column[0] = value
    hosting = arrivals_run().problem.hosting.replace(**{name: column})
    problem = arrivals_run().problem
    with pytest.raises(ValueError, match=words):
        hosting_from(hosting_frames(hosting), problem)


def test_tables_of_other_lengths_are_refused():
    problem = arrivals_run().problem
    frames = hosting_frames(problem.hosting)
    with pytest.raises(ValueError, match="other rows"):
        hosting_from({**frames, "hosting_options": frames["hosting_options"].iloc[1:]}, problem)
    with pytest.raises(ValueError, match="other rows than the offerings"):
        hosting_from({**frames, "hosting_seats": frames["hosting_seats"].iloc[1:]}, problem)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"first_month": "x"}, "no month"),
        ({"first_month": "2026-13"}, "no month"),
        ({"months": 0}, "no month"),
        ({"months": 7}, "other months"),
    ],
)
def test_a_plan_without_its_months_is_refused(changes, words):
    problem = arrivals_run().problem
    frames = hosting_frames(problem.hosting)
    plan = frames["hosting_plan"].assign(**changes)
    with pytest.raises(ValueError, match=words):
        hosting_from({**frames, "hosting_plan": plan}, problem)


def test_groups_of_other_hosts_make_the_run_unreadable(tmp_path):
    folder = in_folder(tmp_path).folder
    table = pd.read_csv(folder / "hosts.csv")
    table.iloc[1:].to_csv(folder / "hosts.csv", index=False)
    with pytest.raises(InputError, match=r"hosts\.csv"):
        read_run(folder)
    assert not audit(folder).ok
    run = arrivals_run()
    with pytest.raises(ValueError, match=r"hosts\.csv"):
        groups_from(table.iloc[1:], run.problem.replace(hosting=None))


def test_a_hidden_group_is_found_when_the_instance_is_at_hand(tmp_path):
    """The clock of a pupil is put back in problem/: only the instance tells that it is not so."""
    town = arrivals_town()
    run = in_folder(tmp_path)
    sound = audit(run.folder, instance=town)
    assert next(c for c in sound.certificate["claims"] if c["claim"] == "instance")["ok"]
    clock = run.problem.hosting.clock * 0
    forged = replace(
        run, problem=run.problem.replace(hosting=run.problem.hosting.replace(clock=clock)),
        folder=None,
    )  # fmt: skip
    found = {c["claim"]: c for c in audit(forged, instance=town).certificate["claims"]}
    assert found["preparatory_clock"]["ok"]
    assert not found["instance"]["ok"]
    assert "hosting_parties" in found["instance"]["example"]


def test_a_file_of_another_decision_may_come_and_go():
    from skolval.io.placed_files import reads

    own, plain = arrivals_policy(), arrivals_policy().replace(places="pupils")
    assert reads(own, "hosts.csv")
    assert not reads(plain, "nyanlända.csv")
    assert not reads(own, "programmes.csv")
    assert reads(plain.replace(places="introduction"), "programmes.csv")
    assert not reads(plain, "services.parquet")
    assert reads(plain, "pupils.csv")
    assert reads(plain, "instance.yaml")
    assert "hosting_plan" in problem_frames(arrivals_run().problem)
