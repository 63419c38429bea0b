"""The section on robustness: only when asked for, a chart followed by its table."""

from __future__ import annotations

from skolval.report.page import report_page


def test_robustness_is_told_only_when_asked_for(runs):
    assert "What the placement withstands" not in report_page(runs[:1], lang="en")


def test_each_policy_is_tried_and_the_chart_is_followed_by_its_table(runs):
    page = report_page(runs[:2], lang="en", scenarios=20)
    assert page.count("Pupils who attend") == 2
    assert "What is left of the gain in D when pupils refuse" in page
    told = page[page.index("Outcome over the scenarios") :]
    assert told.index("<svg") < told.index("What is left of the gain in D when pupils refuse")


def test_one_policy_is_told_in_sentences(runs):
    assert "In 20 scenarios" in report_page(runs[:1], lang="en", scenarios=20)
