"""How far it is to the stop: on foot to the nearest, and no farther than the limits look."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.domain.policy import OptionRule
from skolval.domain.school_transport import GradeSpan, TransportRules
from skolval.domain.spine import build_problem
from skolval.domain.travel import NO_STOP, TravelTable
from skolval.travel import travel_table
from towns import frame, policy, town

SPANS = (GradeSpan("F", "3", 2000, 500), GradeSpan("4", "9", 3000, 1000))
STOPS = [{"stop_id": "s", "x": 0.0, "y": 0.0}, {"stop_id": "t", "x": 9000.0, "y": 0.0}]


def by_stops(pupils, *, spans=SPANS, stops=STOPS, **more):
    """Unit N at the origin with stop s; stop t is 9 km east; no streets, detour 1.3."""
    made = town(
        [{"unit_id": "N", "name": "N", "x": 0.0, "y": 0.0}],
        [{"offering_id": "N", "unit_id": "N", "grade": "F", "seats": 9}],
        [{"pupil_id": f"e{i}", "grade": "F", "low_education": 0, "y": 0.0} | pupil
         for i, pupil in enumerate(pupils)],
        **more,
    )  # fmt: skip
    rules = TransportRules("", "", spans, "2026/27")
    return made.replace(transport=rules, stops=frame("stops", stops))


def problem_of(made):
    return build_problem(made, policy(options=OptionRule(1)), travel_table(made))


def test_the_nearest_stop_counts_and_beyond_every_limit_nobody_looks():
    made = by_stops([{"x": 100.0}, {"x": 8900.0}, {"x": 3000.0}, {"x": 600.0}])
    assert problem_of(made).stop_metres.tolist() == [130, 130, NO_STOP, 780]


def test_what_the_municipality_has_measured_goes_first():
    made = by_stops([{"x": 100.0, "stop_metres": 77}, {"x": 100.0}])
    assert problem_of(made).stop_metres.tolist() == [77, 130]


def test_a_table_of_pupils_without_the_column_is_measured():
    made = by_stops([{"x": 100.0}])
    made = made.replace(pupils=made.pupils.drop(columns=["stop_metres", "transport_reason"]))
    assert problem_of(made).stop_metres.tolist() == [130]
    assert problem_of(made).transport_reason is None


def test_measured_ways_are_enough_without_any_stops():
    made = by_stops([{"x": 100.0, "stop_metres": 77}, {"x": 100.0}], stops=[])
    assert problem_of(made).stop_metres.tolist() == [77, -1]


def test_a_protected_home_has_no_way_to_a_stop():
    made = by_stops([{"x": None, "y": None, "protected": True, "current_unit": "N"}, {"x": 100.0}])
    assert problem_of(made).stop_metres.tolist() == [-1, 130]


@pytest.mark.parametrize(
    "change",
    [
        {"spans": (GradeSpan("F", "9", 2000),)},
        {"stops": []},
        {"travel": [{"origin_id": "e0", "unit_id": "N", "metres": 1, "minutes": 1}]},
    ],
)
def test_nobody_looks_where_nothing_is_limited_or_known(change):
    made = by_stops([{"x": 100.0}], **change)
    assert travel_table(made).to_stop is None
    assert problem_of(made).stop_metres is None


def test_pupils_who_are_not_wanted_have_no_way_to_a_stop():
    made = by_stops([{"x": 100.0}, {"x": 200.0, "in_round": False}])
    assert travel_table(made).to_stop.tolist() == [130, -1]


def test_unsafe_metres_of_the_table_become_those_of_the_options():
    made = by_stops([{"x": 100.0}, {"x": 200.0}])
    metres = np.array([[130], [260]], np.int32)
    table = TravelTable(metres, metres // 80, np.array([0, 1]), "street",
                        unsafe=np.array([[30], [-1]], np.int32))  # fmt: skip
    problem = build_problem(made, policy(options=OptionRule(1)), table)
    assert problem.unsafe_metres.tolist() == [30, -1]
