"""What the law says of a policy's introduction programmes, and by what names it is known."""

from __future__ import annotations

import pytest

from gymnasium_town import introduction_policy
from skolval.law import legal_report, lever_words, recognise
from towns import policy


def statuses(asked):
    return {
        line.name: (line.status, line.citation)
        for line in legal_report(asked).lines
        if line.name.startswith("introduction")
    }


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (
            introduction_policy(),
            {"introduction_hosts": "lawful", "introduction_agreement": "lawful"},
        ),
        (
            introduction_policy(independent="all"),
            {"introduction_hosts": "lawful", "introduction_all_independent": "conditional"},
        ),
        (introduction_policy(independent="none"), {"introduction_hosts": "lawful"}),
        (
            introduction_policy(independent="none", orientations=1),
            {"introduction_hosts": "lawful", "introduction_few_orientations": "conditional"},
        ),
        (policy("nearest_school"), {}),
    ],
)
def test_what_a_policy_decides_has_its_status_and_paragraph(asked, told):
    found = statuses(asked)
    assert {name: status for name, (status, _cited) in found.items()} == told
    assert all("17 kap." in cited for _status, cited in found.values())


def test_a_condition_is_told_and_every_line_has_words():
    lines = legal_report(introduction_policy(independent="all", orientations=0)).lines
    mine = [line for line in lines if line.name.startswith("introduction")]
    assert all(line.condition for line in mine if line.status == "conditional")
    assert all("_" not in lever_words(line) for line in mine)


@pytest.mark.parametrize(
    ("name", "lever"),
    [
        ("introduction_programmes", "introduction_hosts"),
        ("Introduktionsprogram", "introduction_hosts"),
        ("språkintroduktion", "introduction_hosts"),
        ("IM avtal", "introduction_agreement"),
        ("imv_orientations", "introduction_few_orientations"),
        ("introduction_all_independent", "introduction_all_independent"),
    ],
)
def test_researchers_names_are_recognised(name, lever):
    assert recognise(name).name == lever
