"""Goals and rules that would count nothing in their policy are refused, each with its line."""

from __future__ import annotations

import pytest

from skolval.io.policy import check_policy, policy_templates

HOSTED = "places: newly_arrived\nmechanism: hosted\n"
OPTIMAL = "mechanism: optimal\n"


@pytest.fixture
def told(tmp_path):
    def told(text):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        found, faults = check_policy(path)
        assert (found is None) == bool(faults)
        return [(fault.row, fault.value, fault.rule) for fault in faults]

    return told


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (OPTIMAL + "goals:\n  - travel\n  - hosting_cost\n", (4, "hosting_cost", "idle")),
        (OPTIMAL + "goals: [host_spread]\n", (2, "host_spread", "idle")),
        (OPTIMAL + "goals: [coreading]\n", (2, "coreading", "idle")),
        (OPTIMAL + "goals: [outward_riders]\n", (2, "outward_riders", "idle")),
        (OPTIMAL + "rules: [capacity, service_seats]\n", (2, "service_seats", "idle")),
        (HOSTED + "goals: [travel, service_cost]\n", (3, "service_cost", "idle")),
        (HOSTED + "goals: [travel, qualified_teachers]\n", (3, "qualified_teachers", "idle")),
        (HOSTED, (2, "", "goals")),
        (HOSTED + "goals: []\n", (3, "", "goals")),
    ],
)
def test_what_would_count_nothing_is_told_with_its_line(told, text, fault):
    assert told(text) == [fault]


@pytest.mark.parametrize(
    "text",
    [
        HOSTED + "goals: [travel, host_spread, host_language, groups_open]\n",
        "places: introduction\nmechanism: hosted\ngoals: [coreading, qualified_teachers, moves]\n",
        OPTIMAL + "goals: [outward_riders]\nrules: [service_seats]\nreversed_transport: {}\n",
        OPTIMAL + "goals: [moves, travel]\n",
    ],
)
def test_what_counts_is_accepted(told, text):
    assert told(text) == []


@pytest.mark.parametrize(
    ("key", "value"), [("take_up", "{}"), ("take_up", "{share: 500}"), ("hold", "all")]
)
def test_how_many_accept_is_refused_where_nobody_is_asked(tmp_path, key, value):
    path, block = tmp_path / "own.yaml", f"  budget: 1\n  {key}: {value}\n"
    whole = OPTIMAL + "reversed_transport:\n  participation: what_if\n" + block
    path.write_text(whole, encoding="utf-8")
    found, (fault,) = check_policy(path)
    assert found is None
    where = f"reversed_transport.{key}"
    assert (fault.row, fault.column, fault.rule) == (5, where, "idle")
    assert fault.message == f"{key} counts nothing where everybody is taken to ride."
    assert fault.remedy == "Take it away, or write `participation: voluntary`."
    path.write_text(whole.replace("what_if", "voluntary"), encoding="utf-8")
    assert check_policy(path)[1] == ()


def test_no_shipped_policy_has_a_goal_that_counts_nothing():
    assert [name for name in policy_templates() if check_policy(name)[1]] == []
