"""Refusals under seat classes, bounds, ties, and mechanisms that do not follow one order."""

from __future__ import annotations

import numpy as np
import pytest

import runs
from crowds import crowd, row
from runs import bjorkby, made_run
from skolval.explain import Explainer, explain_pupil, paragraphs
from skolval.place import problem_of
from towns import nantuna

BASE = """\
mechanism: deferred_acceptance
criteria:
  - absolute_proximity
  - lottery
"""
RESERVE = """\
seat_classes:
  - name: kept_seats
    seats: {seats}
    who: {{group: low_education, basis: pupil}}
    only: {only}
"""
SIBLING = BASE.replace("  - absolute_proximity\n", "  - sibling\n  - absolute_proximity\n")


def wish_of(run, pupil):
    return explain_pupil(run, pupil).wishes[0]


def words(run, pupil):
    return " ".join(paragraphs(explain_pupil(run, pupil)))


# --- seat classes ------------------------------------------------------------------------


def two_kinds():
    """Twenty pupils, p00 nearest; the ten farthest are of the group. N has twelve seats."""
    pupils = row(20)
    for i in range(10, 20):
        pupils[f"p{i:02d}"][2]["low_education"] = 1
    return crowd(pupils, seats=12)


def test_each_class_has_its_own_cut_off(tmp_path):
    run = made_run(tmp_path, BASE + RESERVE.format(seats=6, only="false"), two_kinds())
    kept, everybody = wish_of(run, "p07").classes
    assert (kept.name, kept.seats, kept.member, kept.cause) == ("kept_seats", 6, False, "kind")
    assert (everybody.name, everybody.seats, everybody.member) == ("", 6, None)
    assert (everybody.decided, everybody.own, everybody.last) == ("absolute_proximity", -170, -150)
    text = words(run, "p07")
    assert "kept seats (6 seats): all went to the group that goes first there" in text
    assert "Seats for everybody (6 seats): Distance decided: 170 m against 150 m" in text


def test_a_pupil_of_the_group_is_told_the_cut_off_of_its_seats(tmp_path):
    run = made_run(tmp_path, BASE + RESERVE.format(seats=6, only="false"), two_kinds())
    kept, everybody = wish_of(run, "p16").classes
    assert (kept.member, kept.cause, kept.own, kept.last) == (True, "criterion", -260, -250)
    assert (everybody.own, everybody.last) == (-260, -150)


def test_few_of_a_group_are_never_told_of(tmp_path):
    run = made_run(tmp_path, BASE + RESERVE.format(seats=4, only="false"), two_kinds())
    for pupil in ("p09", "p15"):
        kept = wish_of(run, pupil).classes[0]
        assert (kept.cause, kept.last) == ("few", None)
    assert "so few are placed there" in words(run, "p09")


def test_seats_for_the_group_alone_are_barred_to_others(tmp_path):
    run = made_run(tmp_path, BASE + RESERVE.format(seats=6, only="true"), two_kinds())
    assert wish_of(run, "p09").classes[0].cause == "barred"
    assert "only for another group of pupils" in words(run, "p09")


def test_what_a_class_leaves_is_told_by_its_last_of_no_kind(tmp_path):
    pupils = row(20)
    for i in (18, 19):
        pupils[f"p{i:02d}"][2]["low_education"] = 1
    run = made_run(tmp_path, BASE + RESERVE.format(seats=6, only="false"), crowd(pupils, seats=12))
    kept, everybody = wish_of(run, "p11").classes
    assert (kept.member, kept.cause, kept.last) == (False, "criterion", -130)
    assert everybody.last == -190


def test_a_class_without_seats_at_a_unit_is_not_told(tmp_path):
    text = BASE + RESERVE.format(seats=6, only="false") + "    units: [R]\n"
    run = made_run(tmp_path, text, two_kinds())
    (everybody,) = wish_of(run, "p15").classes
    assert everybody.seats == 12


# --- bounds ------------------------------------------------------------------------------


def bound(**limits):
    said = "".join(f"    {name}: {value}\n" for name, value in limits.items())
    return f"{BASE}bounds:\n  - who: {{group: low_education, basis: pupil}}\n{said}"


def test_a_ceiling_that_is_reached_is_the_reason(tmp_path):
    pupils = row(20)
    for i in range(8):
        pupils[f"p{i:02d}"][2]["low_education"] = 1
    run = made_run(tmp_path, bound(ceiling=6, hard="true"), crowd(pupils, seats=12))
    assert wish_of(run, "p07").cause == "ceiling"
    assert "this pupil's group has reached that number" in words(run, "p07")
    other = wish_of(run, "p18")
    assert (other.cause, other.decided) == ("criterion", "absolute_proximity")


def test_a_floor_lets_a_group_go_first(tmp_path):
    run = made_run(tmp_path, bound(floor=6), two_kinds())
    assert wish_of(run, "p07").cause == "bound"
    assert "a group that has fewer goes first" in words(run, "p07")


# --- ties --------------------------------------------------------------------------------


def equals():
    return crowd({f"p{i:02d}": (500, 5000, {}) for i in range(8)}, seats=5)


def test_a_group_of_equals_that_is_refused_whole_is_told_so(tmp_path):
    text = BASE.replace("deferred_acceptance", "{deferred_acceptance: {ties: reject_group}}")
    run = made_run(tmp_path, text, equals())
    wish = wish_of(run, "p00")
    assert (wish.outcome, wish.cause) == ("free", "tie")
    assert "On every ground before the lottery" in words(run, "p00")


def test_the_lottery_between_equals_gives_both_numbers(tmp_path):
    run = made_run(tmp_path, BASE, equals())
    lost = [p for p in run.problem.parties.ids if wish_of(run, p).outcome == "refused"]
    assert len(lost) == 3
    assert {wish_of(run, p).decided for p in lost} == {"lottery"}
    assert {wish_of(run, p).scores[-1].last for p in lost} == {-4}


# --- personal grounds --------------------------------------------------------------------


@pytest.mark.parametrize(("siblings", "cause"), [(4, "few"), (5, "criterion")])
def test_a_personal_ground_is_told_only_when_five_share_it(tmp_path, siblings, cause):
    pupils = row(10)
    for i in range(siblings):
        pupils[f"p{9 - i:02d}"][2].update(sibling_unit="N", sibling_grade="2")
    run = made_run(tmp_path, SIBLING, crowd(pupils, seats=siblings))
    wish = wish_of(run, "p00")
    assert wish.cause == cause
    assert (wish.decided == "sibling") == (cause == "criterion")
    assert all(s.last is None for s in wish.scores) == (cause == "few")
    text = words(run, "p00")
    assert ("Sibling priority decided" in text) == (cause == "criterion")
    assert ("would tell about a single child" in text) == (cause == "few")


def test_after_the_deciding_ground_nothing_of_the_last_admitted_is_told(tmp_path):
    pupils = row(10)
    for i in range(5):
        pupils[f"p{9 - i:02d}"][2].update(sibling_unit="N", sibling_grade="2")
    run = made_run(tmp_path, SIBLING, crowd(pupils, seats=5))
    told = {s.criterion: s.last for s in wish_of(run, "p00").scores}
    assert told["sibling"] == 1
    assert told["absolute_proximity"] is None
    assert told["lottery"] is None


# --- other mechanisms --------------------------------------------------------------------


def by(mechanism):
    return runs.POLICY.replace("mechanism: deferred_acceptance", f"mechanism: {mechanism}")


@pytest.mark.parametrize(
    ("mechanism", "said"),
    [
        ("efficiency_adjusted", "waived by consent"),
        ("top_trading_cycles", "traded in rings"),
        ("serial_dictatorship", "The lottery decided: number"),
        ("school_proposing", "Relative proximity decided"),
        ("stable_improvement_cycles", "Relative proximity decided"),
        ("random_places", "Places are drawn by lot within the seats"),
    ],
)
def test_every_mechanism_tells_how_it_refused(tmp_path, mechanism, said):
    run = made_run(tmp_path, by(mechanism))
    explainer = Explainer(run)
    told = [paragraphs(explainer.party(p)) for p in range(len(run.problem.parties))]
    assert any(said in " ".join(text) for text in told)


def test_a_drawn_order_gives_the_number_in_the_draw(tmp_path):
    run = made_run(tmp_path, by("serial_dictatorship"))
    explainer = Explainer(run)
    for party in range(len(run.problem.parties)):
        for wish in explainer.party(party).wishes:
            if wish.decided == "lottery":
                assert wish.margin < 0
                break
    with pytest.raises(Exception, match="No pupil"):
        explainer.pupil("nobody")


def test_equals_who_exchange_are_told_that_the_lottery_was_the_first_draw(tmp_path):
    text = BASE.replace("deferred_acceptance", "stable_improvement_cycles")
    run = made_run(tmp_path, text, equals())
    lost = next(p for p in run.problem.parties.ids if wish_of(run, p).outcome == "refused")
    assert wish_of(run, lost).cause == "tie"


def test_a_list_dependent_mechanism_tells_that_the_list_decided(tmp_path):
    """Made to simulate what is unlawful; the explanation still tells how it came about."""
    from skolval.io.policy import read_policy
    from skolval.io.run import run_of
    from skolval.place import place

    path = tmp_path / "p.yaml"
    path.write_text(by("immediate_acceptance"), encoding="utf-8")
    instance = bjorkby()
    problem = problem_of(instance, read_policy(path))
    run = run_of(instance, problem, place(problem, simulate_unlawful=True))
    explainer = Explainer(run)
    causes = {
        (w.cause, w.decided)
        for p in range(len(problem.parties))
        for w in explainer.party(p).wishes
        if w.outcome == "refused"
    }
    assert ("criterion", "band") in causes


def test_without_respect_for_seats_there_is_no_order(tmp_path):
    text = runs.NEAREST.replace("nearest_school", "{nearest_school: {respect_seats: false}}", 1)
    text = text.replace("policy: {nearest_school: {respect_seats: false}}_bjorkby", "policy: x")
    run = made_run(tmp_path, "policy: x\n" + text.partition("\n")[2])
    assert not explain_pupil(run, "e00").ordered


# --- reference schools -------------------------------------------------------------------


def guarantee_run(tmp_path, instance):
    from skolval.io.policy import read_policy
    from skolval.io.run import run_of
    from skolval.place import place

    path = tmp_path / "p.yaml"
    path.write_text(
        "mechanism: deferred_acceptance\ncriteria:\n"
        "  - relative_proximity: {reference: guarantee}\n  - lottery\n",
        encoding="utf-8",
    )
    problem = problem_of(instance, read_policy(path))
    return run_of(instance, problem, place(problem))


def test_nantuna_with_guarantee_schools_is_explained(tmp_path):
    run = guarantee_run(tmp_path, nantuna())
    found = explain_pupil(run, "b")
    assert found.placed_unit == "U"
    refused = found.wishes[0]
    assert (refused.unit, refused.cause, refused.margin) == ("N", "guarantee", None)
    assert (refused.reference, refused.reference_unit) == ("guarantee", "U")
    assert all(score.last is None for score in refused.scores)
    assert "whose guarantee school it is" in " ".join(paragraphs(found))


def test_a_cut_off_against_the_guarantee_school_names_it(tmp_path):
    pupils = {f"p{i}": (100 + 10 * i, 400 + 5 * i, {}) for i in range(6)}
    instance = crowd(pupils, seats=3)
    run = guarantee_run(tmp_path, instance)
    texts = [" ".join(paragraphs(explain_pupil(run, p))) for p in pupils]
    assert any("guarantee school" in text for text in texts)


def test_a_reference_that_a_pupil_lacks_is_told_as_the_nearest_other(tmp_path):
    from skolval.explain._reference import Reference

    run = guarantee_run(tmp_path, nantuna())
    none = np.full(len(run.problem.parties), -1, np.int64)
    bare = type(run)(**{
        **{f: getattr(run, f) for f in run.__dataclass_fields__},
        "problem": run.problem.replace(guarantee=none),
    })  # fmt: skip
    assert Reference(bare).of(0)[2] == "static"
    assert not Reference(bare).sure(0)


def test_the_unit_of_the_own_attendance_area_is_the_reference(tmp_path):
    from dataclasses import replace

    from skolval.explain._reference import Reference
    from towns import step

    run = made_run(tmp_path, BASE, nantuna())
    policy = run.problem.policy.replace(
        criteria=(step("criterion", "relative_proximity", reference="attendance_area"),)
    )
    own = np.array([2, -1, 2], np.int64)  # a and c belong to S, b to no area
    problem = run.problem.replace(policy=policy, attendance_unit=own)
    reference = Reference(replace(run, problem=problem))
    start = problem.options.start
    assert reference.of(int(start[0])) == ("S", 2600, "attendance_area")
    assert reference.of(int(start[1]))[2] == "static"
