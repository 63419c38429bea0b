"""Attacks: what the letters of a whole town tell about its other children, put together."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import asdict

import pytest

import runs
from crowds import crowd, row
from runs import bjorkby, made_run
from skolval.domain.language import use
from skolval.explain import Explainer
from skolval.report.letter import letter_head, letter_page, letter_text

TOWNS = {
    "wishes": runs.POLICY,
    "near": runs.NEAREST,
    "optimal": runs.OPTIMAL,
    "traded": runs.POLICY.replace("deferred_acceptance", "top_trading_cycles"),
    "drawn": runs.POLICY.replace("deferred_acceptance", "serial_dictatorship"),
    "reserved": runs.POLICY
    + "seat_classes:\n  - {name: kept, share: 0.5, who: {group: low_education, basis: pupil}}\n",
}
PROTECTED = "e07"


def letters(run):
    """Every letter, as text and page, by pupil."""
    explainer, head = Explainer(run), letter_head(run)
    found = {p: explainer.pupil(p) for p in run.problem.parties.ids.tolist()}
    return {p: letter_text(head, f) + letter_page(head, f) for p, f in found.items()}


def facts(run):
    explainer = Explainer(run)
    return {p: asdict(explainer.pupil(p)) for p in run.problem.parties.ids.tolist()}


@pytest.fixture(scope="module", params=TOWNS)
def town_run(request, tmp_path_factory):
    return made_run(tmp_path_factory.mktemp(request.param), TOWNS[request.param])


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_no_letter_names_another_pupil(town_run, lang):
    use(lang)
    for pupil, text in letters(town_run).items():
        named = set(re.findall(r"\be\d\d\b", text))
        assert named == {pupil}


def test_no_fact_names_another_pupil(town_run):
    for pupil, told in facts(town_run).items():
        assert set(re.findall(r"\be\d\d\b", str(told))) == {pupil}


def test_the_letters_together_tell_one_number_per_place_at_most(town_run):
    """All letters pooled: of those admitted to an offering one score is known, on one ground."""
    known = defaultdict(set)
    for told in facts(town_run).values():
        for wish in told["wishes"]:
            for score in wish["scores"]:
                if score["criterion"] == wish["decided"] and score["last"] is not None:
                    known[wish["offering"], score["criterion"]].add(score["last"])
            for cut in wish["classes"]:
                if cut["last"] is not None:
                    known[wish["offering"], cut["name"], cut["decided"], cut["member"]].add(
                        cut["last"]
                    )
    assert all(len(numbers) == 1 for numbers in known.values())


def test_a_score_told_of_another_is_one_that_this_pupil_was_measured_on(town_run):
    for told in facts(town_run).values():
        for wish in told["wishes"]:
            open_to = [s["criterion"] for s in wish["scores"] if s["last"] is not None]
            equal = [s for s in wish["scores"] if s["last"] is not None and s["own"] == s["last"]]
            assert len(open_to) <= len(equal) + 1
            if wish["outcome"] != "refused":
                assert not open_to


def test_the_protected_pupils_keys_never_show(town_run):
    told = facts(town_run)[PROTECTED]
    assert told["wishes"] == ()
    assert told["placed_unit"] == ""
    text = letters(town_run)[PROTECTED]
    names = town_run.units["name"].tolist()
    assert not any(name in text for name in names)


def with_protected_metres(instance, metres):
    travel = instance.travel.copy()
    travel.loc[travel["origin_id"] == PROTECTED, "metres"] = metres
    return instance.replace(travel=travel)


def test_where_a_protected_pupil_lives_changes_no_letter(tmp_path):
    """Non-interference: the home of a protected pupil is moved, and no letter changes."""
    instance = bjorkby()
    assert (instance.choices["pupil_id"] == PROTECTED).any()
    far = made_run(tmp_path, instance=with_protected_metres(instance, 9_999))
    near = made_run(tmp_path, instance=with_protected_metres(instance, 1))
    assert letters(far) == letters(near)


def without_last_wishes(instance, run):
    """Cut each pupil's list after the wish that was given: nothing of it was ever tried."""
    rank = run.placement.rank(run.problem)
    given = dict(zip(run.problem.parties.ids.tolist(), rank.tolist(), strict=True))
    choices = instance.choices
    kept = [
        given[p] <= 0 or r <= given[p]
        for p, r in zip(choices["pupil_id"], choices["rank"], strict=True)
    ]
    return instance.replace(choices=choices[kept].reset_index(drop=True))


@pytest.mark.parametrize("town_name", ["wishes", "drawn", "reserved"])
def test_wishes_that_were_never_tried_change_no_other_letter(tmp_path, town_name):
    """Non-interference: what somebody would have wished for in vain is in nobody's letter."""
    instance = bjorkby()
    whole = made_run(tmp_path, TOWNS[town_name], instance)
    short = made_run(tmp_path, TOWNS[town_name], without_last_wishes(instance, whole))
    before, after = facts(whole), facts(short)
    for pupil, told in before.items():
        ranks = [w["rank"] for w in told["wishes"] if w["outcome"] == "not_tried"]
        if not ranks:
            assert told == after[pupil]


def test_which_group_somebody_is_of_changes_no_letter_where_groups_decide_nothing(tmp_path):
    instance = bjorkby()
    pupils = instance.pupils
    flipped = pupils.assign(
        low_education=1 - pupils["low_education"],
        foreign_background=1 - pupils["foreign_background"],
    )
    one = made_run(tmp_path, instance=instance)
    other = made_run(tmp_path, instance=instance.replace(pupils=flipped))
    assert letters(one) == letters(other)


def test_whether_a_place_was_taken_by_a_protected_pupil_or_a_sibling_looks_the_same(tmp_path):
    """One seat, held by a sibling or by a protected pupil: the refused get the same words."""
    text = runs.NEAREST.replace("nearest_school", "deferred_acceptance", 1).replace(
        "  - absolute_proximity", "  - sibling\n  - absolute_proximity"
    )
    pupils = row(4)
    pupils["p03"][2].update(sibling_unit="N", sibling_grade="2")
    sibling = made_run(tmp_path, text, crowd(pupils, seats=1))
    pupils["p03"][2].clear()
    pupils["p03"][2].update(protected=True)
    protected = made_run(tmp_path, text, crowd(pupils, seats=1))
    assert sibling.placement.unit(sibling.problem)[3] == 0
    assert protected.placement.unit(protected.problem)[3] == 0
    for pupil in ("p00", "p01", "p02"):
        one, other = Explainer(sibling).pupil(pupil), Explainer(protected).pupil(pupil)
        assert letter_text(letter_head(sibling), one) == letter_text(letter_head(protected), other)


@pytest.mark.parametrize("seats", [4, 5])
def test_a_refused_sibling_is_not_told_that_all_of_a_few_admitted_are_siblings(tmp_path, seats):
    pupils = row(seats + 1, sibling_unit="N", sibling_grade="2")
    text = runs.NEAREST.replace("nearest_school", "deferred_acceptance", 1).replace(
        "  - absolute_proximity", "  - sibling\n  - absolute_proximity"
    )
    run = made_run(tmp_path, text, crowd(pupils, seats=seats))
    wish = Explainer(run).pupil(f"p{seats:02d}").wishes[0]
    assert wish.cause == ("few" if seats < 5 else "criterion")


def test_a_letter_of_a_small_group_hides_what_decided(tmp_path):
    told = facts(made_run(tmp_path, TOWNS["reserved"]))
    for explained in told.values():
        for wish in explained["wishes"]:
            for cut in wish["classes"]:
                if cut["name"] == "kept" and cut["seats"] < 5 and cut["cause"] != "barred":
                    assert cut["cause"] == "few"
