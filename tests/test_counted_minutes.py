"""Which minutes count: a policy by timetable places, limits, tells and audits by them."""

from __future__ import annotations

import numpy as np
import pytest
from tests.travel.test_transit import SchoolDay

from skolval.audit import audit
from skolval.domain.travel import NO_JOURNEY
from skolval.errors import InputError
from skolval.io.instance import read_instance
from skolval.io.policy import check_policy, read_policy
from skolval.place import place, problem_of
from skolval.registry import load
from skolval.runs import make_run, make_runs
from towns import frame, town

POLICY = """\
policy: {name}
mechanism: optimal
minutes: {minutes}
rules:
  - capacity
  - everyone_placed
{rules}goals:
  - travel_minutes
"""


def valley():
    """Two homes; the town's unit T is 6 km off by a bus in time, the forest's unit F 4 km off.

    No bus goes to the forest before the bell, so by timetable it cannot be reached at all.
    """
    instance = town(
        [{"unit_id": "T", "name": "T", "x": 6_000.0, "y": 0.0},
         {"unit_id": "F", "name": "F", "x": 0.0, "y": 4_000.0}],
        [{"offering_id": f"{u}-F", "unit_id": u, "grade": "F", "seats": 2} for u in "TF"],
        [{"pupil_id": p, "grade": "F", "x": 0.0, "y": y, "low_education": 0}
         for p, y in (("a", 0.0), ("b", 100.0))],
        detour_factor=1.0,
        name="valley",
    )  # fmt: skip
    return instance.replace(
        school_day=SchoolDay(starts="08:00", margin=5),
        stops=frame("stops", [{"stop_id": "v", "x": 0.0, "y": 0.0}, {"stop_id": "t", "x": 6_000.0, "y": 0.0}]),
        lines=frame("lines", [
            {"line_id": "1", "order": 1, "stop_id": "v", "minute": 0.0, "direction": "in"},
            {"line_id": "1", "order": 2, "stop_id": "t", "minute": 12.0, "direction": "in"},
        ]),
        departures=frame("departures", [
            {"trip_id": "a", "line_id": "1", "direction": "in", "departure": "07:40", "kind": "public"},
        ]),
    )  # fmt: skip


@pytest.fixture
def policy(tmp_path):
    def made(minutes, rules=""):
        path = tmp_path / f"{minutes}.yaml"
        path.write_text(POLICY.format(name=minutes, minutes=minutes, rules=rules), encoding="utf-8")
        return read_policy(path)

    return made


def units_of(instance, rules):
    problem = problem_of(instance, rules)
    placement = place(problem)
    return problem.unit_ids[problem.unit_of_option()[placement.chosen]].tolist()


def test_on_foot_the_forest_is_nearer_and_by_timetable_only_the_town_is_reached(policy):
    instance = valley()
    assert units_of(instance, policy("walking")) == ["F", "F"]
    assert units_of(instance, policy("public_transport")) == ["T", "T"]
    assert units_of(instance, policy("fastest")) == ["T", "T"]


def test_options_hold_the_minutes_that_count_and_the_metres_of_the_way_on_foot(policy):
    instance = valley()
    by_bus = problem_of(instance, policy("public_transport"))
    told = {
        (str(by_bus.parties.ids[p]), str(by_bus.offerings.ids[o])): (int(m), int(t))
        for p, o, m, t in zip(by_bus.options.party, by_bus.options.offering,
                              by_bus.options.metres, by_bus.options.minutes, strict=True)
    }  # fmt: skip
    assert told["a", "T-F"] == (6_000, 15)
    assert told["a", "F-F"] == (4_000, NO_JOURNEY)
    assert told["b", "T-F"] == (6_001, 17)  # 100 m to the stop: 72 s
    assert any("no journey by the timetable" in warning for warning in by_bus.warnings)


def test_a_limit_in_minutes_refuses_what_no_journey_reaches(policy):
    limit = "  - travel_limit: {minutes: 60}\n"
    problem = problem_of(valley(), policy("public_transport", limit))
    rule = load("rule", "travel_limit")
    params = next(step.params for step in problem.policy.rules if step.name == "travel_limit")
    to_forest = np.flatnonzero(problem.unit_ids[problem.unit_of_option()] == "F")
    found = rule.breaches(problem, to_forest, params)
    assert [breach.excess for breach in found] == [NO_JOURNEY - 60] * 2
    assert "has no journey to the unit before the bell" in found[0].message


def test_the_audit_makes_the_minutes_again_from_the_files(policy, tmp_path):
    instance = valley()
    folder = make_run(instance, policy("fastest"), tmp_path / "run").folder
    assert audit(folder, instance=instance).ok
    later = instance.replace(departures=instance.departures.assign(departure="07:30"))
    found = audit(folder, instance=later)
    assert any(
        "values of minutes are not those of the instance" in b.message for b in found.breaches
    )


def test_a_placement_table_leaves_the_minutes_empty_where_there_is_no_journey(policy, tmp_path):
    full = valley()
    full = full.replace(offerings=full.offerings.assign(seats=[1, 2]))
    run = make_run(full, policy("public_transport"), tmp_path / "run")
    table = run.table().set_index("unit_id")
    assert table.loc["F", "minutes"] is not None
    assert table["minutes"].isna().to_dict() == {"T": False, "F": True}
    assert audit(run.folder).ok


def test_several_policies_count_their_own_minutes_of_one_instance(policy, tmp_path):
    policies = [policy(name) for name in ("walking", "fastest", "public_transport")]
    runs = make_runs(valley(), policies, lambda rules: tmp_path / rules.name)
    minutes = [run.problem.options.minutes.min() for run in runs]
    assert minutes == [47, 15, 15]


def test_an_unknown_kind_of_minutes_is_refused_with_the_known_ones(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text("mechanism: deferred_acceptance\nminutes: bus\n", encoding="utf-8")
    _policy, faults = check_policy(path)
    fault = next(fault for fault in faults if fault.column == "minutes")
    assert "walking" in fault.message + fault.remedy


def test_a_policy_by_timetable_needs_one(policy):
    bare = valley()
    with pytest.raises(InputError, match="need a timetable"):
        problem_of(bare.replace(departures=frame("departures", [])), policy("fastest"))


@pytest.mark.parametrize("name", ["lillstad", "exempelstad"])
def test_the_shipped_towns_have_timetables_that_somebody_gains_by(instances, name, policy):
    instance = read_instance(instances / name)
    walking = problem_of(instance, policy("walking")).options.minutes
    fastest = problem_of(instance, policy("fastest")).options.minutes
    assert (fastest <= walking).all()
    assert (fastest < walking).sum() > 5
