"""What the law says of preparatory classes: each lever of a policy with its status."""

from __future__ import annotations

import pytest

from skolval.domain.hosting import HostingRule
from skolval.law import legal_report
from skolval.law.library import lever, recognise
from skolval.law.words import lever_words
from towns import policy, step


def lines(rule=None, **more):
    own = policy("nearest_school", places="newly_arrived", hosting=rule, **more)
    found = legal_report(own).lines
    return {line.name: line for line in found if line.name.startswith("preparatory")}


def test_where_preparatory_classes_are_is_the_municipality_s_to_say():
    found = lines()
    assert {name: line.status for name, line in found.items()} == {
        "preparatory_hosts": "lawful", "preparatory_wishes": "conditional",
    }  # fmt: skip
    assert found["preparatory_wishes"].condition


def test_whoever_lets_wishes_decide_first_needs_no_condition():
    assert "preparatory_wishes" not in lines(goals=(step("goal", "choice_rank"),))


@pytest.mark.parametrize(
    ("rule", "name", "status"),
    [
        ({"min_hosts": 9}, "preparatory_spread", "lawful"),
        ({"top_units": 3, "top_share": 400}, "preparatory_spread", "lawful"),
        ({"languages": "required"}, "preparatory_language", "conditional"),
        ({"keep": False}, "preparatory_moves", "conditional"),
        ({"recent_share": 200}, "preparatory_share", "what_if"),
        ({"months_most": 25}, "preparatory_over_two_years", "forbidden"),
        ({"regular_within": 3}, "preparatory_late_class", "forbidden"),
    ],
)
def test_every_lever_has_its_status_its_citation_and_its_words(rule, name, status):
    line = lines(HostingRule(**rule))[name]
    assert (line.status, bool(line.citation)) == (status, True)
    assert lever(name).reason == line.reason
    assert lever_words(line) != name


def test_other_policies_pull_none_of_them():
    assert not [line for line in legal_report(policy()).lines if "preparatory" in line.name]


@pytest.mark.parametrize(
    ("called", "name"),
    [
        ("förberedelseklasser", "preparatory_hosts"),
        ("spridning av nyanlända", "preparatory_spread"),
        ("tak för nyanlända", "preparatory_share"),
    ],
)
def test_they_are_recognised_by_what_officials_call_them(called, name):
    assert recognise(called).name == name
