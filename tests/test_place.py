"""place and the making of runs: the gate of the law, guarantee schools, workers, groups."""

from __future__ import annotations

import json

import pytest

from commands import run as run_command
from skolval.domain.instance import Group
from skolval.domain.policy import SeatClass, Who
from skolval.errors import InputError, UnlawfulError, UsageError
from skolval.io.policy import read_policy
from skolval.io.run_reading import read_run
from skolval.place import place, problem_of
from skolval.registry import names
from skolval.runs import Terms, make_run, make_runs
from test_nantuna import table_of
from towns import nantuna, policy

FORBIDDEN = ("immediate_acceptance", "parallel_acceptance")
BOSTON = policy("immediate_acceptance", "relative_proximity", "lottery", name="boston")
LAWFUL = policy("deferred_acceptance", "relative_proximity", "lottery", name="lawful")


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_forbidden_mechanism_is_placed_only_as_a_simulation_that_says_so(name):
    rules = policy(name, "relative_proximity", "lottery")
    with pytest.raises(UnlawfulError, match="ÖKN 2017:132"):
        place(nantuna(), rules)
    placement = place(nantuna(), rules, simulate_unlawful=True)
    assert placement.simulated_unlawful
    assert placement.placed.all()


def test_a_lawful_placement_is_no_simulation_even_where_one_is_allowed():
    problem = problem_of(nantuna(), LAWFUL)
    assert not place(problem, simulate_unlawful=True).simulated_unlawful
    assert place(problem).chosen.tolist() == place(nantuna(), LAWFUL).chosen.tolist()


def test_an_instance_needs_a_policy_and_a_problem_can_take_another():
    with pytest.raises(UsageError, match="none was given"):
        place(nantuna())
    problem = problem_of(nantuna(), LAWFUL)
    assert place(problem, policy("nearest_school", "lottery")).mechanism == "nearest_school"


def test_a_policy_for_a_group_that_the_instance_lacks_is_refused():
    rules = LAWFUL.replace(seat_classes=(SeatClass("new", share=0.2, who=Who("newcomers")),))
    with pytest.raises(InputError, match="newcomers"):
        problem_of(nantuna(), rules)


def test_the_law_asks_of_what_kind_a_group_is():
    background = Group("home_language", "hemspråk", "home language", kind="background")
    instance = nantuna()
    instance = instance.replace(
        groups=(*instance.groups, background),
        pupils=instance.pupils.assign(home_language=0),
    )
    who = Who("home_language", basis="pupil")
    rules = LAWFUL.replace(seat_classes=(SeatClass("some", share=0.5, who=who),))
    with pytest.raises(UnlawfulError):
        place(instance, rules)
    problem = problem_of(instance, rules)
    with pytest.raises(UnlawfulError):
        place(problem)
    with pytest.raises(UnlawfulError):
        make_runs(instance, [rules], lambda _policy: None)


def test_guarantee_schools_send_everybody_near_home_where_static_references_did_not():
    instance = nantuna()
    rules = policy(
        "deferred_acceptance", ("relative_proximity", {"reference": "guarantee"}), "lottery",
        secured="guarantee",
    )  # fmt: skip
    problem = problem_of(instance, rules, travel=table_of(instance))
    placement = place(problem)
    units = problem.unit_ids[placement.unit(problem)]
    assert dict(zip(problem.parties.ids, units, strict=True)) == {"a": "N", "b": "U", "c": "S"}
    assert placement.metres(problem).sum() == 2950
    assert placement.metres(problem).max() == 1460


def test_nothing_is_written_when_one_of_the_policies_is_forbidden(tmp_path):
    folder_of = lambda told: tmp_path / told.name  # noqa: E731 - short
    with pytest.raises(UnlawfulError, match="boston"):
        make_runs(nantuna(), [LAWFUL, BOSTON], folder_of)
    assert list(tmp_path.iterdir()) == []
    runs = make_runs(nantuna(), [LAWFUL, BOSTON], folder_of, terms=Terms(simulate_unlawful=True))
    told = [run.record["simulated_unlawful"] for run in runs]
    assert told == [False, True]
    assert [run.placement.simulated_unlawful for run in runs] == told


def test_a_simulation_is_still_told_when_the_run_is_read_again(tmp_path):
    made = make_run(
        nantuna(), read_policy("immediate_acceptance"), tmp_path / "run",
        terms=Terms(simulate_unlawful=True),
    )  # fmt: skip
    assert made.placement.simulated_unlawful
    assert read_run(tmp_path / "run").placement.simulated_unlawful


def test_the_command_line_says_what_is_forbidden_and_simulates_on_request(tmp_path):
    words = ["place", "lillstad", "--policy", "immediate_acceptance", "--no-report", "--out"]
    refused = run_command(*words, tmp_path / "a")
    assert refused.returncode == 6
    assert "ÖKN 2017:132" in refused.stderr
    assert "--simulate-unlawful" in refused.stderr
    assert not (tmp_path / "a").exists()
    done = run_command(*words, tmp_path / "b", "--simulate-unlawful")
    assert done.returncode == 0, done.stderr
    record = json.loads((tmp_path / "b" / "run.json").read_text(encoding="utf-8"))
    assert record["simulated_unlawful"] is True


@pytest.mark.slow
def test_every_mechanism_gives_the_same_bytes_on_one_and_two_workers(tmp_path):
    words = ["place", "lillstad", "--no-report", "--simulate-unlawful"]
    placing = [name for name in names("mechanism") if name != "hosted"]
    for name in placing:
        criteria = "" if name == "optimal" else "criteria: [sibling, relative_proximity, lottery]\n"
        path = tmp_path / f"{name}.yaml"
        path.write_text(f"mechanism: {name}\n{criteria}", encoding="utf-8")
        words += ["--policy", path]
    tables = []
    for workers in (1, 2):
        out = tmp_path / str(workers)
        done = run_command(*words, "--workers", workers, "--out", out)
        assert done.returncode == 0, done.stderr
        tables.append([(out / n / "placement.csv").read_bytes() for n in placing])
    assert tables[0] == tables[1]
