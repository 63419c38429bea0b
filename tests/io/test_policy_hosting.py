"""The keys `places` and `hosting` of a policy: what they mean, and every way to get them wrong."""

from __future__ import annotations

import pytest

from arrivals_town import arrivals_town
from skolval.domain.hosting import HostingRule
from skolval.io.policy import check_policy
from skolval.io.policy_hosting import listed_faults
from towns import policy

HEAD = "policy: own\nplaces: newly_arrived\nmechanism: hosted\ngoals: [travel]\n"


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return check_policy(path)

    return read


def test_shares_are_written_as_shares_and_kept_in_permille(read):
    found, faults = read(
        HEAD + "hosting: {units: reception, min_hosts: 12, top_units: 3, top_share: 0.333,"
        " recent_share: 0.25, languages: required, least_size: 4, most_size: 12, months: 18,"
        " first_month: 2026-08, groups_most: 50, keep: false}\n"
    )
    assert faults == ()
    assert found.places == "newly_arrived"
    assert found.hosting == HostingRule(
        units="reception", min_hosts=12, top_units=3, top_share=333, recent_share=250,
        languages="required", least_size=4, most_size=12, months=18, first_month="2026-08",
        groups_most=50, keep=False,
    )  # fmt: skip


@pytest.mark.parametrize("key", ["top_share", "recent_share"])
@pytest.mark.parametrize("share", ["0", "0.0004", "-0.2", "1.01"])
def test_a_share_that_no_unit_can_hold_is_refused_with_the_rule_and_what_to_write(read, key, share):
    more = ", top_units: 3" if key == "top_share" else ""
    found, (fault,) = read(HEAD + f"hosting: {{{key}: {share}{more}}}\n")
    assert found is None
    assert fault.column == f"hosting.{key}"
    assert fault.message == f"{key}: {share} is not from 0.001 to 1, as a share must be."
    assert fault.remedy == "Write a share, for example 0.4, or take the key away."


def test_without_the_keys_a_policy_places_pupils_in_no_groups(read):
    found, _faults = read("policy: own\nmechanism: nearest_school\ncriteria: [lottery]\n")
    assert (found.places, found.hosting) == ("pupils", None)


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (HEAD + "hosting: {unit: any}\n", 5, "hosting.unit"),
        (HEAD + "hosting:\n  top_share: 1.5\n  top_units: 2\n", 6, "hosting.top_share"),
        (HEAD + "hosting: {units: nearest}\n", 5, "hosting.units"),
        (HEAD + "hosting: {first_month: August}\n", 5, "hosting.first_month"),
        (HEAD + "hosting:\n  units: listed\n", 6, "hosting.units"),
        (HEAD + "hosting:\n  listed: [A]\n", 6, "hosting.listed"),
        (HEAD + "hosting:\n  top_units: 3\n", 6, "hosting.top_units"),
        (HEAD + "hosting:\n  top_share: 0.3\n", 6, "hosting.top_share"),
        (HEAD + "hosting:\n  least_size: 9\n  most_size: 4\n", 6, "hosting.least_size"),
        (HEAD + "hosting:\n  groups_most: 3\n  min_hosts: 4\n", 7, "hosting.min_hosts"),
        ("mechanism: nearest_school\nhosting: {months: 12}\n", 2, "hosting"),
        ("mechanism: nearest_school\nplaces: newly_arrived\n", 2, "places"),
        ("mechanism: hosted\ngoals: [travel]\n", 1, "mechanism"),
        (HEAD.replace("newly_arrived", "new_arrived"), 2, "places"),
    ],
)
def test_what_does_not_fit_is_told_with_its_line(read, text, row, column):
    found, faults = read(text)
    assert found is None
    assert (row, column) in {(fault.row, fault.column) for fault in faults}
    assert all("pydantic" not in fault.message for fault in faults)


def test_a_misspelt_key_is_answered_with_the_right_one(read):
    _found, faults = read(HEAD + "hosting: {min_host: 3}\n")
    assert faults[0].suggestion == "min_hosts"


def test_listed_units_must_be_hosts_of_the_instance():
    rule = HostingRule(units="listed", listed=("A", "Bb"))
    own = policy("nearest_school", places="newly_arrived", hosting=rule)
    (fault,) = listed_faults(own, arrivals_town(), "own.yaml")
    assert (fault.value, fault.suggestion) == ("Bb", "B")
    assert [*listed_faults(own.replace(hosting=None), arrivals_town(), "own.yaml")] == []


@pytest.mark.parametrize(
    ("rule", "column"),
    [
        (HostingRule(first_month="2062-08"), "hosting.first_month"),
        (HostingRule(first_month="0000-01"), "hosting.first_month"),
        (HostingRule(months=3), "arrival"),
    ],
)
def test_a_plan_that_misses_the_pupils_is_told_when_the_policy_is_checked(rule, column):
    own = policy(mechanism="hosted", places="newly_arrived", hosting=rule)
    assert [fault.column for fault in listed_faults(own, arrivals_town(), "own.yaml")] == [column]


def test_a_policy_of_introduction_programmes_needs_their_tables():
    own = policy(mechanism="hosted", places="introduction")
    told = [fault.file for fault in listed_faults(own, arrivals_town(), "own.yaml")]
    assert told == ["programmes.csv", "introduction_pupils.csv"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hosting: {first_month: 2026-13}", "write year and month, for example 2026-08"),
        ("hosting: {units: listed, listed: [11110001]}", 'in quotation marks: "11110001"'),
        ("reversed_transport: {kinds: []}", "Write at least one"),
        ("reversed_transport: {grades: [1]}", 'in quotation marks: "1"'),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(read, text, told):
    policy, faults = read(HEAD + text + "\n")
    assert policy is None
    assert [told in f"{fault.message} {fault.remedy}" for fault in faults] == [True]
    assert "String should" not in str(faults)
    assert "Tuple" not in str(faults)


def test_a_list_of_unknown_words_is_not_also_told_to_be_empty(read):
    _policy, faults = read(HEAD + "reversed_transport: {kinds: [bus]}\n")
    assert [fault.value for fault in faults] == ["bus"]
