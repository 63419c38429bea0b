"""The report's section on school transport: only where it is judged, and few pupils are hidden."""

from __future__ import annotations

import dataclasses
import html
import re

import numpy as np
import pytest

from skolval.domain.school_transport import (
    GradeSpan,
    ModeCost,
    SchoolTransport,
    TransportCosts,
    TransportRules,
    TravelCard,
)
from skolval.report.context import context_of
from skolval.report.sections.opening import render as opening
from skolval.report.sections.school_transport import render
from skolval.report.words import Words

EN = Words("en")
RULES = TransportRules("", "Åby", (GradeSpan("F", "9", 1200, 400),), "2026/27", source="Åby kommun",
                       two_homes="both", card=TravelCard("kort"))  # fmt: skip
COSTS = TransportCosts(
    card=ModeCost(4000, 8000, "invented"), run=ModeCost(10**5, 3 * 10**5, "invented", seats=20)
)


def judged(run, **more):
    problem = run.problem
    policy = problem.policy.replace(school_transport=SchoolTransport(), name="judged")
    changed = problem.replace(**{"policy": policy, "transport": RULES} | more)
    return dataclasses.replace(run, problem=changed)


def text(runs, **more):
    section = render(context_of(runs, EN, **more))
    plain = "" if section is None else html.unescape(re.sub(r"<[^>]+>", " ", section.body))
    return " ".join(plain.split())


def test_there_is_no_section_where_no_policy_judges(runs):
    assert render(context_of([runs[0]], EN)) is None


def test_outcomes_grounds_costs_and_units_are_told(runs):
    told = text([judged(runs[0], transport_costs=COSTS)])
    for part in (
        "10 kap. 32 § skollagen", "Limits by grade, lowest first: 1,200 m. Source: Åby kommun",
        "school transport by right", "within 30 m of the limit", "the length of the way",
        "travel card, own choice of unit: travel card", "chartered run", "invented",
        "School transport by unit", "Åbyskolan", "kronor a school year",
    ):  # fmt: skip
        assert part in told, part
    assert "the traffic –" in told
    assert "children with a second home" not in told


def test_an_instance_that_gives_only_metres_is_said_to(runs):
    assert "in metres only, and no source" in text([judged(runs[0], transport=None)])


def test_without_prices_there_is_no_table_of_costs(runs):
    told = text([judged(runs[0])])
    assert "What school transport costs" not in told
    assert "No cost is told, since no price is given" in told


def test_several_policies_stand_side_by_side_and_are_named(runs):
    told = text([judged(runs[0]), runs[1], judged(runs[2])])
    assert told.count("School transport by unit") == 2


def test_a_count_of_special_reasons_under_five_is_hidden(runs):
    parties = len(runs[0].problem.parties)
    few = np.zeros(parties, np.int64)
    few[:3] = 2
    assert "a disability or another special reason <5" in text(
        [judged(runs[0], transport_reason=few)]
    )
    told = text([judged(runs[0], transport_reason=np.full(parties, 2))])
    assert "a disability or another special reason <5" in told or "special reason 2" in told


def test_second_homes_and_stops_have_rows_where_they_are_known(runs):
    problem = runs[0].problem
    told = text([judged(
        runs[0],
        second_metres=problem.options.metres + 500,
        stop_metres=np.full(len(problem.parties), 500),
    )])  # fmt: skip
    assert "children with a second home, whom it gives something" in told
    assert "with a right, and farther from the stop than allowed" in told


def test_unsafe_roads_that_are_judged_have_a_count(runs):
    problem = runs[0].problem
    policy = SchoolTransport(unsafe_metres=100)
    made = judged(runs[0], unsafe_metres=problem.options.metres)
    made = dataclasses.replace(made, problem=made.problem.replace(
        policy=made.problem.policy.replace(school_transport=policy)))  # fmt: skip
    assert re.search(r"the traffic (\d+|<5)", text([made]))


@pytest.mark.parametrize("metres", [1200, 100, 6000])
def test_what_is_published_hides_what_few_pupils_could_be_told_from(runs, metres):
    rules = dataclasses.replace(RULES, spans=(GradeSpan("F", "9", metres),))
    made = judged(runs[0], transport=rules, transport_costs=COSTS)
    inside, outside = text([made]), text([made], audience="public")
    assert "School transport by unit" in outside
    assert not re.search(r" [1-4] ", outside.partition("School transport by unit")[2])
    if ".." in outside.partition("Pupils with a right")[0]:
        assert "kronor a school year" not in outside
    assert "kronor a school year" in inside


def test_the_opening_says_that_more_than_distance_counts(runs):
    told = opening(context_of([judged(runs[0])], EN)).body
    assert "own choice of unit and other grounds" in told
    assert "own choice of unit" not in opening(context_of([runs[0]], EN)).body
