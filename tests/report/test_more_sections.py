"""Ways in figures, residents beside units, breaches, the glossary and what each number means."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest

from skolval.domain.grades import stage_label
from skolval.domain.school_transport import (
    GradeSpan,
    ModeCost,
    SchoolTransport,
    TransportCosts,
    TransportRules,
    TravelCard,
)
from skolval.domain.terms import TERMS
from skolval.registry import names
from skolval.report.blocks import plain_text
from skolval.report.context import context_of, speaking
from skolval.report.page import made_page
from skolval.report.sections import breaches, figures, glossary, residents, travel
from skolval.report.wanted import Wanted
from skolval.report.words import Words
from towns import step

RULES = TransportRules("", "Åby", (GradeSpan("F", "9", 1200, 400),), "2026/27", source="Åby kommun",
                       two_homes="both", card=TravelCard("kort"))  # fmt: skip
COSTS = TransportCosts(
    card=ModeCost(4000, 8000, "invented"), run=ModeCost(10**5, 3 * 10**5, "invented", seats=20)
)


@pytest.fixture(scope="module", params=["sv", "en"])
def spoken(request, runs):
    """The report in a language, without its map."""
    told = tuple(name for name in names("section") if name != "maps")
    return request.param, made_page(runs, Wanted(lang=request.param, sections=told))


def text(section, runs, lang="en", **more):
    with speaking(lang):
        made = section.render(context_of(runs, Words(lang), **more))
    plain = "" if made is None else html.unescape(re.sub(r"<[^>]+>", " ", made.body))
    return " ".join(plain.split())


def judged(run, **more):
    policy = run.problem.policy.replace(school_transport=SchoolTransport(), name="judged")
    changed = run.problem.replace(**{"policy": policy, "transport": RULES} | more)
    return dataclasses.replace(run, problem=changed)


def limited(run, metres):
    policy = run.problem.policy
    policy = policy.replace(rules=(*policy.rules, step("rule", "travel_limit", metres=metres)))
    return dataclasses.replace(run, problem=run.problem.replace(policy=policy))


# --- ways ----------------------------------------------------------------------------------


def test_mean_median_nine_in_ten_longest_and_entitled_by_stage_are_told(runs):
    told = text(travel, runs)
    grades = runs[0].problem.grades
    for part in ("Mean way", "Median way", "Nine in ten have at most", "Longest way",
                 f"pupils of grade {stage_label(grades, 0)} (over 2,000 m)",
                 f"pupils of grade {stage_label(grades, 2)} (over 4,000 m)", "all pupils"):  # fmt: skip
        assert part in told, part


def test_the_stages_add_up_to_all_entitled(runs):
    for run in runs:
        case = context_of([run], Words("en")).first
        assert travel._by_stage(case, [0, 1, 2])[:, 0].sum() == case.outcome.entitled


def test_costs_are_a_range_and_rounded_for_the_public(runs):
    run = judged(runs[0], transport_costs=COSTS)
    told = text(travel, [run])
    assert re.search(r"kronor a school year [\d,]+ to [\d,]+", told)
    anybody = text(travel, [run], audience="public")
    assert re.search(r"kronor a school year (\.\.|[\d,]+00 to [\d,]+00)", anybody)
    assert "kronor a school year –" in text(travel, runs[:1])


def test_the_public_reads_no_few_entitled_pupils(runs):
    told = text(travel, runs, audience="public")
    assert re.search(r"\(over 2,000 m\) \.\. ", told)
    assert "under 4 km" in told


# --- residents -----------------------------------------------------------------------------


def test_residents_homes_and_units_stand_beside_each_other(runs):
    told = text(residents, runs)
    for part in ("All residents, by home area", "Pupils of the round, by home area",
                 "Nearest school: units, by pupil", "20 home areas with 18,000 residents"):  # fmt: skip
        assert part in told, part


def test_the_public_reads_nothing_of_the_pupils_of_single_areas(runs):
    told = text(residents, runs, audience="public")
    assert "All residents, by home area" in told
    assert "Pupils of the round, by home area" not in told


def test_there_is_no_section_on_residents_where_no_shares_are_known(runs):
    run = dataclasses.replace(runs[0], areas=runs[0].areas.drop(columns=["population"]))
    assert text(residents, [run]) == ""
    nobody = dataclasses.replace(runs[0], areas=runs[0].areas.assign(population=0))
    assert text(residents, [nobody]) == ""


# --- breaches ------------------------------------------------------------------------------


def test_no_breach_no_section(runs):
    assert text(breaches, runs[:1]) == ""


def test_breaches_are_told_by_rule_with_what_it_demands_and_no_pupil(runs):
    run = limited(runs[3], 100)
    told = text(breaches, [runs[0], run])
    assert "No breaches: Nearest school" in told
    assert "travel limit" in told
    assert "What it demands" in told
    assert re.search(r"[\d,]+ metres", told)
    assert not re.search(r"\be\d{3}\b", told)


def test_the_audits_words_are_told_where_they_name_no_pupil(runs):
    policy = runs[3].problem.policy
    policy = policy.replace(
        rules=(*policy.rules, step("rule", "travel_budget", of="metres", metres=1000))
    )
    run = dataclasses.replace(runs[3], problem=runs[3].problem.replace(policy=policy))
    assert "m to school but the budget is" in text(breaches, [run])
    anybody = text(breaches, [run], audience="public")
    assert "m to school but the budget is" not in anybody
    assert "not told to the public" in anybody


# --- words and numbers ---------------------------------------------------------------------


def test_every_term_that_the_page_uses_is_in_the_glossary(spoken):
    lang, page = spoken
    others = " ".join(plain_text(one) for one in page.sections
                      if one.id not in {"glossary", "figures"})  # fmt: skip
    listed = next(one for one in page.sections if one.id == "glossary").body
    found = set(re.findall(r"<dt>(.*?)</dt>", listed))
    for term in TERMS.values():
        word = term.swedish if lang == "sv" else term.english
        if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", others, re.IGNORECASE):
            assert html.escape(word) in found, word
    assert {"sv": "skolplacering", "en": "placement"}[lang] in found


def test_inflected_words_are_found_and_parts_of_words_are_not():
    def words(text, lang):
        return {t.swedish if lang == "sv" else t.english for t in glossary.used(text, lang)}

    assert "skolenhet" in words("Alla skolenheterna", "sv")
    assert "breach" in words("No breaches", "en")
    assert "party" in words("two parties", "en")
    assert "område (DeSO)" in words("i området", "sv")
    assert "breach" not in words("unbreachable", "en")


def test_every_number_has_a_unit_a_vintage_and_a_definition(spoken):
    _lang, page = spoken
    body = next(one for one in page.sections if one.id == "figures").body
    rows = re.findall(r"<tr>(.*?)</tr>", body.split("<tbody>")[1], re.DOTALL)
    assert len(rows) >= 12
    for row in rows:
        cells = [
            re.sub(r"<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        assert len(cells) == 4
        assert all(cells), cells


def test_alone_they_explain_nothing(runs):
    page = made_page(runs, Wanted(lang="en", sections=("glossary", "figures")))
    assert page.sections == ()
    assert figures.READS_THE_OTHERS
