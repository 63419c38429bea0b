"""Every status, through solve(), place() and the command line with its exit code."""

from __future__ import annotations

import json

import pytest

from commands import run
from skolval.domain.placement import Status
from skolval.errors import InfeasibleError, TimeRanOutError
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.io.shipped import find_instance
from skolval.place import place, problem_of
from skolval.solver.solve import solve
from skolval.solver.system import Limits

POLICY = """policy: told
title: {{sv: "Sagd", en: "Told"}}
mechanism:
  optimal: {{{limits}}}
rules: [{rules}]
goals: [{goals}]
seed: "a"
options: {{nearest: 40}}
"""
PLACED = "everyone_placed, capacity"
CASES = {
    "optimal": ("gap: 0", PLACED, "travel", 0),
    "feasible": ("gap: 0, nodes: 1", PLACED, "imbalance", 0),
    "infeasible": ("gap: 0", f"{PLACED}, travel_limit: {{metres: 10}}", "travel", 3),
    "unknown": ("nodes: 1", f"{PLACED}, balance: {{at_most: 0.0015}}", "travel", 4),
}


@pytest.fixture(scope="module")
def lillstad():
    return read_instance(find_instance("lillstad"))


@pytest.fixture
def policy_file(tmp_path):
    def write(case):
        limits, rules, goals, _code = CASES[case]
        rules = rules.replace("travel_limit: {", "{travel_limit: {").replace("10}", "10}}")
        rules = rules.replace("balance: {", "{balance: {").replace("0.0015}", "0.0015}}")
        path = tmp_path / "told.yaml"
        path.write_text(POLICY.format(limits=limits, rules=rules, goals=goals), encoding="utf-8")
        return path

    return write


def by_solve(instance, policy):
    params = policy.mechanism.params
    limits = Limits(gap=params.gap, nodes=params.nodes, seconds=params.seconds)
    problem = problem_of(instance, policy)
    return solve(problem, rules=policy.rules, goals=policy.goals, limits=limits)


SURFACES = {"solve": by_solve, "place": lambda i, p: place(i, p, simulate_unlawful=True)}


@pytest.mark.parametrize("surface", sorted(SURFACES))
def test_optimal_means_that_the_bound_is_reached(surface, lillstad, policy_file):
    made = SURFACES[surface](lillstad, read_policy(policy_file("optimal")))
    assert made.status == Status.OPTIMAL
    assert made.gap == 0
    assert made.objective == made.bound


@pytest.mark.parametrize("surface", sorted(SURFACES))
def test_feasible_has_a_bound_below_and_the_gap_between(surface, lillstad, policy_file):
    made = SURFACES[surface](lillstad, read_policy(policy_file("feasible")))
    assert made.status == Status.FEASIBLE
    assert made.bound < made.objective
    assert made.gap == pytest.approx((made.objective - made.bound) / made.objective)
    assert made.details["reproducible"]
    assert not made.details["cancelled"]


@pytest.mark.parametrize("surface", sorted(SURFACES))
def test_infeasible_names_the_rules_that_clash(surface, lillstad, policy_file):
    with pytest.raises(InfeasibleError) as raised:
        SURFACES[surface](lillstad, read_policy(policy_file("infeasible")))
    assert "travel_limit" in {fault.rule for fault in raised.value.faults}


@pytest.mark.parametrize("surface", sorted(SURFACES))
def test_limits_that_ran_out_are_unknown_and_never_infeasible(surface, lillstad, policy_file):
    with pytest.raises(TimeRanOutError) as raised:
        SURFACES[surface](lillstad, read_policy(policy_file("unknown")))
    assert not isinstance(raised.value, InfeasibleError)
    assert "not known" in str(raised.value)


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_command_line_ends_with_the_status_s_own_code(case, policy_file, tmp_path):
    out = tmp_path / "run"
    words = ("place", "lillstad", "--policy", policy_file(case), "--out", out, "--no-report")
    done = run(*words, "--lang", "en", "--simulate-unlawful")
    assert done.returncode == CASES[case][-1], done.stderr
    if done.returncode == 0:
        record = json.loads((out / "run.json").read_text(encoding="utf-8"))["placement"]
        assert record["status"] == case
        assert all(goal["engine"] for goal in record["details"]["goals"])
    else:
        assert not out.exists()
        assert ("not known" in done.stderr) == (case == "unknown")
