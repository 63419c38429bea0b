"""What a guardian is told about a preparatory class: which, when, how long, why there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arrivals_town import PUPILS, arrivals_run, arrivals_town, pupil
from skolval.explain._grouped import Groups
from skolval.explain.group_words import group_title, group_words
from skolval.explain.paragraphs import parts
from skolval.explain.pupils import explain_pupil


@pytest.fixture(scope="module")
def run():
    return arrivals_run()


def told(run, name):
    return " ".join(group_words(explain_pupil(run, name)))


def test_group_class_months_and_the_clock_are_told(run):
    text = told(run, "n1")
    assert "grades 1-3 at A-skolan from 2026-08 to 2027-01, 80 % of the school week" in text
    assert "regular class, grade 1, is at the same unit" in text
    assert "from 2026-10 at the latest" in text
    assert "0 before and 6 in this plan, 6 of at most 24" in text
    assert "A teacher at the unit speaks the pupil's mother tongue." in text
    assert "it is the nearest" in text


def test_whoever_was_placed_already_stays_and_the_clock_runs_on(run):
    text = told(run, "n7")
    assert "5 before and 4 in this plan, 9 of at most 24" in text
    assert "placed there already, and stays" in text


def test_the_preschool_class_and_those_who_need_none_go_directly_to_a_class(run):
    assert "no preparatory classes for the preschool class" in told(run, "n6")
    text = told(run, "n8")
    assert "directly to a regular class at B-skolan from 2026-12" in text
    assert "preschool" not in text


def test_spent_months_are_told_and_a_group_that_goes_on(run):
    spent = pupil(1, "4", "A", "2026-08-20", current_unit="A", months_before=24)
    long = pupil(2, "1", "A", "2026-08-20", months_needed=24)
    own = arrivals_run(arrivals_town([spent, long]))
    assert "The 24 months that a preparatory class may last are used up." in told(own, "n1")
    assert "at least to the end of the plan, 2027-07" in told(own, "n2")


def test_a_wish_that_is_met_is_the_reason(run):
    rows = run.problem.options
    party = run.problem.parties.ids.tolist().index("n8")
    chosen = np.array(run.placement.chosen)
    chosen[party] = rows.start[party]
    own = replace(run, placement=run.placement.replace(chosen=chosen))
    assert "it was wished for" in told(own, "n8")


def test_why_no_nearer_unit_is_told_for_each_of_them(run):
    """n3 at D: A has a group with room but a full class, C opens none."""
    problem = run.problem
    options = problem.options
    party = problem.parties.ids.tolist().index("n3")
    chosen = np.array(run.placement.chosen)
    chosen[party] = options.start[party] + 2
    groups = np.array([1, 1, 1, 0, 0, 1])
    at_d = replace(run, placement=run.placement.replace(chosen=chosen, groups=groups))
    text = told(at_d, "n3")
    assert "A-skolan (130 m): there is room, but the plan for all" in text
    assert "C-skolan (2,470 m): no group that the pupil could go to is opened there" in text
    full = problem.replace(hosting=problem.hosting.replace(seats=None))
    offerings = replace(full.offerings, seats=np.zeros(len(full.offerings), np.int64))
    without = replace(at_d, problem=full.replace(offerings=offerings))
    assert "A-skolan (130 m): it has no free seat in the pupil's regular class" in told(
        without, "n3"
    )
    tight = problem.replace(hosting=problem.hosting.replace(most_size=np.ones(6, np.int64)))
    assert "A-skolan (130 m): its groups are full" in told(replace(at_d, problem=tight), "n3")


def test_a_pupil_without_a_place_or_a_run_without_groups_is_told_nothing_of_groups(run):
    chosen = np.array(run.placement.chosen)
    chosen[0] = -1
    lost = replace(run, placement=run.placement.replace(chosen=chosen))
    assert told(lost, "n1") == ""
    plain = replace(run, problem=run.problem.replace(hosting=None))
    assert told(plain, "n1") == ""


def test_the_part_stands_first_after_the_place_and_an_introduction_programme_has_its_own_words(run):
    found = explain_pupil(run, "n1")
    assert [part.name for part in parts(found)][:2] == ["result", "group"]
    assert group_title(found) == "Preparatory class and regular class"
    policy = run.problem.policy.replace(places="introduction")
    own = replace(run, problem=run.problem.replace(policy=policy))
    found = explain_pupil(own, "n1")
    assert group_title(found) == "The introduction programme"
    assert group_words(found)[0] == "The pupil goes to 1-3 at A-skolan from 2026-08."


def test_without_a_first_month_months_are_numbered_and_groups_not_told_are_none(run):
    problem = run.problem
    bare = problem.replace(hosting=problem.hosting.replace(first_month="", seats=None))
    own = replace(run, problem=bare, placement=run.placement.replace(groups=None))
    groups = Groups(own, bare.hosting, lambda row: "X")
    place = groups.place(0, int(run.placement.chosen[0]))
    assert (place.first, place.last) == ("1", "6")
    assert groups.groups.sum() == 0
    assert len(PUPILS) == 8
