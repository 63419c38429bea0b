"""Broken placements of groups: each break is caught by exactly the claim that is about it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from arrivals_town import PUPILS, arrivals_run, arrivals_town, pupil
from skolval.audit.hosting import check_hosting
from skolval.audit.rules import check_rules
from towns import step

RULES = {
    "plain": {},
    "full": {"languages": "required", "min_hosts": 2, "groups_most": 9, "top_units": 1,
             "top_share": 700, "recent_share": 200},
    "today": {"units": "today"},
    "reception": {"units": "reception"},
    "listed": {"units": "listed", "listed": ("A", "B", "C", "D")},
    "loose": {"keep": False},
}  # fmt: skip


@cache
def plain_run(rule):
    return arrivals_run(None, **RULES[rule])


def run_of(rule="plain", **town):
    return arrivals_run(arrivals_town(**town), **RULES[rule]) if town else plain_run(rule)


def failed(run):
    return {claim.name for claim in check_hosting(run) if not claim.ok}


def hosting_with(run, **columns):
    problem = run.problem
    return replace(run, problem=problem.replace(hosting=problem.hosting.replace(**columns)))


def one(column, row, value):
    changed = np.array(column)
    changed[row] = value
    return changed


def part_with(run, name, row, value):
    """The run with one cell of a column of the hosting changed."""
    return hosting_with(run, **{name: one(getattr(run.problem.hosting, name), row, value)})


def groups_with(run, host, value):
    return replace(run, placement=run.placement.replace(groups=one(run.placement.groups, host, value)))  # fmt: skip


def moved(run, party, offering):
    """The run with a pupil at another of the own options."""
    options, ids = run.problem.options, run.problem.offerings.ids
    rows = range(options.start[party], options.start[party + 1])
    row = next(row for row in rows if ids[options.offering[row]] == offering)
    return replace(run, placement=run.placement.replace(chosen=one(run.placement.chosen, party, row)))  # fmt: skip


def row_of(run, party):
    return run.placement.chosen[party]


def rule_with(run, **rule):
    problem = run.problem
    policy = problem.policy
    changed = policy.replace(hosting=replace(policy.hosting, **rule))
    return replace(run, problem=problem.replace(policy=changed))


@pytest.mark.parametrize("rule", list(RULES))
def test_a_sound_placement_passes_every_claim(rule):
    assert failed(run_of(rule)) == set()


BROKEN = {
    "the group that a pupil goes to is not opened": (
        "plain", lambda run: groups_with(run, 2, 0), "group_host"),
    "fewer groups than none": (
        "plain", lambda run: groups_with(run, 3, -1), "group_host"),
    "the groups are told for other hosts": (
        "plain",
        lambda run: replace(run, placement=run.placement.replace(groups=np.zeros(2, np.int64))),
        "group_host"),
    "the groups are not told": (
        "plain", lambda run: replace(run, placement=run.placement.replace(groups=None)),
        "group_host"),
    "more groups than rooms": (
        "plain", lambda run: groups_with(run, 2, 3), "group_rooms"),
    "more groups than rooms at the unit": (
        "plain", lambda run: part_with(run, "unit_most", 0, 1), "group_rooms"),
    "a group at a unit that hosts nothing today": (
        "today", lambda run: groups_with(run, 2, 1), "group_allowed"),
    "a group at a unit that is not for reception": (
        "reception", lambda run: groups_with(run, 5, 1), "group_allowed"),
    "a group at a unit that is not listed": (
        "listed", lambda run: rule_with(run, listed=("A", "C", "D")), "group_allowed"),
    "fewer hosts than asked for": (
        "plain", lambda run: rule_with(run, min_hosts=4), "group_min_hosts"),
    "more groups than allowed in all": (
        "plain", lambda run: rule_with(run, groups_most=3), "group_total"),
    "a group is overfull in one month": (
        "plain", lambda run: part_with(run, "most_size", 1, 1), "group_most"),
    "a group never has its least number": (
        "plain", lambda run: part_with(run, "least_size", 2, 2), "group_least"),
    "a pupil has no regular seat": (
        "plain",
        lambda run: hosting_with(run, seats=one(run.problem.hosting.seats, (8, 11), -1)),
        "group_seats"),
    "no regular seat when the seats are the same all year": (
        "plain",
        lambda run: replace(
            hosting_with(run, seats=None),
            problem=run.problem.replace(
                hosting=run.problem.hosting.replace(seats=None),
                offerings=replace(run.problem.offerings,
                                  seats=one(run.problem.offerings.seats, 1, 0)))),
        "group_seats"),
    "no teacher speaks the language": (
        "full", lambda run: part_with(run, "unit_language", (1, 2), False), "group_language"),
    "the largest unit has too large a share": (
        "plain", lambda run: rule_with(run, top_units=1, top_share=500), "group_top"),
    "too many newly arrived at a unit": (
        "plain", lambda run: rule_with(run, recent_share=110), "group_recent"),
    "a pupil already placed is moved": (
        "loose", lambda run: groups_with(rule_with(moved(run, 6, "D-4"), keep=True), 5, 1),
        "group_kept"),
    "a pupil who needs a group has none": (
        "plain", lambda run: part_with(run, "option_host", row_of(run, 0), -1),
        "preparatory_need"),
    "a pupil goes to a group for no month": (
        "plain", lambda run: part_with(part_with(run, "leaves", 0, 0), "seat_from", 0, 0),
        "preparatory_need"),
    "a group for other grades": (
        "plain",
        lambda run: groups_with(part_with(run, "option_host", row_of(run, 0), 1), 1, 2),
        "preparatory_span"),
    "the group is at another unit than the class": (
        "plain", lambda run: part_with(run, "option_host", row_of(run, 0), 2),
        "preparatory_unit"),
    "more than two years": (
        "plain", lambda run: part_with(run, "clock", 0, 19), "preparatory_clock"),
    "months before that cannot be": (
        "plain", lambda run: part_with(run, "clock", 0, -1), "preparatory_clock"),
    "months after the plan has ended": (
        "plain", lambda run: part_with(run, "leaves", 0, 13), "preparatory_clock"),
    "more months than the policy allows": (
        "plain", lambda run: rule_with(run, months_most=8), "preparatory_clock"),
    "the class is decided too late": (
        "plain", lambda run: part_with(run, "seat_from", 0, 3), "preparatory_class"),
    "a pupil without a group waits for the class": (
        "plain", lambda run: part_with(run, "seat_from", 7, 5), "preparatory_class"),
    "the whole week in the group": (
        "plain", lambda run: part_with(run, "share", 0, 1000), "preparatory_partly"),
    "no part of the week in the group": (
        "plain", lambda run: part_with(run, "share", 0, 0), "preparatory_partly"),
}  # fmt: skip


SAYS = {
    "the group that a pupil goes to is not opened":
        "pupil n4 goes to a group at B, and none is opened there.",
    "fewer groups than none": "C 1-3 has 1 groups below none.",
    "the groups are told for other hosts": "The groups are told for 2 hosts, and there are 6.",
    "the groups are not told": "pupil n1 goes to a group at A, and none is opened there.",
    "more groups than rooms": "B 1-3 has 1 groups more than rooms.",
    "more groups than rooms at the unit": "The unit A has 1 groups more than rooms.",
    "a group at a unit that hosts nothing today":
        "B 1-3 runs 1 groups, and the policy does not let the unit run any.",
    "a group at a unit that is not for reception":
        "D 4-6 runs 1 groups, and the policy does not let the unit run any.",
    "a group at a unit that is not listed":
        "B 1-3 runs 1 groups, and the policy does not let the unit run any.",
    "fewer hosts than asked for": "3 units run groups, fewer than 4.",
    "more groups than allowed in all": "4 groups are opened, more than 3.",
    "a group is overfull in one month":
        "A 4-6 has more pupils in a month than its groups hold: 1 too many.",
    "a group never has its least number":
        "B 1-3 has too few pupils for its groups in every month: 2 too few.",
    "a pupil has no regular seat":
        "Offering B-1 has 1 pupils more than regular seats in a month.",
    "no regular seat when the seats are the same all year":
        "Offering A-1 has 1 pupils more than regular seats in a month.",
    "no teacher speaks the language":
        "pupil n2 goes to a group at B, where no teacher speaks the pupil's language.",
    "the largest unit has too large a share":
        "The 1 units with most pupils in groups have 4 of 6.",
    "too many newly arrived at a unit":
        "At the unit A 13 of 103 pupils are newly arrived, too large a share.",
    "a pupil already placed is moved": "pupil n7 was placed already, and is moved to D.",
    "a pupil who needs a group has none":
        "pupil n1 is placed at A and needs a group, and has none.",
    "a pupil goes to a group for no month": "pupil n1 at A goes to a group for no month.",
    "a group for other grades":
        "pupil n1 goes to a group at A that is not for the pupil's grade.",
    "the group is at another unit than the class":
        "pupil n1 has a regular class at A and the group at another unit.",
    "more than two years":
        "pupil n1 would be in a preparatory class at A for more than 24 months.",
    "months before that cannot be":
        "pupil n1 would be in the group at A in months that cannot be.",
    "months after the plan has ended":
        "pupil n1 would be in the group at A in months that cannot be.",
    "more months than the policy allows":
        "pupil n7 would be in a preparatory class at A for more than 8 months.",
    "the class is decided too late": "pupil n1 has a regular class at A too late.",
    "a pupil without a group waits for the class":
        "pupil n8 has a regular class at B too late.",
    "the whole week in the group":
        "pupil n1 is in the group at A for all of the week, or for none of it.",
    "no part of the week in the group":
        "pupil n1 is in the group at A for all of the week, or for none of it.",
}  # fmt: skip
"""The first sentence that each break is told in."""


def test_every_claim_has_a_broken_placement():
    told = {claim.name for rule in RULES for claim in check_hosting(run_of(rule))}
    caught = {claim for _rule, _broken, claim in BROKEN.values()}
    assert told - caught == {"preparatory_preschool"}, "that one has a test of its own below"


def test_two_years_are_counted_with_the_months_before():
    """Six months are planned: with 18 before they are two years, with 19 they are more."""
    run = run_of()
    assert failed(part_with(run, "clock", 0, 18)) == set()
    assert failed(part_with(run, "clock", 0, 19)) == {"preparatory_clock"}
    stricter = rule_with(run, months_most=23)
    assert failed(part_with(stricter, "clock", 0, 18)) == {"preparatory_clock"}
    laxer = rule_with(run, months_most=36)
    assert failed(part_with(laxer, "clock", 0, 19)) == {"preparatory_clock"}, "the law goes first"


def test_a_group_and_a_class_are_full_each_in_the_month_that_is_full():
    """A pupil more in one month only: that month's group and that month's class are too full."""
    run = run_of()
    hosting, party = run.problem.hosting, 2
    host, offering = (int(x) for x in (hosting.option_host[row_of(run, party)],
                                       run.problem.options.offering[row_of(run, party)]))  # fmt: skip
    month = int(hosting.leaves[party]) - 1
    for column in ("enters", "seat_from"):
        run = part_with(run, column, party, month)
    assert failed(run) == set()
    assert failed(hosting_with(run, seats=one(hosting.seats, (offering, month), 0))) == {
        "group_seats"
    }
    assert failed(hosting_with(run, seats=one(hosting.seats, (offering, month - 1), 0))) == set()
    small = part_with(part_with(run, "share", party, 999), "most_size", host, 0)
    assert "group_most" in failed(small)
    assert "group_most" not in failed(groups_with(small, host, 0))


def test_siblings_who_are_parted_are_told_where_the_policy_keeps_them_together():
    """Pupils 2 and 3 are siblings and can both go to A or C."""
    run = run_of()
    unit, rule = run.problem.unit_of_option(), step("rule", "siblings_together")
    policy = run.problem.policy.replace(rules=(rule,))
    run = replace(run, problem=run.problem.replace(policy=policy))

    def parted(found):
        return {c.name: c.breaches[0].message for c in check_rules(found) if not c.ok}

    apart = moved(run, 1, "B-2")
    assert unit[row_of(apart, 1)] != unit[row_of(apart, 2)]
    assert set(parted(apart)) == {"rule siblings_together"}
    assert "n2" in parted(apart)["rule siblings_together"]
    together = moved(moved(run, 1, "C-2"), 2, "C-5")
    assert parted(together) == {}


@pytest.mark.parametrize("name", list(BROKEN))
def test_each_broken_placement_is_caught_by_exactly_the_right_claim_in_its_own_words(name):
    rule, broken, caught = BROKEN[name]
    found = [claim for claim in check_hosting(broken(run_of(rule))) if not claim.ok]
    assert [claim.name for claim in found] == [caught]
    assert found[0].breaches[0].message == SAYS[name]


def test_the_preschool_class_goes_to_no_preparatory_class():
    """Its spans may hold F, but nobody of F may be in a group: 3 kap. 12 b §."""
    hosts = arrivals_town().hosts.replace({"kind": {"1-3": "F-3"}})
    run = run_of(hosts=hosts)
    assert failed(run) == set()
    party = 5
    row = row_of(run, party)
    broken = part_with(part_with(run, "leaves", party, 8), "option_host", row, 2)
    assert failed(broken) == {"preparatory_preschool"}


def test_a_seat_is_missing_only_in_the_month_before_it_comes_free():
    """A has one seat in grade 3 until December and three after; two pupils fit from then on."""
    more = [
        *PUPILS[:3],
        pupil(4, "3", "A", "2026-08-15", months_needed=0),
        pupil(9, "3", "A", "2027-01-15", months_needed=0),
    ]
    run = run_of(newly_arrived=arrivals_town(more).newly_arrived)
    assert failed(run) == set()
    early = part_with(part_with(run, "enters", 4, 1), "seat_from", 4, 1)
    early = part_with(early, "leaves", 4, 1)
    assert failed(early) == {"group_seats"}
    (claim,) = [claim for claim in check_hosting(early) if claim.name == "group_seats"]
    assert claim.breaches[0].where == "A-3"
    assert "1 pupils more" in claim.breaches[0].message


def test_a_unit_above_its_share_keeps_those_it_has():
    """A has 10 of 100 newly arrived; the pupil placed there stays though the share is passed."""
    only = [entry for entry in PUPILS if entry.get("current_unit")]
    run = run_of(newly_arrived=arrivals_town(only).newly_arrived)
    assert failed(rule_with(run, recent_share=50)) == set()
    assert failed(rule_with(run, recent_share=50, keep=False)) == {"group_recent"}


def test_introduction_programmes_are_held_to_the_groups_but_not_to_the_law_of_preparatory_classes():
    run = run_of()
    policy = run.problem.policy.replace(places="introduction")
    other = replace(run, problem=run.problem.replace(policy=policy))
    names = [claim.name for claim in check_hosting(other)]
    assert "group_seats" in names
    assert not [name for name in names if name.startswith("preparatory")]


def test_without_groups_there_is_nothing_to_claim():
    run = run_of()
    assert [*check_hosting(replace(run, problem=run.problem.replace(hosting=None)))] == []
