"""What the board must decide is told in plain sentences for every policy that is shipped."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest

from skolval.io.policy import policy_templates, read_policy
from skolval.report.context import context_of, speaking
from skolval.report.facts import label
from skolval.report.sections.decisions import decided, render
from skolval.report.words import Words
from towns import step


def text(runs, lang="en", **more):
    plain = re.sub(r"<[^>]+>", " ", render(context_of(runs, Words(lang), **more)).body)
    return " ".join(html.unescape(plain).split())


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("name", policy_templates())
def test_every_lever_of_every_shipped_policy_is_told_as_a_decision(name, lang):
    policy, words = read_policy(name), Words(lang)
    with speaking(lang):
        told = " ".join(decided(policy, words))
        steps = [("mechanism", policy.mechanism)]
        for room in ("criterion", "rule", "goal"):
            of = {"criterion": policy.criteria, "rule": policy.rules, "goal": policy.goals}[room]
            steps += [(room, one) for one in of]
        proposed = words.gettext(
            "The program proposes which units have groups, and gives every pupil a place in one."
        )
        for room, one in steps:
            said = proposed if one.name == "hosted" else label(room, one.name, words)
            assert said in told, (room, one.name)
    assert all(sentence.endswith(".") for sentence in decided(policy, words))


def test_the_questions_name_transport_movers_and_the_lottery(runs):
    told = text(runs)
    for part in (
        "entitled to school transport by distance: from ",
        "From which school year and grade do new rules apply",
        "published seed", "What each policy decides", "Places are handed out by",
    ):  # fmt: skip
        assert part in told, part


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("audience", ["internal", "public"])
def test_everything_the_board_has_to_decide_is_a_question(runs, lang, audience):
    nearest_and_evenest = [runs[0], runs[0]]
    for some in (runs, runs[:1], nearest_and_evenest):
        context = context_of(some, Words(lang), audience=audience)
        asked = re.search(r"<ol>(.*?)</ol>", render(context).body, re.DOTALL)[1]
        for sentence in re.findall(r"<li>(.*?)</li>", asked, re.DOTALL):
            assert "?" in sentence, sentence


def test_one_of_a_kind_is_told_as_one():
    words = Words("en")
    assert words.ngettext("{n} pupil", "{n} pupils", 1) == "{n} pupil"
    assert words.ngettext("{n} pupil", "{n} pupils", 0) == "{n} pupils"
    assert Words("sv").ngettext("{n} pupil", "{n} pupils", 1) == "{n} pupil"


def test_a_single_run_has_no_question_of_movers(runs):
    told = text(runs[:1])
    assert "From which school year" not in told
    assert "Which cost" not in told


def test_breaches_are_a_question_for_the_board(runs):
    broken = runs[3]
    policy = broken.problem.policy.replace(
        rules=(*broken.problem.policy.rules, step("rule", "travel_limit", metres=100))
    )
    run = dataclasses.replace(broken, problem=broken.problem.replace(policy=policy))
    assert "breaches of its own rules" in text([run])


def test_nothing_is_asked_of_transport_that_may_not_be_told(runs):
    told = text([runs[0], runs[3]], audience="public")
    assert "Which cost" not in told
