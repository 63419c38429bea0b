"""The front's page for anybody: rounded, with no sums; the office's page says that it is one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from conftest import ROOT
from skolval.frontier import Terms, frontier
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.report.front_now import told_of
from skolval.report.front_tables import rule_named
from skolval.report.front_words import front_sentences
from skolval.report.frontier import frontier_page, write_page
from skolval.report.words import Words


@pytest.fixture(scope="module")
def found():
    town = read_instance(ROOT / "instances" / "lillstad")
    return frontier(town, read_policy("balanced"), Terms(points=2, plans=0, best=0, prices=False))


def test_the_page_for_anybody_tells_no_sum_of_metres(found, tmp_path):
    page = write_page(found, tmp_path / "front.html", lang="en", audience="public").read_text()
    inside = frontier_page(found, lang="en")
    assert "This page is for the office" in inside
    assert "This page is for the office" not in page
    assert "--audience" not in inside + page
    text = re.sub(r"\D", "", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    for row in found.points:
        assert str(row["travel"]) in re.sub(r"\D", "", inside)
        assert str(row["travel"]) not in text


def test_a_lever_that_cannot_be_pulled_is_told_with_its_reason(found):
    told = told_of(found)
    nan = dict.fromkeys(("saved_found", "saved_least", "saved_most"), float("nan"))
    levers = (
        {"lever": "a", "status": "infeasible", **nan},
        {"lever": "b", "status": "impossible", **nan},
        {"lever": "c", "status": "unknown", **nan},
    )
    said = front_sentences(replace(told, levers=levers), Words("en"))
    assert "The lever “a” cannot be pulled: impossible, proven." in said
    assert "The lever “b” cannot be pulled: some pupil has no school left." in said
    assert not any("“c”" in one for one in said)


def test_the_page_explains_its_words_before_they_are_used(found):
    page = frontier_page(found, lang="en")
    assert page.index("D, the dissimilarity index, is the share") < page.index(
        "By lot" if "By lot" in page else "D by lot"
    )
    assert "<dt>rule</dt>" in page


def test_a_rule_is_named_with_its_parameters_in_words():
    assert rule_named("travel_limit", "metres 30000", Words("sv")).endswith("(meter: 30\xa0000)")
    assert rule_named("x", "price 0.5, of all", Words("en")) == "x (price: 0.50, of: all)"
