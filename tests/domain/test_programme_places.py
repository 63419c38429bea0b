"""A programme in a grade is for those who applied for it, wherever it is."""

from __future__ import annotations

import numpy as np

from skolval.domain.policy import OptionRule
from skolval.domain.spine import build_problem
from skolval.domain.travel import TravelTable
from towns import policy, town

UNITS = [{"unit_id": unit, "name": unit, "x": 0.0, "y": 0.0} for unit in "ABC"]
OFFERINGS = [
    {"offering_id": "A-7", "unit_id": "A", "grade": "7", "seats": 9},
    {
        "offering_id": "A-music",
        "unit_id": "A",
        "grade": "7",
        "seats": 9,
        "kind": "programme",
        "programme": "Music",
    },
    {"offering_id": "B-7", "unit_id": "B", "grade": "7", "seats": 9},
    {
        "offering_id": "C-music",
        "unit_id": "C",
        "grade": "7",
        "seats": 9,
        "kind": "programme",
        "programme": "music",
    },
    {"offering_id": "C-prep", "unit_id": "C", "seats": 9, "kind": "preparatory"},
    {"offering_id": "C-art", "unit_id": "C", "seats": 9, "kind": "programme", "programme": "art"},
]
PUPILS = [
    {"pupil_id": "p", "grade": "7", "x": 0.0, "y": 0.0, "programme": "music"},
    {"pupil_id": "q", "grade": "7", "x": 0.0, "y": 0.0},
    {"pupil_id": "r", "grade": "7", "x": 0.0, "y": 0.0, "programme": "art"},
]
METRES = np.array([[100, 900, 5000]] * 3, np.int32)


def musikby(*, pupils=PUPILS, choices=(), nearest=40, areas=()):
    """A and C have music in grade 7; A and B the ordinary grade; nobody has art in a grade."""
    instance = town(UNITS, OFFERINGS, list(pupils), list(choices), areas=list(areas))
    rules = policy(options=OptionRule(nearest))
    return build_problem(instance, rules, TravelTable(METRES, METRES // 80, np.arange(3), "table"))


def offered_to(problem, pupil):
    rows = problem.options.party == pupil
    return problem.offerings.ids[problem.options.offering[rows]].tolist()


def test_only_applicants_have_an_option_at_a_programme():
    problem = musikby()
    assert offered_to(problem, 0) == ["A-7", "A-music", "B-7", "C-music"]
    assert offered_to(problem, 1) == offered_to(problem, 2) == ["A-7", "B-7"]


def test_an_applicant_reaches_the_programme_however_far_it_is():
    problem = musikby(nearest=1)
    assert offered_to(problem, 0) == ["A-7", "A-music", "C-music"]
    assert offered_to(problem, 1) == ["A-7"]


def test_a_wish_for_a_unit_means_its_programme_to_whoever_applied_for_it():
    choices = [{"pupil_id": pupil, "rank": 1, "unit_id": "A"} for pupil in "pq"]
    choices += [{"pupil_id": "p", "rank": 2, "unit_id": "B"}]
    problem = musikby(choices=choices)
    wished = problem.options.rank > 0
    asked = problem.offerings.ids[problem.options.offering[wished]]
    assert asked.tolist() == ["A-music", "B-7", "A-7"]


def test_a_wish_for_a_programme_one_did_not_apply_for_does_not_open_it():
    choices = [{"pupil_id": "q", "rank": 1, "unit_id": "C", "offering_id": "C-music"}]
    assert offered_to(musikby(choices=choices), 1) == ["A-7", "B-7"]


def test_relative_proximity_measures_against_units_open_to_all():
    problem = musikby()
    assert problem.reference_unit.tolist() == [[0, 1, -1]] * 3


def test_what_is_no_grade_and_no_programme_in_a_grade_is_told():
    problem = musikby()
    assert [text for text in problem.warnings if text.startswith("2 offerings are no grade")]
    assert problem.offerings.placeable.tolist() == [True] * 4 + [False] * 2


def test_the_attendance_area_is_of_units_open_to_all():
    pupils = [{**pupil, "area_id": "near"} for pupil in PUPILS]
    areas = [{"area_id": "near", "name": "Near", "attendance_units": "C B"}]
    assert musikby(pupils=pupils, areas=areas).attendance_unit.tolist() == [1, 1, 1]
