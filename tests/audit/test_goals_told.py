"""The audit recomputes the value of every goal, also of goals weighed against each other."""

from __future__ import annotations

import json

import pytest

import runs
from runs import reseal, run_folder
from skolval.audit import audit

WEIGHED = runs.OPTIMAL.partition("goals:")[0] + (
    "goals:\n  - travel: {weight: 2}\n  - choice_rank: {weight: 300}\n  - units_open\n"
)


@pytest.fixture
def folder(tmp_path):
    return run_folder(tmp_path, WEIGHED)


def placement_of(folder):
    return json.loads((folder / "run.json").read_text("utf-8"))["placement"]


def claims(folder):
    found = audit(folder)
    return {claim["claim"]: claim for claim in found.certificate["claims"]}, found.breaches


def test_the_objective_is_the_weighted_sum_of_the_first_goals(folder):
    placement = placement_of(folder)
    travel, rank, _units = placement["details"]["goals"]
    assert placement["objective"] == 2 * travel["value"] + 300 * rank["value"]
    told, breaches = claims(folder)
    assert breaches == ()
    assert told["objective"]["ok"]
    assert (told["goals"]["checked"], told["goals"]["ok"]) == (3, True)


def test_a_weighted_objective_that_is_faked_is_told_with_both_goals(folder):
    reseal(folder, objective=17, bound=17.0)
    told, breaches = claims(folder)
    assert not told["objective"]["ok"]
    assert any("travel + choice_rank as 17" in breach.message for breach in breaches)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda goals: [{**goals[0], "value": 1}, *goals[1:]], "tells travel as 1"),
        (lambda goals: goals[:2], "tells – as –"),
        (lambda goals: [*goals, {"goal": "moves", "value": 0}], "tells moves as 0"),
        (lambda goals: ["travel", *goals[1:]], "but the data give"),
        (lambda _goals: "three", "tells – as –"),
    ],
)
def test_a_faked_value_of_a_goal_is_caught(folder, change, words):
    details = placement_of(folder)["details"]
    reseal(folder, details={**details, "goals": change(details["goals"])})
    told, breaches = claims(folder)
    assert not told["goals"]["ok"]
    assert any(words in breach.message for breach in breaches), breaches


def test_a_run_that_tells_no_values_of_goals_has_none_checked(folder):
    reseal(folder, details={})
    told, _breaches = claims(folder)
    assert "goals" not in told
