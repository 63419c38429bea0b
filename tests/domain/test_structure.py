"""Providers, next units, programmes and needs reach the spine."""

from __future__ import annotations

import numpy as np

from skolval.domain.problem import PROVIDERS
from skolval.domain.spine import build_problem
from skolval.travel import travel_table
from towns import policy, town

UNITS = [
    {"unit_id": "A", "name": "A", "x": 0.0, "y": 0.0, "next_unit": "B", "features": "Hiss slinga"},
    {"unit_id": "B", "name": "B", "x": 900.0, "y": 0.0},
    {"unit_id": "C", "name": "C", "x": 0.0, "y": 900.0, "provider": "independent",
     "placeable": True, "next_unit": "B", "features": "ramp"},
]  # fmt: skip
OFFERINGS = [
    {"offering_id": "A-6", "unit_id": "A", "grade": "6", "seats": 3},
    {"offering_id": "B-7", "unit_id": "B", "grade": "7", "seats": 3, "programme": "Musik"},
    {"offering_id": "C-6", "unit_id": "C", "grade": "6", "seats": 3},
]
PUPILS = [
    {"pupil_id": "p", "grade": "6", "x": 1.0, "y": 1.0, "needs": "hiss"},
    {"pupil_id": "q", "grade": "7", "x": 1.0, "y": 1.0, "programme": "musik"},
]


def problem_of(units=UNITS, offerings=OFFERINGS, pupils=PUPILS):
    instance = town(units, offerings, pupils)
    return build_problem(instance, policy(), travel_table(instance))


def test_units_have_a_provider_a_next_unit_and_features():
    problem = problem_of()
    assert [PROVIDERS[k] for k in problem.unit_provider] == [
        "municipal", "municipal", "independent"
    ]  # fmt: skip
    assert problem.next_unit.tolist() == [1, -1, 1]
    assert problem.unit_features.tolist() == ["hiss slinga", "", "ramp"]
    assert problem.needs.tolist() == ["hiss", ""]


def test_programmes_are_compared_without_capitals():
    problem = problem_of()
    assert problem.programme.tolist() == ["", "musik"]
    assert problem.offering_programme.tolist() == ["", "musik", ""]
    assert problem.programme.dtype.kind == "U"


def test_what_nobody_tells_is_none():
    bare = [{key: unit[key] for key in ("unit_id", "name", "x", "y")} for unit in UNITS]
    offerings = [{**row, "programme": None} for row in OFFERINGS]
    pupils = [{key: row[key] for key in ("pupil_id", "grade", "x", "y")} for row in PUPILS]
    problem = problem_of(bare, offerings, pupils)
    assert np.array_equal(problem.unit_provider, [0, 0, 0])
    for name in ("next_unit", "unit_features", "needs", "programme", "offering_programme"):
        assert getattr(problem, name) is None


def test_needs_are_known_even_where_no_unit_tells_what_it_has():
    bare = [{**unit, "features": None} for unit in UNITS]
    problem = problem_of(bare)
    assert problem.needs.tolist() == ["hiss", ""]
    assert problem.unit_features.tolist() == ["", "", ""]
