"""Every broken placement in introduction programmes is caught by the right claim, and only by it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gymnasium_town import gymby, introduction_policy, run
from skolval.audit.hosting import check_hosting
from skolval.audit.introduction import check_introduction
from skolval.domain.introduction import Merits


@cache
def lawful():
    return run()


def broken(found):
    return {claim.name for claim in check_introduction(found) if not claim.ok}


def changed(found, **facts):
    problem = found.problem
    return replace(
        found, problem=problem.replace(introduction=replace(problem.introduction, **facts))
    )


def at(found, code):
    """Rows of hosts called ``A-IMA`` and the like."""
    return found.problem.offerings.ids == code


def moved(found, pupil, code):
    """The run with `pupil` at `code`, an option that the run gets if it lacks it."""
    problem = found.problem
    party = int(np.flatnonzero(problem.parties.ids == pupil)[0])
    host = int(np.flatnonzero(at(found, code))[0])
    row = int(problem.options.start[party])
    option_host = problem.hosting.option_host.copy()
    option_host[row] = host
    chosen = found.placement.chosen.copy()
    chosen[party] = row
    hosting = problem.hosting.replace(option_host=option_host)
    return replace(found, problem=problem.replace(hosting=hosting),
                   placement=found.placement.replace(chosen=chosen))  # fmt: skip


def with_merits(found, pupil, **values):
    facts = found.problem.introduction
    mine = found.problem.parties.ids == pupil
    columns = {name: getattr(facts.merits, name).copy() for name in Merits.__slots__}
    for name, value in values.items():
        columns[name][mine] = value
    return changed(found, merits=Merits(**columns))


def flag(found, name, pupil, value):
    column = getattr(found.problem.introduction, name).copy()
    column[found.problem.parties.ids == pupil] = value
    return changed(found, **{name: column})


def host_fact(found, name, code, value):
    column = getattr(found.problem.introduction, name).copy()
    column[at(found, code)] = value
    return changed(found, **{name: column})


def provider(found, unit, number):
    column = found.problem.unit_provider.copy()
    column[found.problem.unit_ids == unit] = number
    return replace(found, problem=found.problem.replace(unit_provider=column))


def without(found, pupil):
    chosen = found.placement.chosen.copy()
    chosen[found.problem.parties.ids == pupil] = -1
    return replace(found, placement=found.placement.replace(chosen=chosen))


def nothing_run_at(found, unit):
    runs = found.problem.introduction.runs.copy()
    runs[found.problem.unit_ids == unit] = False
    return changed(found, runs=runs)


def no_rooms(found, *codes):
    hosting = found.problem.hosting
    most = np.where(np.isin(found.problem.offerings.ids, codes), 0, hosting.most)
    return replace(found, problem=found.problem.replace(hosting=hosting.replace(most=most)))


BROKEN = {
    "a pupil in another programme": (
        lambda r: moved(r, "a1", "A-IMY-BA"), {"introduction_programme"}),
    "somebody eligible to a vocational programme": (
        lambda r: with_merits(r, "a1", swedish=True, english=True, maths=True, others=5),
        {"introduction_open"}),
    "IMV without its grades": (
        lambda r: with_merits(r, "v1", others=3), {"introduction_open"}),
    "IMA for somebody newly arrived": (
        lambda r: flag(r, "newly_arrived", "a1", True), {"introduction_open"}),
    "IMS for somebody who is not newly arrived": (
        lambda r: flag(r, "newly_arrived", "s1", False), {"introduction_open"}),
    "a start in the year of turning twenty": (
        lambda r: flag(r, "turns_20", "y1", 2026), {"introduction_start"}),
    "IMV where its programme is not run": (
        lambda r: nothing_run_at(r, "A"), {"introduction_imv"}),
    "IMY at an independent unit without a vocational programme": (
        lambda r: nothing_run_at(moved(r, "y1", "D-IMY-BA"), "D"), {"introduction_imy"}),
    "an independent unit without an agreed price": (
        lambda r: host_fact(moved(r, "y1", "D-IMY-BA"), "agreed", "D-IMY-BA", False),
        {"introduction_agreement"}),
    "a unit that turns out to be independent": (
        lambda r: provider(r, "A", 1), {"introduction_agreement"}),
    "no IMS is offered": (
        lambda r: no_rooms(r, "A-IMS", "B-IMS"), {"introduction_offer"}),
    "IMV towards one programme only": (
        lambda r: no_rooms(r, "B-IMV-EE"), {"introduction_offer"}),
    "IMA designed for a group": (
        lambda r: host_fact(r, "individual", "A-IMA", False), {"introduction_form"}),
    "too few hours": (
        lambda r: host_fact(r, "hours", "A-IMS", 22), {"introduction_hours"}),
    "a resident refused from group-designed IMV": (
        lambda r: without(r, "v2"), {"introduction_group_imv"}),
}  # fmt: skip


def test_a_lawful_placement_keeps_every_claim():
    claims = list(check_introduction(run()))
    assert [claim.name for claim in claims if not claim.ok] == []
    assert all(claim.checked for claim in claims if claim.name not in {
        "introduction_imy", "introduction_agreement",
    })  # fmt: skip


SAYS = {
    "a pupil in another programme":
        "Pupil a1 is placed in A-IMY-BA, which is not the pupil's programme.",
    "somebody eligible to a vocational programme":
        "Pupil a1 is placed in A-IMA, which is not open with these grades (17:10-12).",
    "IMV without its grades":
        "Pupil v1 is placed in A-IMV-BA, which is not open with these grades (17:10-12).",
    "IMA for somebody newly arrived":
        "Pupil a1 is placed in A-IMA, which is not open with these grades (17:10-12).",
    "IMS for somebody who is not newly arrived":
        "Pupil s1 is placed in A-IMS, which is not open with these grades (17:10-12).",
    "a start in the year of turning twenty":
        "Pupil y1 starts in A-IMY-BA after June of the year of turning 20 (15:5).",
    "IMV where its programme is not run":
        "A-IMV-BA has pupils, and the unit does not run that national programme (17:28).",
    "IMY at an independent unit without a vocational programme":
        "D-IMY-BA has pupils, and the independent unit has no vocational programme (17:28).",
    "an independent unit without an agreed price":
        "D-IMY-BA has pupils, and no price is agreed with the independent owner (17:29).",
    "a unit that turns out to be independent":
        "A-IMA has pupils, and no price is agreed with the independent owner (17:29).",
    "no IMS is offered": "IMS is offered nowhere, and all four must be (17:16).",
    "IMV towards one programme only":
        "IMV is offered towards 1 national programmes, fewer than 2 (17:16).",
    "IMA designed for a group":
        "A-IMA is designed for a group, and must be for single pupils (17:4).",
    "too few hours": "A-IMS has 22 hours of teaching a week, fewer than 23 (17:6).",
    "a resident refused from group-designed IMV":
        "Pupil v2 lives here, is eligible to IMV for a group, and has no place (17:19).",
}  # fmt: skip
"""The first sentence that each break is told in."""


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_placement_is_caught_by_exactly_its_claim_in_its_own_words(what):
    break_it, caught = BROKEN[what]
    found = [claim for claim in check_introduction(break_it(lawful())) if not claim.ok]
    assert {claim.name for claim in found} == caught
    assert found[0].breaches[0].message == SAYS[what]


@pytest.mark.parametrize("part", ["IMV", "IMY", "IMA", "IMS"])
def test_each_of_the_four_programmes_must_be_offered(part):
    found = lawful()
    codes = [str(code) for code in found.problem.offerings.ids if f"-{part}" in str(code)]
    claims = {claim.name: claim for claim in check_introduction(no_rooms(found, *codes))}
    messages = [breach.message for breach in claims["introduction_offer"].breaches]
    assert f"{part} is offered nowhere, and all four must be (17:16)." in messages


GROUPS = {
    "more groups than rooms": ("most", "A-IMA", 0, "group_rooms"),
    "a group over its size": ("most_size", "A-IMA", 0, "group_most"),
    "a group under its least size": ("least_size", "A-IMA", 9, "group_least"),
}


@pytest.mark.parametrize("what", GROUPS)
def test_groups_of_programmes_are_held_to_their_rooms_and_sizes(what):
    column, code, value, caught = GROUPS[what]
    found = lawful()
    hosting = found.problem.hosting
    changed_ = np.where(at(found, code), value, getattr(hosting, column))
    problem = found.problem.replace(hosting=hosting.replace(**{column: changed_}))
    assert not [claim for claim in check_hosting(found) if not claim.ok]
    claims = [
        claim.name for claim in check_hosting(replace(found, problem=problem)) if not claim.ok
    ]
    assert claims == [caught]


def test_every_claim_has_a_broken_placement():
    told = {claim.name for claim in check_introduction(run())}
    assert told == set().union(*(caught for _break, caught in BROKEN.values()))


@pytest.mark.parametrize(
    "allowed",
    [
        lambda r: flag(with_merits(r, "v1", others=0), "started", "v1", True),  # goes on
        lambda r: flag(flag(r, "turns_20", "y1", 2020), "started", "y1", True),
        lambda r: flag(without(r, "v2"), "resident", "v2", False),  # 17:19 is about residents
        lambda r: without(r, "a1"),  # told by everybody_placed, not by 17:19
        lambda r: without(with_merits(r, "v2", others=0), "v2"),  # not eligible
        lambda r: moved(r, "y1", "D-IMY-BA"),  # agreed
        lambda r: host_fact(r, "hours", "B-IMA", 3),  # nobody is there
    ],
)
def test_what_the_law_lets_pass_is_no_breach(allowed):
    assert broken(allowed(lawful())) == set()


def test_a_reckoning_without_agreement_says_how_many_prices_are_missing():
    found = run(asked=introduction_policy(independent="all"))
    found = moved(found, "a1", "C-IMA")
    claims = {claim.name: claim for claim in check_introduction(found)}
    claim = claims["introduction_agreement"]
    assert (claim.ok, claim.checked) == (True, 0)
    assert "1 are not" in claim.note


def test_a_policy_that_wants_no_independent_units_is_broken_by_any_of_them():
    found = run(asked=introduction_policy(independent="none"))
    assert broken(found) == set()
    assert broken(provider(found, "A", 1)) == {"introduction_agreement"}


def test_a_run_without_introduction_programmes_has_no_such_claims():
    found = run(gymby())
    bare = replace(found, problem=found.problem.replace(introduction=None))
    assert list(check_introduction(bare)) == []


def test_facts_that_tell_no_provider_or_programme_are_looked_at_as_far_as_they_go():
    found = run()
    bare = replace(found, problem=found.problem.replace(unit_provider=None, programme=None))
    assert broken(bare) == set()


def test_a_host_towards_a_programme_that_nobody_runs_is_told():
    assert broken(host_fact(run(), "towards", "A-IMV-BA", -2)) == {
        "introduction_programme", "introduction_imv",
    }  # fmt: skip


def test_a_town_without_national_programmes_is_audited_too():
    made = gymby()
    only = made.programmes[made.programmes["kind"] == "introduction"]
    only = only[~only["programme"].str.startswith("IMV")].reset_index(drop=True)
    found = run(made.replace(programmes=only))
    assert found.problem.introduction.runs.shape[1] == 0
    assert "introduction_imv" not in broken(found)
