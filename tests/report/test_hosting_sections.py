"""Report sections of groups: what a board reads, what the public may, and what stays away."""

from __future__ import annotations

import dataclasses
import html
import re

import numpy as np
import pytest

import hosted_town
from gymnasium_town import run as gymnasium_run
from skolval.domain.hosting import HostingRule
from skolval.registry import load, names
from skolval.report.context import context_of
from skolval.report.hosting_map import HostedDrawing, drawing_of
from skolval.report.hosting_map_words import hosted_words
from skolval.report.language_names import codes_explained
from skolval.report.map import map_page
from skolval.report.mapview import Drawing
from skolval.report.page import made_page
from skolval.report.sections.decisions import decided
from skolval.report.still_map import still_map
from skolval.report.wanted import Wanted
from skolval.report.words import Words

EN = Words("en")
HOSTING = ("preparatory_classes", "introduction_programmes", "group_by_unit", "arrivals")
SECTIONS = (*HOSTING, "opening", "decisions", "wishes", "movers", "travel", "method")


@pytest.fixture(scope="module")
def hosted():
    return hosted_town.runs()


@pytest.fixture(scope="module")
def context(hosted):
    return context_of(hosted, EN)


@pytest.fixture(scope="module")
def public(hosted):
    return context_of(hosted, EN, audience="public")


def text(name, context):
    section = load("section", name).render(context)
    plain = "" if section is None else html.unescape(re.sub(r"<[^>]+>", " ", section.body))
    return " ".join(plain.split())


def with_order(run, order):
    """The same run under a policy whose mechanism has an order."""
    policy = run.problem.policy
    params = dataclasses.make_dataclass("Params", [("order", str)])(order)
    changed = policy.replace(
        name=order, title={"en": order}, mechanism=dataclasses.replace(policy.mechanism, params=params)
    )  # fmt: skip
    return dataclasses.replace(run, problem=run.problem.replace(policy=changed))


def of_introduction(run):
    policy = run.problem.policy.replace(places="introduction")
    return dataclasses.replace(run, problem=run.problem.replace(policy=policy))


def test_there_are_no_such_sections_where_nobody_is_placed_in_groups(runs):
    plain = context_of(runs[:1], EN)
    assert not plain.hosted
    assert [load("section", name).render(plain) for name in HOSTING] == [None] * 4


def test_the_first_sentences_tell_today_and_the_price_of_spreading(context):
    told = text("preparatory_classes", context)
    for part in (
        "never longer than two years",
        "Today there are 12 groups at 6 of 30 units: the 8 units with most groups hold 100%",
        "As today: 20 groups at 6 of 30 units.",
        "Reception schools against As today: groups at 2 units instead of 6",
        "kronor more a year",
        "Share of all pupils in groups that the units with most hold",
        "Units that together hold 85%",
        "More concentrated than chance makes it?",
        "Today: Had the 12 groups been drawn by lot to the 216 rooms",
        "Spread: Had the 38 groups been drawn by lot",
        "Indices of segregation are not told on this page",
    ):  # fmt: skip
        assert part in told, part
    assert "rounded" not in told


def test_units_are_told_with_groups_of_each_kind_and_languages(context, hosted):
    told = text("group_by_unit", context)
    assert "Groups 1-3 Groups 4-6 Groups 7-9 Groups, all Groups today" in told
    assert told.count("Units with groups under") == 3
    assert "somaliska and ukrainska" in told
    bare = hosted[0].problem.hosting.replace(unit_language=np.zeros((30, 3), bool))
    silent = dataclasses.replace(hosted[0], problem=hosted[0].problem.replace(hosting=bare))
    assert "Languages of the teachers" not in text("group_by_unit", context_of([silent], EN))


def test_what_the_public_may_not_know_is_never_a_dash(public):
    section = load("section", "group_by_unit").render(public)
    rows = re.findall(r"<tr>(.*?)</tr>", section.body, flags=re.DOTALL)
    ends = [re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)[-2:-1] for row in rows]
    shares = [one[0].strip() for one in ends if one]
    assert ".." in shares
    assert "–" not in shares


def test_a_kind_that_a_unit_may_not_have_is_a_dash(hosted):
    hosting = hosted[0].problem.hosting
    keep = ~((hosting.host_unit == 0) & (hosting.host_kind == 2))
    number = np.cumsum(keep) - 1
    fewer = hosting.replace(
        **{name: getattr(hosting, name)[keep] for name in
           ("host_unit", "host_kind", "most", "today", "least_size", "most_size", "group_cost")},
        option_host=np.where(keep[hosting.option_host], number[hosting.option_host], -1),
    )  # fmt: skip
    run = dataclasses.replace(
        hosted[0],
        problem=hosted[0].problem.replace(hosting=fewer),
        placement=hosted[0].placement.replace(groups=hosted[0].placement.groups[keep]),
    )
    assert "Åskolan 1 1 1 – 2 2" in text("group_by_unit", context_of([run], EN))


def test_months_are_told_and_what_foresight_would_give(hosted, context):
    told = text("arrivals", context)
    assert "Month Arrive Leave their group In groups Seats taken, As today" in told
    assert "Aug 2026" in told
    assert "beforehand" not in told
    both = context_of(
        [with_order(hosted[0], "month_by_month"), with_order(hosted[2], "together")], EN
    )
    told = text("arrivals", both)
    assert "month_by_month is decided month by month" in told
    chart = (
        load("section", "arrivals").render(both).body.partition("<svg")[2].partition("</svg>")[0]
    )
    assert "together" in re.sub(r"<[^>]+>", " ", chart)  # the legend
    assert "together knows the whole year beforehand, which nobody does: 38 groups" in told
    assert "That is the most that better forecasts could give against month_by_month." in told


def test_a_plan_month_by_month_without_a_least_size_pays_for_more_than_not_seeing_ahead(hosted):
    online, after = with_order(hosted[0], "month_by_month"), with_order(hosted[2], "together")
    hosting = online.problem.hosting
    small = hosting.replace(least_size=np.zeros_like(hosting.least_size))
    online = dataclasses.replace(online, problem=online.problem.replace(hosting=small))
    told = text("arrivals", context_of([online, after], EN))
    assert "The difference has two causes: together sees the whole year" in told
    assert "which month_by_month cannot promise to reach" in told
    assert "That is the most" not in told


def test_what_a_policy_of_groups_decides_is_told_in_sentences(hosted):
    rule = HostingRule(units="today", top_units=5, top_share=400, least_size=0, keep=False)
    policies = [
        hosted[0].problem.policy.replace(hosting=one) for one in (rule, HostingRule(), None)
    ]
    told = [" ".join(decided(policy, EN)) for policy in policies]
    assert all("The program proposes which units have groups" in one for one in told)
    assert not any("handed out by" in one for one in told)
    assert "Groups may only be at the units that have them today. The 5 units with most" in told[0]
    assert "at most 40% of the pupils together. Groups have no least size." in told[0]
    assert "may get another unit" in told[0]
    assert "Groups may be at all units that can have them. Those who are placed" in told[1]
    assert "Groups may" not in told[2]


def test_only_figures_that_mean_something_to_the_pupils_stand_in_the_table(hosted):
    context = context_of(hosted[:1], EN)
    told = text("preparatory_classes", context)
    for part in (
        "Placed in a regular class at once",
        "Seats taken, fullest month",
        "How often that happens is called p: only a p of at most 0.05 is more than chance.",
    ):
        assert part in told, part
    problem = hosted[0].problem
    still = problem.hosting.replace(
        enters=np.zeros_like(problem.hosting.enters),
        leaves=np.full_like(problem.hosting.leaves, problem.hosting.months),
    )
    programmes = of_introduction(
        dataclasses.replace(hosted[0], problem=problem.replace(hosting=still))
    )
    told = text("introduction_programmes", context_of([programmes], EN))
    for part in ("regular class at once", "Months in a group", "fullest month", "A sibling"):
        assert part not in told, part
    assert "Seats taken" in told


def test_codes_of_languages_are_explained_only_where_there_are_any():
    told = codes_explained(["uk", "dari", "am", "uk"], EN)
    assert told.endswith("by ISO 639-1: am Amharic, uk Ukrainian.")
    assert codes_explained(["somaliska", "xx"], EN) == ""


def test_pupils_in_groups_stand_by_policy_where_they_differ(hosted):
    run = hosted[0]
    fewer = run.placement.replace(chosen=np.r_[-1, run.placement.chosen[1:]])
    context = context_of([run, dataclasses.replace(run, placement=fewer)], EN)
    assert "In groups, As today" in text("arrivals", context)


def test_a_plan_of_one_month_has_no_year(hosted):
    hosting = hosted[0].problem.hosting.replace(months=1)
    run = dataclasses.replace(hosted[0], problem=hosted[0].problem.replace(hosting=hosting))
    assert load("section", "arrivals").render(context_of([run], EN)) is None


def test_introduction_programmes_have_a_section_of_their_own(hosted):
    context = context_of([of_introduction(run) for run in hosted[:2]], EN)
    told = text("introduction_programmes", context)
    assert "17 kap. 16 § skollagen" in told
    assert "Groups of each programme, and at how many units" in told
    assert "7 at 6" in told
    assert text("preparatory_classes", context) == ""


def test_sections_of_all_pupils_stay_away_unless_asked_for(hosted):
    page = made_page(hosted[:1], Wanted(lang="en"))
    shown = {section.id for section in page.sections}
    assert {"preparatory_classes", "group_by_unit", "arrivals", "map"} <= shown
    absent = {
        name for name in names("section") if getattr(load("section", name), "OF_ALL_PUPILS", 0)
    }
    assert absent >= {"segregation", "units", "groups", "levels"}
    assert not shown & absent
    assert page.title.startswith("Preparatory classes in Hamnsta")
    assert "30 units may have groups" in page.lead
    asked = made_page(hosted[:1], Wanted(lang="en", sections=("segregation",)))
    assert [section.id for section in asked.sections] == ["segregation"]
    markup = " ".join(section.body for section in page.sections)
    assert "dissimilarity index D" not in markup
    assert "First choice, of those who chose" not in markup


def test_titles_of_introduction_programmes(hosted):
    runs = [of_introduction(run) for run in hosted[:2]]
    wanted = Wanted(lang="en", sections=("introduction_programmes",))
    assert made_page(runs, wanted).title.startswith("Introduction programmes in Hamnsta")
    assert "2 policies compared" in made_page(runs, wanted).title


def test_a_board_is_asked_which_units_and_at_what_price(context, hosted):
    told = text("decisions", context)
    assert "How many kronor and metres is it worth" in told
    assert "Which units are to have groups" in told
    alone = text("decisions", context_of(hosted[:1], EN))
    assert "How many kronor" not in alone
    assert "Which units are to have groups" in alone


def test_the_summary_opens_with_the_finding(context, hosted):
    assert text("opening", context).startswith("Spread against As today: groups at 15 units")
    assert text("opening", context_of(hosted[:1], EN)).startswith("Today there are 12 groups")
    backwards = context_of(hosted[::-1], EN)
    assert text("opening", backwards).startswith("Today there are 12 groups")


def test_the_public_reads_no_few_and_rounded_ways_and_months(public):
    told = " ".join(text(name, public) for name in SECTIONS)
    assert "Ways are told to tens of metres" in told
    assert "Pupils by month are rounded to fives" in told
    assert "Seats taken, fullest month Newly arrived" not in told
    assert "Arrive" not in told.split("Pupils and seats by month")[1][:60]
    spread = public.cases[2].hosting
    few = public.cases[2].hosting.numbers.by_unit
    assert np.isnan(spread.by_unit[(few > 0) & (few < 5)]).all()
    assert np.nansum(spread.by_unit) < few.sum()
    assert spread.held.sum() == pytest.approx(few.sum())
    assert "stay" in spread.hidden


def test_what_is_hidden_of_pupils_placed_at_once_hides_shares_of_those_in_groups(hosted):
    run = hosted[2]
    hosting, chosen = run.problem.hosting, run.placement.chosen
    host = hosting.option_host.copy()
    host[chosen[[3, 50]]] = -1
    mixed = dataclasses.replace(
        run, problem=run.problem.replace(hosting=hosting.replace(option_host=host))
    )
    told = context_of([mixed], EN, audience="public").first.hosting
    assert {"pupils", "direct"} <= told.hidden
    assert (told.held == told.numbers.groups).all()


def test_the_map_shows_today_and_then(hosted):
    drawing = drawing_of(hosted, EN)
    assert isinstance(drawing, HostedDrawing)
    assert type(drawing_of([plain(hosted[0])], EN)) is Drawing
    assert [side.title.partition(" (")[0] for side in drawing.sides()] == ["Groups today", "Spread"]
    view = drawing.view(None, wheel=True)
    assert view["paint"] == "recent"
    rows = view["policies"][3]["rows"]
    assert [row["n"] for row in rows] == drawing.held[2].numbers.groups.tolist()
    assert "Newly arrived: 19.0% of all pupils" in view["policies"][3]["rows"][0]["t"]
    assert view["policies"][0]["rows"][0]["t"].startswith("2 groups (1-3: 1, 4-6: 1)")
    assert view["policies"][0]["rows"][0]["u"] is None
    assert 0 < view["policies"][1]["rows"][0]["u"] <= 1
    words = hosted_words(drawing, view)
    assert [one["id"] for one in words["legends"]] == ["areas", "recent", "use", "change"]
    page = map_page(hosted, lang="en").html
    assert "Where the groups are" in page
    assert '<option value="areas">' not in page
    assert "<circle" in still_map(drawing, 1)


def plain(run):
    return dataclasses.replace(run, problem=run.problem.replace(hosting=None))


def test_the_public_map_tells_no_few(hosted):
    drawing = drawing_of(hosted, EN, "public")
    few = drawing.held[2].numbers.by_unit
    view = drawing.view(None, wheel=True)
    for unit in np.flatnonzero((few > 0) & (few < 5)):
        row = view["policies"][3]["rows"][unit]
        assert row["r"] is None
        assert "Number of pupils in groups not shown" in row["t"]
        assert drawing.circle(3, int(unit))[1] == "#ffffff"
    assert all(row["u"] is None for row in view["policies"][3]["rows"])
    # three newly arrived at a unit today are few
    assert view["policies"][0]["rows"][29]["r"] is None


def test_runs_may_have_hosts_of_their_own(hosted):
    hosting = hosted[0].problem.hosting
    keep = np.isin(hosting.host_unit, hosted_town.HOSTS["today"])
    number = np.cumsum(keep) - 1
    fewer = hosting.replace(
        **{name: getattr(hosting, name)[keep] for name in
           ("host_unit", "host_kind", "most", "today", "least_size", "most_size", "group_cost")},
        option_host=np.where(keep[hosting.option_host], number[hosting.option_host], -1),
    )  # fmt: skip
    own = dataclasses.replace(
        hosted[0],
        problem=hosted[0].problem.replace(hosting=fewer),
        placement=hosted[0].placement.replace(groups=hosted[0].placement.groups[keep]),
    )
    view = drawing_of([own, hosted[2]], EN).view(None, wheel=True)
    whole = drawing_of([hosted[0], hosted[2]], EN).view(None, wheel=True)
    assert view["policies"] == whole["policies"]


def test_the_four_programmes_in_numbers_are_for_the_office_alone():
    told = text("introduction_programmes", context_of([gymnasium_run()], EN))
    assert "The four programmes in numbers" in told
    assert "Newly arrived without a qualified teacher" in told
    assert "<td" not in told  # markup that stands as text
    hidden = text("introduction_programmes", context_of([gymnasium_run()], EN, audience="public"))
    assert "Groups of each programme" in hidden
    assert "The four programmes in numbers" not in hidden


def test_the_lead_tells_how_many_units_each_policy_lets_have_groups(hosted):
    hosting = hosted[1].problem.hosting
    most = np.where(hosting.host_unit == hosting.host_unit[0], 0, hosting.most)
    fewer = dataclasses.replace(
        hosted[1], problem=hosted[1].problem.replace(hosting=hosting.replace(most=most))
    )
    assert (
        "; 29 to 30 units may have groups" in made_page([hosted[0], fewer], Wanted(lang="en")).lead
    )


def test_chance_draws_to_the_rooms_of_all_policies(hosted):
    hosting = hosted[0].problem.hosting
    few = np.where(np.arange(len(hosting.unit_most)) < 12, hosting.unit_most, 0)
    few = np.maximum(few, np.bincount(hosting.host_unit, hosting.today, len(few)).astype(np.int64))
    narrow = dataclasses.replace(
        hosted[0], problem=hosted[0].problem.replace(hosting=hosting.replace(unit_most=few))
    )
    alone = text("preparatory_classes", context_of([narrow], EN))
    beside = text("preparatory_classes", context_of([narrow, hosted[1]], EN))
    units = int((few > 0).sum())
    assert f"rooms of {units} units" in alone
    assert f"rooms of {units} units" not in beside
    assert beside.count("rooms of 30 units") == 3
