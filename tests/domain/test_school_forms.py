"""School forms: upper secondary school has three grades of one stage, and travel by way alone."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.domain.entitlement import assess
from skolval.domain.grades import SCHOOL_FORMS, UPPER_SECONDARY, grade_system, stage_label
from skolval.domain.school_transport import OUTCOMES, SchoolTransport
from skolval.errors import InputError
from skolval.io.school_transport import transport_table
from skolval.place import problem_of
from towns import policy, town


@pytest.mark.parametrize("year", ["2011/12", "2026/27", "2031/32"])
def test_upper_secondary_has_three_grades_of_one_stage_whatever_the_year(year):
    grades = grade_system(year, "upper_secondary")
    assert grades == UPPER_SECONDARY
    assert [grades.stage(code) for code in grades.codes] == [0, 0, 0]
    assert stage_label(grades, 0) == "Gy1-Gy3"
    assert SCHOOL_FORMS[0] == "compulsory"
    with pytest.raises(InputError):
        grade_system("2026/28", "upper_secondary")


def test_limits_of_upper_secondary_are_one_for_every_grade_and_stage():
    rules = transport_table("upper_secondary")
    assert rules.limits(UPPER_SECONDARY) == (6000, 6000, 6000)
    assert rules.by_stage(UPPER_SECONDARY) == (6000, 6000, 6000)


@pytest.mark.parametrize(
    ("form", "outcome"), [("upper_secondary", "right"), ("compulsory", "card")]
)
def test_in_upper_secondary_the_way_alone_gives_the_card_and_a_choice_loses_nothing(form, outcome):
    """Two units; the pupil wishes for the far one, seven kilometres away."""
    grade = "Gy1" if form == "upper_secondary" else "7"
    made = town(
        [{"unit_id": unit, "name": unit, "x": 0.0, "y": 0.0} for unit in "AB"],
        [{"offering_id": unit, "unit_id": unit, "grade": grade, "seats": 5} for unit in "AB"],
        [{"pupil_id": "p", "grade": grade, "x": 0.0, "y": 0.0, "low_education": 0}],
        [{"pupil_id": "p", "rank": 1, "unit_id": "B"}],
        travel=[
            {"origin_id": "p", "unit_id": "A", "metres": 500, "minutes": 6},
            {"origin_id": "p", "unit_id": "B", "metres": 7000, "minutes": 84},
        ],
        school_form=form,
        transport=transport_table("upper_secondary" if form == "upper_secondary" else "uppsala"),
    )
    rule = policy("nearest_school", school_transport=SchoolTransport())
    problem = problem_of(made, rule)
    far = int(np.flatnonzero(problem.options.metres == 7000)[0])
    assert OUTCOMES[assess(problem).outcome[far]] == outcome  # Uppsala gives an elevresa
    assert bool(assess(problem).own_choice[far]) is (form == "compulsory")
