"""What the report says of goals: their values in plain words, what is proven, what gave way."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from skolval import read_instance
from skolval.io.policy import check_policy
from skolval.io.run import run_of
from skolval.io.shipped import find_instance
from skolval.place import place, problem_of
from skolval.report.context import context_of
from skolval.report.sections._goal_words import measured, read_sentence, weight_words
from skolval.report.sections.optimum import render
from skolval.report.words import Words
from skolval.travel.table import travel_table

EN = Words("en")
GOALS = """\
policy: mine
title: {sv: Min, en: Mine}
mechanism: optimal
rules: [capacity, everyone_placed]
goals:
  - travel_over_limit: {metres: 1200, tolerance: 20}
  - evenness: {measure: theil_h}
  - travel: {weight: 1}
  - imbalance: {weight: 2}
  - transport_cost: {kronor: 9000, lowest: 5000, highest: 30000}
  - utilisation_spread
"""


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    path = tmp_path_factory.mktemp("goals") / "mine.yaml"
    path.write_text(GOALS, encoding="utf-8")
    instance = read_instance(find_instance("lillstad"))
    problem = problem_of(instance, check_policy(path)[0], travel=travel_table(instance))
    return context_of([run_of(instance, problem, place(problem))], EN)


@pytest.fixture
def run(context):
    return context.run


@pytest.fixture
def told(context):
    """Gives the words of the section on goals of a run, or nothing."""

    def words(run):
        case = replace(context.first, run=run)
        section = render(replace(context, cases=(case,)))
        if section is None:
            return ""
        return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section.body))

    return words


def test_every_goal_is_told_with_value_bound_gap_and_unit_in_plain_words(run, told):
    text = told(run)
    stages = run.placement.details["stages"]
    assert [len(stage["goals"]) for stage in stages] == [1, 1, 2, 1, 1]
    assert "1 travel over limit (metres 1200)" in text
    assert "2 evenness (measure theil_h)" in text
    assert re.search(r"3 travel [\d.]+ km 1 a metre", text)
    assert re.search(r"3 imbalance [\d.]+ pupils 200,000 a pupil", text)
    total = EN.whole(stages[2]["value"])
    assert f"3 Weighed together {total} – " in text
    assert "kronor per school year" in text
    assert "percentage points" in text


def test_indices_prices_and_fullness_are_told_as_sentences(run, told):
    text = told(run)
    assert "reckoned from the placement" in text
    assert re.search(r"imbalance: D is low_education 0\.\d{3}\.", text)
    assert "if a pupil costs the lowest or the highest price" in text
    assert "the fullest unit is filled to" in text


def test_a_goal_that_gave_way_says_by_how_much(run, told):
    stages = run.placement.details["stages"]
    assert stages[0]["value"] > stages[0]["best"]
    assert "gave way by" in told(run)
    assert "the policy allows 20.00%" in told(run)


@pytest.mark.parametrize(
    "details", [{}, {"stages": []}, {"stages": "none"}, {"stages": [{"goals": []}]}]
)
def test_a_run_that_tells_nothing_of_goals_has_no_such_section(run, told, details):
    silent = replace(run, placement=run.placement.replace(details=details))
    assert told(silent) == ""


def test_a_bound_that_is_not_known_is_a_dash(run, told):
    stages = [{**stage, "bound": None, "gap": None} for stage in run.placement.details["stages"]]
    unproven = replace(run, placement=run.placement.replace(details={"stages": stages}))
    assert re.search(r"1 travel over limit \(metres 1200\) [\d.,]+ k?m – – –", told(unproven))


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        ("metres", 9_999, "9,999\N{NO-BREAK SPACE}m"),
        ("metres", 46_849, "46.8\N{NO-BREAK SPACE}km"),
        ("1/100000 pupil", 87_659, "0.9 pupils"),
        ("1/1000000 of the seats", 250_000, "25.0 percentage points"),
        ("units", 3, "3 units"),
    ],
)
def test_a_value_is_told_in_the_unit_a_person_thinks_in(unit, value, words):
    assert measured(unit, value, EN) == words


def test_a_weight_is_told_per_whole_unit():
    assert weight_words("1/1000000 of the seats", 5, EN) == "50,000 a percentage point"
    assert weight_words("wish numbers", 3, EN) == "3 a wish number"
    assert weight_words("leagues", 3, EN) == "3"


def test_a_goal_without_a_reading_has_no_sentence():
    assert read_sentence("travel", {}, EN) == ""
    assert "9,000 kronor" in read_sentence("transport_cost", {"lowest": 9000.0}, EN)
