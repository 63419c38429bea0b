"""Near home, school transport, the paragraph of law and the way to appeal."""

from __future__ import annotations

import pytest

import runs
from crowds import crowd, row
from runs import made_run
from skolval.explain import Explainer, explain_pupil, parts

BASE = """\
mechanism: deferred_acceptance
criteria:
  - relative_proximity
  - lottery
"""


def part(found, name):
    return " ".join(next(p.paragraphs for p in parts(found) if p.name == name))


def town_of(grade="1", wishes="N"):
    """a and b near N, c far from it; N has one seat."""
    ways = {"a": (500, 2500, {}), "b": (700, 2600, {}), "c": (2900, 5600, {})}
    return crowd(ways, seats=1, grade=grade, wishes=wishes)


# --- near home ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("definition", "said"),
    [
        ("", "The rules do not say which units are near home"),
        ("near_home: {metres: 2000}\n", "when it is at most 2,000 m away. The nearest one always"),
        ("near_home: {nearest: 1}\n", "when it is among the 1 nearest. The nearest one always"),
        ("near_home: {metres: 2000, nearest: 2}\n", "at most 2,000 m away and among the 2 nearest"),
    ],
)
def test_near_home_is_said_as_the_policy_defines_it(tmp_path, definition, said):
    run = made_run(tmp_path, BASE + definition, town_of())
    text = part(explain_pupil(run, "a"), "near_home")
    assert said in text
    assert "Near this pupil's home: Skola N (500 m)." in text


def test_whether_the_place_is_near_home_is_said(tmp_path):
    text = BASE.replace("relative", "absolute") + "near_home: {metres: 2000, always: false}\n"
    run = made_run(tmp_path, text, town_of())
    told = {p: part(explain_pupil(run, p), "near_home") for p in "abc"}
    assert "The proposed place is near home." in told["a"]
    assert "The proposed place is not near home." in told["b"]
    assert "By that no unit is near this pupil's home." in told["c"]
    assert "always counts" not in told["a"]


def test_a_pupil_without_a_unit_near_home_is_told_so(tmp_path):
    text = BASE + "near_home: {metres: 100, always: false}\n"
    run = made_run(tmp_path, text, town_of())
    assert "By that no unit is near this pupil's home." in part(
        explain_pupil(run, "a"), "near_home"
    )


def test_many_near_units_are_counted_after_the_fifth(tmp_path):
    from dataclasses import replace

    run = made_run(tmp_path, BASE, town_of())
    found = explain_pupil(run, "a")
    facts = replace(found.near_home, units=found.near_home.units * 7)
    assert "and 2 more." in part(replace(found, near_home=facts), "near_home")


# --- the paragraph -----------------------------------------------------------------------


def test_first_and_second_paragraph_have_their_own_ways_to_appeal(tmp_path):
    text = BASE.replace("relative_proximity", "absolute_proximity")
    run = made_run(tmp_path, text + "near_home: {metres: 2000, always: false}\n", town_of())
    first, second, met = (explain_pupil(run, p) for p in "cba")
    assert [f.wishes[0].paragraph for f in (first, second, met)] == ["first", "second", ""]
    assert "under the first paragraph of 10 kap. 30 § skollagen" in part(first, "law")
    assert "förvaltningsrätten" in part(first, "appeal")
    assert "Skolväsendets överklagandenämnd" not in part(first, "appeal")
    assert "under the second paragraph of 10 kap. 30 §" in part(second, "law")
    assert "Skolväsendets överklagandenämnd" in part(second, "appeal")
    assert "förvaltningsrätten" not in part(second, "appeal")
    assert "The first wish is met" in part(met, "law")
    assert "förvaltningsrätten" in part(met, "appeal")


def test_wishes_of_one_paragraph_are_told_in_one_sentence(tmp_path):
    run = made_run(tmp_path, runs.POLICY)
    explainer = Explainer(run)
    found = next(
        f
        for f in (explainer.party(p) for p in range(len(run.problem.parties)))
        if len(f.refused_wishes) > 1 and len({w.paragraph for w in f.refused_wishes}) == 1
    )
    assert part(found, "law").count("paragraph of") == 1


def test_the_preschool_class_has_a_section_of_its_own(tmp_path):
    run = made_run(tmp_path, BASE, town_of(grade="F"))
    text = " ".join(" ".join(p.paragraphs) for p in parts(explain_pupil(run, "c")))
    assert "9 kap. 15 § skollagen (which says the same as 10 kap. 30 §)" in text
    assert "9 kap. 15 b § skollagen" in text
    assert "preschool class" in text


def test_a_pupil_without_wishes_is_told_that_none_is_departed_from(tmp_path):
    run = made_run(tmp_path, BASE, town_of(wishes=""))
    found = explain_pupil(run, "a")
    assert not found.chose
    assert "none was made" in part(found, "law")
    assert "No wish was made for the pupil." in part(found, "wishes")


def test_an_optimiser_gives_no_ground_to_refuse_a_wish(tmp_path):
    run = made_run(tmp_path, runs.OPTIMAL)
    explainer = Explainer(run)
    refused = [
        f for f in (explainer.party(p) for p in range(len(run.problem.parties))) if f.refused_wishes
    ]
    assert refused
    for found in refused:
        assert "a wish could not be refused in this way" in part(found, "law")


# --- school transport --------------------------------------------------------------------


def test_a_long_way_to_an_own_choice_has_to_be_judged(tmp_path):
    far = {"a": (2900, 300, {}), "b": (2900, 9000, {}), "c": (1000, 9000, {})}
    run = made_run(tmp_path, BASE, crowd(far, seats=3, grade="1"))
    own, entitled, short = (part(explain_pupil(run, p), "transport") for p in "abc")
    assert "only if the municipality would have placed the pupil there" in own
    assert "gives a right to school transport (10 kap. 32 § skollagen)" in entitled
    assert "not longer than 2,000 m" in short


def test_a_pupil_without_a_place_has_no_part_about_transport(tmp_path):
    instance = town_of()
    offerings = instance.offerings.assign(seats=[1, 1])
    run = made_run(tmp_path, BASE, instance.replace(offerings=offerings))
    lost = str(run.problem.parties.ids[~run.placement.placed][0])
    assert "transport" not in {p.name for p in parts(explain_pupil(run, lost))}


def test_farther_units_without_a_wish_are_told_together():
    from skolval.explain import PupilExplanation, Wish

    wishes = tuple(
        Wish(f"U{i}", f"U{i}-1", 0, 100 * i, 1, "", -1, 5, 5, "refused", (), cause="tie")
        for i in range(1, 9)
    )
    found = PupilExplanation(
        "x", "1", "deferred_acceptance", "mechanism", False, True, wishes=wishes
    )
    text = part(found, "wishes")
    assert "Farther away 3 more units were tried, and they were full too: U6, U7, U8." in text
    assert "U5 (500 m): refused" in text


def test_rows_of_many_pupils_stay_apart(tmp_path):
    run = made_run(tmp_path, BASE, crowd(row(12), seats=3))
    explainer = Explainer(run)
    assert [explainer.party(i).pupil for i in range(12)] == list(row(12))
