"""A run with services outwards: its folder holds them, and is read back as it was."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

from bus_town import bus_town
from skolval.audit import audit
from skolval.domain.services import ReversedTransport
from skolval.errors import InputError
from skolval.io.honour import honour_rows
from skolval.io.policy import check_policy, read_policy
from skolval.io.run_reading import read_run
from skolval.io.run_services import modes_of, service_frames, services_from, services_table
from skolval.place import place, problem_of
from skolval.runs import make_run

POLICY = """\
mechanism: {optimal: {gap: 0}}
goals: [travel]
reversed_transport:
  budget: 300000
  kinds: [reverse_leg, chartered]
  take_up: {share: 900, per_minute: 5}
"""


@pytest.fixture(scope="module")
def town():
    return bus_town()


@pytest.fixture(scope="module")
def run(town, tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    (folder / "bus.yaml").write_text(POLICY, "utf-8")
    return make_run(town, read_policy(folder / "bus.yaml"), folder / "run")


def same(one, other):
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, f.name), getattr(other, f.name))
                   for f in dataclasses.fields(one))  # fmt: skip
    return np.array_equal(one, other)


def test_a_run_is_read_back_as_it_was(run):
    again = read_run(run.folder)
    assert (again.placement.chosen == run.placement.chosen).all()
    assert again.placement.runs.tolist() == run.placement.runs.tolist()
    assert same(again.problem.services, run.problem.services)
    assert (again.problem.options.mode == run.problem.options.mode).all()


def test_the_audit_holds_from_the_folder_and_from_the_instance(run, town):
    found = audit(run.folder, instance=town)
    assert found.ok, found.breaches
    assert {"service_rides", "service_seats", "declined_seats", "least_way"} <= {
        claim["claim"] for claim in found.certificate["claims"]
    }


def test_placement_csv_tells_the_seat_and_services_csv_what_is_run(run):
    table = pd.read_csv(run.folder / "placement.csv", dtype=str)
    rides = table.dropna(subset="service")
    assert len(rides) == 4
    assert set(rides["departs"]) <= {"07:20", "07:25"}
    assert set(rides["stop"]) == set(rides["home_stop"]) == {"torg"}
    assert set(rides["returns"]) <= {"15:05", "15:10"}
    services = pd.read_csv(run.folder / "services.csv")
    assert services["service_id"].tolist() == ["A", "B"]
    assert services["pupils"].tolist() == [1, 3]
    assert services["run"].tolist() == [True, True]
    assert services["vehicles"].tolist() == [0, 1]
    assert services["cost"].tolist() == [0, 200_000]
    assert services["fullest_morning"].tolist() == services["seats"].tolist() == [1, 3]
    assert services["expected"].tolist() == [1, 2]


def test_a_run_without_services_has_no_such_files(town, tmp_path):
    (tmp_path / "plain.yaml").write_text("mechanism: optimal\n", "utf-8")
    run = make_run(town, read_policy(tmp_path / "plain.yaml"), tmp_path / "run")
    files = {path.name for path in run.folder.rglob("*")}
    assert not files & {"services.csv", "rides.parquet", "services.parquet"}
    assert "service" not in pd.read_csv(run.folder / "placement.csv")
    assert services_table(run.problem, run.placement).empty


def _forged(run, folder, name, change):
    """Copy a run and change one table of its problem."""
    copy = folder / "copy"
    for path in sorted(run.folder.rglob("*")):
        target = copy / path.relative_to(run.folder)
        if path.is_dir():
            target.mkdir(parents=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    path = copy / name
    frame = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    frame = change(frame)
    if path.suffix == ".parquet":
        frame.to_parquet(path, index=False)
    else:
        frame.to_csv(path, index=False)
    return copy


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("problem/services.parquet", lambda f: f.assign(kind=9)),
        ("problem/service_calls.parquet", lambda f: f.assign(stop=99)),
        ("problem/service_calls.parquet", lambda f: f.iloc[::-1]),
        ("problem/service_calls.parquet", lambda f: f.drop(columns="seats")),
        ("problem/rides.parquet", lambda f: f.assign(board=-1)),
        ("problem/rides.parquet", lambda f: f.assign(alight=99)),
        ("problem/rides.parquet", lambda f: f.assign(fallback=99)),
        ("problem/rides.parquet", lambda f: f.assign(take_up=-2)),
        ("problem/rides.parquet", lambda f: f.iloc[1:]),
        ("problem/service_bells.parquet", lambda f: f.iloc[1:]),
        ("services.csv", lambda f: f.iloc[::-1]),
        ("placement.parquet", lambda f: f.assign(service="Z")),
        ("placement.parquet", lambda f: f.drop(columns="service")),
    ],
)  # fmt: skip
def test_tables_that_do_not_fit_together_are_one_clear_error(run, tmp_path, name, change):
    with pytest.raises(InputError, match="run folder cannot be read"):
        read_run(_forged(run, tmp_path, name, change))


def test_the_policy_block_is_read_as_it_stands(run):
    rule = run.problem.policy.reversed_transport
    assert rule.budget == 300_000
    assert rule.kinds == ("reverse_leg", "chartered")
    assert (rule.take_up.share, rule.take_up.per_minute, rule.participation) == (
        900,
        5,
        "voluntary",
    )
    assert rule.walk_metres == ReversedTransport().walk_metres


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("mechanism: optimal\nreversed_transport: {kinds: [tram]}\n", "kinds", "tram"),
        ("mechanism: optimal\nreversed_transport: {kinds: []}\n", "kinds", "kinds"),
        ("mechanism: optimal\nreversed_transport: {budget: -1}\n", "budget", "at least 0"),
        ("mechanism: optimal\nreversed_transport: {bugdet: 1}\n", "", "no key called 'bugdet'"),
        ("mechanism: optimal\nreversed_transport: {participation: forced}\n", "participation",
         "forced"),
        ("mechanism: optimal\nreversed_transport: {take_up: {share: 1001}}\n", "share", "1000"),
        ("mechanism: optimal\nreversed_transport: {take_up: {least: 900, most: 100}}\n",
         "reversed_transport", "least take-up 900"),
        ("mechanism: nearest_school\nreversed_transport: {}\n", "reversed_transport",
         "cannot choose between services"),
        ("mechanism: optimal\nparties: areas\nreversed_transport: {}\n", "reversed_transport",
         "offered to single pupils"),
    ],
)  # fmt: skip
def test_a_broken_block_is_told_with_its_line(tmp_path, text, column, message):
    (tmp_path / "p.yaml").write_text(text, "utf-8")
    policy, faults = check_policy(tmp_path / "p.yaml")
    assert policy is None
    told = [f for f in faults if message in f.message + f.remedy]
    assert told, faults
    assert any(column in f.column and f.row for f in told)


def test_a_published_seat_is_kept_where_the_bus_still_goes(run, town):
    problem = problem_of(town, run.problem.policy)
    rows = honour_rows(problem, run)
    assert rows.tolist() == run.placement.chosen.tolist()
    without = problem_of(town, run.problem.policy.replace(reversed_transport=None))
    own = honour_rows(without, run)
    assert (without.options.mode[own] == 0).all()
    assert without.options.offering[own].tolist() == problem.options.offering[rows].tolist()
    kept = place(problem.replace(honour=rows), simulate_unlawful=True)
    assert (kept.chosen == rows).all()
    assert kept.runs.tolist() == [True, True]


def test_a_published_run_of_other_pupils_cannot_be_honoured(run, town):
    others = town.replace(pupils=town.pupils.assign(pupil_id="o" + town.pupils["pupil_id"]))
    problem = problem_of(others, run.problem.policy)
    with pytest.raises(InputError, match="Nobody who was placed in the published run"):
        honour_rows(problem, run)


@pytest.mark.parametrize("column", ["pupils", "expected", "vehicles", "cost", "pupil_cost"])
def test_a_forged_number_in_services_csv_is_caught_by_its_own_claim(run, tmp_path, column):
    copy = _forged(run, tmp_path, "services.csv", lambda f: f.assign(**{column: f[column] + 1}))
    found = audit(copy)
    claims = {claim["claim"] for claim in found.certificate["claims"] if not claim["ok"]}
    assert "services_told" in claims
    assert not {name for name in claims if name.startswith("service_")}


def test_services_that_nobody_rides_on_yet_have_tables_too(run, town):
    bare = run.problem.services.replace(rides=None)
    frames = service_frames(bare)
    assert frames["rides"].empty
    assert len(frames["services"]) == 2
    assert service_frames(None) == {}
    plain = problem_of(town, run.problem.policy.replace(reversed_transport=None))
    assert services_from({}, plain) is None
    assert modes_of(run.table(), plain).tolist() == [0] * 6


def test_a_folder_without_ways_is_an_older_run(run):
    frames = service_frames(run.problem.services)
    older = {name: frame for name, frame in frames.items() if name != "service_ways"}
    assert services_from(older, run.problem).ways is None


def test_ways_to_a_stop_that_is_none_are_refused(run):
    frames = service_frames(run.problem.services)
    ways = frames["service_ways"].assign(end=99)
    with pytest.raises(ValueError, match="end of services"):
        services_from(frames | {"service_ways": ways}, run.problem)
