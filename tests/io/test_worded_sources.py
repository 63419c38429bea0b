"""Who says so is told in the reader's language: sources of policies, limits and prices."""

from __future__ import annotations

import re

import pytest

from skolval.domain.language import worded
from skolval.io.policy import check_policy, policy_templates, read_policy
from skolval.io.school_transport import (
    costs_of,
    costs_plain,
    rules_of,
    rules_plain,
    transport_table,
    transport_tables,
)
from skolval.io.school_transport_keys import CostsPart, RulesPart

OWN_WORDS = re.compile(
    r"\b(the|of|and|own|rules?|with|from|on|och|av|från|efter|regler|eget|hos|för|enligt)\b",
    re.IGNORECASE,
)
OLD = "policy: own\nmechanism: deferred_acceptance\ncriteria: [lottery]\n"


def own(tmp_path, text):
    path = tmp_path / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return check_policy(path)


def sources():
    for name in policy_templates():
        policy = read_policy(name)
        yield pytest.param(policy.source, id=name)
        costs = policy.transport_costs
        for mode in () if costs is None else costs.told():
            yield pytest.param(getattr(costs, mode).source, id=f"{name} {mode}")
    for name in transport_tables():
        yield pytest.param(transport_table(name).source, id=f"limits {name}")


@pytest.mark.parametrize("source", list(sources()))
def test_a_shipped_source_is_a_bare_name_or_told_in_both_languages(source):
    if isinstance(source, str):
        assert not OWN_WORDS.search(source)
    else:
        assert set(source) == {"sv", "en"}
        assert source["sv"] != source["en"]


def test_a_policy_cites_in_the_language_of_the_reader(tmp_path):
    policy, faults = own(tmp_path, OLD + "source: {sv: nämndens beslut, en: the board}\n")
    assert not faults
    assert policy.cited("sv") == "nämndens beslut"
    assert policy.cited("en") == "the board"


def test_a_source_in_one_language_is_cited_in_it_to_all(tmp_path):
    policy, _faults = own(tmp_path, OLD + "source: {sv: nämndens beslut}\n")
    assert policy.cited("en") == "nämndens beslut"


@pytest.mark.parametrize(
    ("line", "cited"),
    [("source: nämnden 2024\n", "nämnden 2024"), ("source: {}\n", ""), ("", "")],
)
def test_a_file_with_one_text_reads_as_it_always_did(tmp_path, line, cited):
    policy, faults = own(tmp_path, OLD + line)
    assert not faults
    assert policy.cited("sv") == policy.cited("en") == cited
    assert policy.text == OLD + line


def test_a_folded_source_has_no_marks_of_its_folds(tmp_path):
    policy, _faults = own(tmp_path, OLD + "source:\n  sv: >-\n    first\n    second\n")
    assert policy.cited("sv") == "first second"


def test_a_source_in_a_third_language_is_refused(tmp_path):
    policy, faults = own(tmp_path, OLD + "source: {fi: päätös}\n")
    assert policy is None
    assert [fault.row for fault in faults] == [4]
    assert "fi" in faults[0].message


PRICE = {"low": 1, "high": 2, "source": {"sv": "en offert", "en": "a tender"}}


def test_a_price_keeps_its_two_sources_when_written_and_read():
    costs = costs_of(CostsPart.model_validate({"card": PRICE}))
    assert worded(costs.card.source, "sv") == "en offert"
    assert costs_plain(costs)["card"] == PRICE
    assert costs_of(CostsPart.model_validate(costs_plain(costs))) == costs


def test_limits_keep_their_two_sources_when_written_and_read():
    rules = transport_table("uppsala")
    plain = rules_plain(rules)
    assert set(plain["source"]) == {"sv", "en"}
    again = rules_of(RulesPart.model_validate(plain), "uppsala")
    assert again == rules
    assert again.source == rules.source


@pytest.mark.parametrize("source", ["{}", "{sv: ''}", "''"])
def test_a_price_that_nobody_says_is_refused(tmp_path, source):
    line = f"transport_costs: {{card: {{low: 1, high: 2, source: {source}}}}}\n"
    policy, faults = own(tmp_path, OLD + line)
    assert policy is None
    assert [(fault.row, fault.column) for fault in faults] == [(4, "transport_costs.card.source")]


def test_the_same_price_told_by_another_is_the_same_price():
    told = costs_of(CostsPart.model_validate({"card": PRICE}))
    assert costs_of(CostsPart.model_validate({"card": PRICE | {"source": "x"}})) == told
