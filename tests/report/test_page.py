"""The report as a file: complete, masked, in both languages, and about what was compared."""

from __future__ import annotations

import re
from html import escape

import numpy as np
import pytest

from skolval.domain.language import current
from skolval.errors import UsageError
from skolval.registry import load, names
from skolval.report.context import context_of
from skolval.report.page import report_page, write_report
from skolval.report.words import Words


@pytest.fixture(scope="module")
def english(runs, made):
    return report_page(runs, lang="en", instance=made)


@pytest.fixture(scope="module")
def swedish(runs):
    return report_page(runs, lang="sv")


@pytest.fixture(scope="module")
def context(runs):
    return context_of(runs, Words("en"))


def words_of(page):
    """What a reader sees: no scripts, styles, charts or maps."""
    page = re.sub(r"<(script|style|svg|iframe)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_report_is_written_whole_and_the_same_twice(runs, tmp_path):
    first = write_report(runs, tmp_path / "a.html", lang="sv").read_bytes()
    again = write_report(runs, tmp_path / "b.html", lang="sv").read_bytes()
    assert first == again
    assert first.rstrip().endswith(b"</html>")


def test_making_a_report_leaves_the_language_of_the_process_alone(swedish):
    assert swedish
    assert current() == "en"


def test_every_section_of_the_folder_is_in_the_report_once_and_in_order(english):
    orders = [load("section", name).ORDER for name in names("section")]
    assert len(set(orders)) == len(orders)
    shown = re.findall(r'<section id="([^"]+)"', english.split("<iframe")[0]) + re.findall(
        r'<section id="([^"]+)"', english.rpartition("</iframe>")[2]
    )
    seldom = {
        "attendance_areas",
        "robustness",
        "optimum",
        "school_transport",
        "among",
        "front",
        "preparatory_classes",
        "introduction_programmes",
        "group_by_unit",
        "arrivals",
        "reversed_transport",
    }  # only of runs that have them
    assert len(shown) == len(set(names("section")) - seldom)
    assert shown[0] == "summary"
    assert shown[-1] == "provenance"


def test_the_opening_tells_legal_status_wishes_ways_baseline_movers_and_gap(english):
    text = words_of(english)
    for told in (
        "Only a what-if: no support in the law today",
        "Lawful on conditions",
        "got their first choice",
        "nine pupils in ten have at most",
        "entitled to school transport by distance",
        "With the places drawn by lot it would be",
        "are placed elsewhere than under Nearest school",
        "can be more than 0.50% better",
    ):
        assert told in text, told


def test_the_numbers_of_the_opening_are_those_of_the_comparison(english, context):
    case = context.cases[1]
    moved = f"{case.outcome.moved} of 300 pupils"
    assert moved in words_of(english)
    asked = "index == 'dissimilarity' and basis == 'area' and scope == 'within_grade'"
    assert case.index("dissimilarity") == pytest.approx(
        float(case.indices.query(asked)["value"].iloc[0])
    )
    assert f"{case.index('dissimilarity'):.3f}" in english


def test_no_pupil_is_named(english, made):
    assert not any(str(pupil) in english for pupil in made.pupils["pupil_id"])


def test_names_with_signs_are_escaped(english):
    assert "Norra &lt;skolan&gt;" in english
    assert "Norra <skolan>" not in words_of(english).replace("&lt;", "\0")


def test_swedish_pages_are_swedish_and_say_so(swedish):
    text = words_of(swedish)
    assert '<html lang="sv">' in swedish
    assert "Vad nämnden har att besluta" in text
    for english in ("School placement", "What the board", "pupils have a place", "Unit by unit"):
        assert english not in text


def test_every_table_has_a_caption_and_scoped_headings(english):
    tables = re.findall(r"<table>.*?</table>", english, re.DOTALL)
    assert len(tables) > 10
    for table in tables:
        assert "<caption>" in table
        assert 'scope="col"' in table
        assert 'scope="row"' in table


def test_every_chart_stands_before_a_table_and_says_what_it_shows(english):
    charts = english.count('<div class="chart"')
    assert charts == 6
    assert len(re.findall(r'role="img" tabindex="0" aria-label="[^"]{20,}"', english)) == charts


def test_homes_levels_and_chance_are_told_in_words_and_tables(english):
    text = words_of(english)
    for told in (
        "Had every pupil gone to the nearest unit, D of low education within grades would be",
        "Of all there is to know about who belongs to",
        "between grades of a unit",
        "units differ by more than chance; those hidden are not counted",
        "so much differs by chance alone",
        "Sorting behind it, 95 per cent",
    ):
        assert told in text, told


def test_a_small_group_is_told_nowhere_in_the_table_of_chance(runs):
    from skolval.measure.each_unit import each_unit, for_publication

    told = for_publication(each_unit(runs[1], group="low_education"))
    assert told["hidden"].any()
    assert told.loc[told["hidden"], ["members", "share", "q", "contribution"]].isna().all().all()


def test_unknown_membership_leaves_the_sections_by_pupil_out(runs):
    from dataclasses import replace

    problem = runs[0].problem
    parties = replace(problem.parties, member=problem.parties.member * 0 - 1)
    page = report_page([replace(runs[0], problem=problem.replace(parties=parties))], lang="en")
    for section in ("homes", "levels", "chance"):
        assert f'<section id="{section}"' not in page


def test_two_homes_are_told_apart_where_there_are_attendance_areas(runs):
    from dataclasses import replace

    problem = runs[0].problem
    assigned = problem.replace(attendance_unit=problem.reference_unit[:, 1])
    text = words_of(report_page([replace(runs[0], problem=assigned)], lang="en"))
    assert "Homes taken as" in text
    assert "the attendance area" in text


def test_charts_do_not_share_ids(english):
    svgs = re.findall(r'<div class="chart".*?</figure>', english, re.DOTALL)
    found = [set(re.findall(r' id="([^"]+)"', svg)) for svg in svgs]
    assert sum(map(len, found)) == len(set().union(*found))


def test_one_run_alone_makes_a_report_without_movers(runs):
    page = report_page(runs[1:2], lang="en")
    assert 'id="movers"' not in page
    assert "Uppsala 2021" in page


def test_a_report_of_nothing_is_refused():
    with pytest.raises(UsageError, match="at least one run"):
        report_page([], lang="en")


def test_more_breaches_than_none_are_told_by_rule(runs):
    from dataclasses import replace

    from towns import step

    broken = runs[3]
    policy = broken.problem.policy.replace(
        rules=(*broken.problem.policy.rules, step("rule", "travel_limit", metres=100))
    )
    run = replace(broken, problem=broken.problem.replace(policy=policy))
    text = words_of(report_page([run], lang="en"))
    assert "found breaches" in text
    assert "travel limit" in text


def test_pupils_without_a_place_are_put_before_the_board(runs):
    from dataclasses import replace

    chosen = runs[1].placement.chosen.copy()
    chosen[:7] = -1
    run = replace(runs[1], placement=runs[1].placement.replace(chosen=chosen))
    assert "7 pupils have no place" in words_of(report_page([run], lang="en"))


def test_unknown_home_areas_give_no_number_but_a_reason(runs):
    from dataclasses import replace

    problem = runs[0].problem
    parties = replace(problem.parties, area_share=problem.parties.area_share * 0 - 1)
    run = replace(runs[0], problem=problem.replace(parties=parties))
    assert "Segregation cannot be computed" in words_of(report_page([run], lang="en"))


@pytest.mark.parametrize(
    ("status", "gap", "told"),
    [
        ("optimal", 0.0, "no placement does better"),
        ("feasible", 0.004, "more than 0.40% better"),
        ("feasible", None, "no proof of how good"),
        ("mechanism", None, "nothing is optimised"),
    ],
)
def test_what_was_proven_is_said_as_it_is(context, status, gap, told):
    from dataclasses import replace

    from skolval.domain.placement import Status
    from skolval.report.sections._phrases import gap_sentence

    case = context.cases[3]
    placement = case.run.placement.replace(status=Status(status), gap=gap)
    case = replace(case, run=replace(case.run, placement=placement))
    assert told in gap_sentence(case, Words("en"))


def test_a_town_where_nobody_chose_tells_no_shares_of_choosers(runs):
    from dataclasses import replace

    problem = runs[0].problem
    nobody = problem.replace(options=replace(problem.options, rank=problem.options.rank * 0))
    text = words_of(report_page([replace(runs[0], problem=nobody)] * 2, lang="en"))
    assert "300 of 300 pupils have a place." in text
    assert "who chose, " not in text.split("Key figures")[0]
    assert "the most even spread. What speaks for deciding otherwise?" in text


def test_two_units_of_the_same_name_are_told_apart_by_their_code(runs):
    from dataclasses import replace

    names = ["Storskolan", "Storskolan", *runs[0].units["name"][2:]]
    twins = [replace(run, units=run.units.assign(name=names)) for run in runs[:2]]
    page = report_page(twins, lang="en")
    assert "Storskolan (u0)" in page
    assert "Storskolan (u1)" in page


def test_pupils_who_move_are_told_from_unit_to_unit(runs, english):
    text = words_of(english)
    assert "From unit to unit: Lottery against Nearest school" in text
    first, other = runs[0], runs[2]
    before = first.placement.unit(first.problem)
    after = other.placement.unit(other.problem)
    moved = (before != after) & (before >= 0) & (after >= 0)
    pairs, pupils = np.unique(np.stack([before, after])[:, moved], axis=1, return_counts=True)
    names = first.units["name"].tolist()
    at = int(pupils.argmax())
    row = f"{escape(names[pairs[0, at]])} {escape(names[pairs[1, at]])} {pupils[at]}"
    assert row in text
