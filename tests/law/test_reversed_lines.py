"""An offered seat is lawful, one against the wish is not, and seats must be kept."""

from __future__ import annotations

import pytest

from bus_town import bus_policy
from skolval.domain.services import ReversedTransport
from skolval.law import condition_words, legal_report, lever_words
from skolval.law.reversed_transport import reversed_lines


@pytest.mark.parametrize(
    ("rule", "statuses"),
    [
        (None, {}),
        (ReversedTransport(), {"reversed_transport": "lawful", "declined_seats": "conditional"}),
        (ReversedTransport(hold="all"), {"reversed_transport": "lawful"}),
        (ReversedTransport(participation="what_if"), {"reversed_transport": "what_if"}),
    ],
)
def test_what_the_law_says_of_services_outwards(rule, statuses):
    policy = bus_policy(rule)
    found = {name: legal.status for name, legal in reversed_lines(policy)}
    assert found == statuses
    lines = {line.name: line.status for line in legal_report(policy).lines}
    assert {name: lines[name] for name in statuses} == statuses


def test_the_lines_cite_where_it_stands():
    found = dict(reversed_lines(bus_policy(ReversedTransport())))
    assert "2020-12-07" in found["reversed_transport"].citation
    assert "10 kap. 30" in found["declined_seats"].citation


@pytest.mark.parametrize(("block", "own", "told"), [
    ("all", "expected", True), ("expected", "all", False)])  # fmt: skip
def test_a_rule_of_the_policys_own_goes_before_the_block(block, own, told):
    policy = bus_policy(ReversedTransport(hold=block), rules=(("declined_seats", {"hold": own}),))
    assert ("declined_seats" in dict(reversed_lines(policy))) == told


def test_a_reader_meets_no_names_of_files_and_no_empty_brackets():
    report = legal_report(bus_policy(ReversedTransport()))
    lines = {line.name: line for line in report.lines if line.kind == "policy"}
    assert lever_words(lines["reversed_transport"]) == "seats outwards"
    assert lever_words(lines["declined_seats"]) == "places kept for those who decline a seat"
    assert condition_words(lines["declined_seats"]) == "the municipality must show it"
    assert " and " not in lines["reversed_transport"].citation
