"""The nouns: what they promise and what they refuse."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skolval.domain.counts import Counts
from skolval.domain.grades import GRADE_SYSTEMS, grade_system, stage_label
from skolval.domain.instance import Instance
from skolval.domain.language import (
    _,
    current,
    default_language,
    number,
    percent,
    translator,
    use,
)
from skolval.domain.placement import Placement
from skolval.domain.terms import TERMS
from skolval.errors import Fault, InputError, SkolvalError, UsageError, did_you_mean
from skolval.registry import load, names
from towns import BACKGROUND, GROUP, nantuna, policy, random_problem


def test_from_autumn_2028_the_grades_are_one_to_ten():
    assert grade_system("2027/28").codes[0] == "F"
    assert grade_system("2028/29").codes == tuple(str(g) for g in range(1, 11))
    assert grade_system("2012/13") is GRADE_SYSTEMS[0]


@pytest.mark.parametrize("text", ["2026", "2026/28", "26/27", "2026-27"])
def test_a_text_that_is_no_school_year_is_refused(text):
    with pytest.raises(InputError, match="not a school year"):
        grade_system(text)


def test_the_century_may_turn_within_a_school_year():
    assert grade_system("2099/00").codes[-1] == "10"


def test_stages_follow_the_grade_system():
    old, new = GRADE_SYSTEMS
    assert [old.stage(g) for g in ("F", "3", "4", "6", "7", "9")] == [0, 0, 1, 1, 2, 2]
    assert [new.stage(g) for g in ("1", "4", "5", "7", "8", "10")] == [0, 0, 1, 1, 2, 2]
    assert [stage_label(old, s) for s in range(3)] == ["F-3", "4-6", "7-9"]
    assert [stage_label(new, s) for s in range(3)] == ["1-4", "5-7", "8-10"]


def test_an_instance_is_changed_by_making_another():
    instance = nantuna()
    other = instance.replace(name="other")
    assert (instance.name, other.name) == ("nantuna", "other")
    assert isinstance(other, Instance)
    assert instance.grades.codes[0] == "F"


def test_groups_and_titles_speak_both_languages():
    instance = nantuna().replace(title={"sv": "Nåntuna"})
    assert instance.group("low_education") is GROUP
    assert (instance.label("sv"), instance.label("en")) == ("Nåntuna", "nantuna")
    assert (BACKGROUND.label("sv"), BACKGROUND.label("en")) == (
        "utländsk bakgrund",
        "foreign background",
    )
    with pytest.raises(KeyError):
        instance.group("shoe_size")


def test_a_policy_is_named_by_its_title_where_it_has_one():
    rules = policy(title={"sv": "Lottning"})
    assert (rules.label("sv"), rules.label("en")) == ("Lottning", "test")
    assert rules.replace(name="b").name == "b"


def test_counts_refuse_what_cannot_be_counted():
    for matrix in ([[-1, 3]], [[np.nan, 3]], [[np.inf, 3]]):
        with pytest.raises(ValueError, match="count"):
            Counts.of(matrix)
    with pytest.raises(ValueError, match="one row per unit"):
        Counts.of([1, 2])
    with pytest.raises(ValueError, match="one row per unit"):
        Counts(np.ones((2, 2)), ("a",), ("x", "y"))


def test_counts_leave_out_empty_units_and_say_how_many():
    counts = Counts.of([[1, 2], [0, 0]], units=("a", "b"), groups=("in", "out"))
    assert (counts.units, counts.dropped) == (("a",), 1)
    x, t = counts.two_groups("in")
    assert (x.tolist(), t.tolist()) == ([1.0], [3.0])


def test_a_placement_reads_units_metres_and_ranks_from_the_options(rng):
    problem = random_problem(rng, density=1.0)
    chosen = problem.options.start[:-1].copy()
    chosen[0] = -1
    placement = Placement(chosen, "test")
    assert placement.placed.tolist() == [False] + [True] * 4
    assert placement.unit(problem)[0] == -1
    assert placement.metres(problem)[1] == problem.options.metres[chosen[1]]
    assert placement.rank(problem)[1] == problem.options.rank[chosen[1]]
    assert placement.replace(mechanism="other").mechanism == "other"


def test_a_placement_without_any_option_places_nobody(rng):
    problem = random_problem(rng, parties=2, density=0.0)
    placement = Placement(np.full(2, -1), "test")
    assert placement.unit(problem).tolist() == [-1, -1]


def test_composition_of_parties_of_many_is_exact_where_it_is_known(rng):
    """1 of 3 is 333 permille, but 1,000 thousandths of a pupil and not 999."""
    problem = random_problem(rng, parties=3)
    member = np.array([[1, 0], [2, 0], [-1, 0]])
    parties = replace(problem.parties, size=np.array([3, 3, 2]), member=member)
    problem = problem.replace(parties=parties)
    assert problem.composition("low_education", "pupil").tolist() == [1000, 2000, 1000]


def test_composition_by_area_and_by_pupil_fills_the_unknown_with_the_mean(rng):
    problem = random_problem(rng, parties=4)
    parties = replace(
        problem.parties,
        size=np.array([1, 1, 2, 1]),
        member=np.array([[1, 0], [0, 0], [2, 0], [-1, 0]]),
        area_share=np.array([[100, 0], [300, 0], [-1, 0], [500, 0]]),
    )
    problem = problem.replace(parties=parties)
    assert problem.composition("low_education", "area").tolist() == [100, 300, 600, 500]
    assert problem.composition("low_education", "pupil").tolist() == [1000, 0, 2000, 750]
    unknown = problem.replace(parties=replace(parties, area_share=np.full((4, 2), -1)))
    assert unknown.composition("low_education", "area").tolist() == [0, 0, 0, 0]
    only_empty = replace(
        parties, size=np.array([0, 1, 2, 1]), area_share=np.array([[100], [-1], [-1], [-1]])
    )
    empty = problem.replace(parties=only_empty)
    assert empty.composition("low_education", "area").tolist() == [0, 0, 0, 0]


def test_entitlement_counts_metres_beyond_the_limit_of_the_stage(rng):
    problem = random_problem(rng, grades=1, density=1.0)
    assert (problem.entitled() == (problem.options.metres > 2000)).all()


def test_faults_say_where_what_and_how_to_mend():
    fault = Fault(
        "No such unit.",
        file="val.xlsx",
        sheet="Val",
        row=7,
        column="skolenhet",
        suggestion="Björkskolan",
        remedy="Use a code from units.",
    )
    assert str(fault) == (
        "val.xlsx [Val], row 7, column skolenhet: No such unit. Did you mean Björkskolan?"
        " Use a code from units."
    )
    assert str(Fault("Plain.")) == "Plain."
    error = SkolvalError([fault, Fault("Other.")])
    assert (len(error.faults), error.exit_code) == (2, 1)
    assert SkolvalError("text").faults[0].message == "text"


def test_did_you_mean_finds_the_nearest_and_stays_silent_far_away():
    assert did_you_mean("lotery", ["lottery", "sibling"]) == "lottery"
    assert did_you_mean("xyz", ["lottery", "sibling"]) == ""


def test_the_folder_is_the_registry():
    assert "lottery" in names("criterion")
    assert not any(name.startswith("_") for name in names("criterion"))
    with pytest.raises(UsageError, match="Did you mean lottery"):
        load("criterion", "lotery")


def test_every_term_has_both_languages_and_a_definition():
    for name, term in TERMS.items():
        assert name.isidentifier()
        assert term.swedish
        assert term.english
        assert term.definition.endswith(".")


@pytest.mark.parametrize(
    ("value", "decimals", "sv", "en"),
    [
        (1234567.0, 0, "1\N{NO-BREAK SPACE}234\N{NO-BREAK SPACE}567", "1,234,567"),
        (-1.25, 2, "\N{MINUS SIGN}1,25", "\N{MINUS SIGN}1.25"),
        (float("nan"), 1, "–", "–"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value, decimals, sv, en):
    assert number(value, "sv", decimals=decimals) == sv
    assert number(value, "en", decimals=decimals) == en


def test_per_cent_follows_the_language():
    assert percent(0.125, "sv", decimals=1) == "12,5\N{NO-BREAK SPACE}%"
    assert percent(0.125, "en", decimals=1) == "12.5%"


def test_the_language_is_asked_for_then_set_then_that_of_the_machine(monkeypatch):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SKOLVAL_LANG", "sv")
    assert default_language() == "sv"
    monkeypatch.setenv("SKOLVAL_LANG", "")
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    assert default_language() == "sv"
    monkeypatch.setenv("LANG", "C.UTF-8")
    assert default_language() == "en"
    monkeypatch.delenv("LANG")
    assert default_language() in {"sv", "en"}


def test_texts_are_translated_into_the_chosen_language():
    assert translator("en")("Stopped.") == "Stopped."
    assert callable(translator("sv"))
    use("sv")
    assert current() == "sv"
    assert isinstance(_("Stopped."), str)
