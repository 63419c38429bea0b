"""Second homes are measured as the first ones are."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.domain.policy import OptionRule
from skolval.domain.spine import build_problem
from skolval.errors import InputError
from skolval.travel import travel_table
from towns import policy, town

UNITS = [{"unit_id": "N", "name": "N", "x": 0.0, "y": 0.0}]
OFFERINGS = [{"offering_id": "N", "unit_id": "N", "grade": "F", "seats": 9}]


def two_homes(pupils, **more):
    rows = [{"grade": "F", "low_education": 0, "x": 0.0, "y": 100.0} | pupil for pupil in pupils]
    return town(UNITS, OFFERINGS, rows, **more)


def test_a_second_home_goes_by_the_same_rule_as_the_first():
    made = two_homes([
        {"pupil_id": "a", "second_x": 0.0, "second_y": 1000.0},
        {"pupil_id": "b"},
        {"pupil_id": "c", "second_area_id": "S"},
        {"pupil_id": "d", "second_x": 0.0, "second_y": 1000.0, "protected": True},
    ], areas=[{"area_id": "S", "x": 0.0, "y": 2000.0}])  # fmt: skip
    table = travel_table(made)
    assert table.second is not None
    assert table.second.warnings == ()
    assert table.second.kind == "straight"
    problem = build_problem(made, policy(options=OptionRule(1)), table)
    assert problem.options.metres.tolist()[:3] == [130, 130, 130]
    assert problem.second_metres.tolist() == [1300, -1, 2600, -1]


def test_nobody_with_two_homes_leaves_the_table_as_it_was():
    made = two_homes([{"pupil_id": "a"}])
    assert travel_table(made).second is None
    assert travel_table(made, pupils=np.zeros(0, np.int64)).second is None
    plain = made.replace(pupils=made.pupils.drop(columns=["second_x", "second_y"]))
    assert travel_table(plain).second is None


def test_only_pupils_in_the_round_are_measured():
    made = two_homes([{"pupil_id": "a", "second_x": 0.0, "second_y": 9.0, "in_round": False},
                      {"pupil_id": "b"}])  # fmt: skip
    assert travel_table(made).second is None


def test_a_ready_table_names_the_second_home_after_the_pupil():
    ways = [{"origin_id": o, "unit_id": "N", "metres": m, "minutes": 1}
            for o, m in (("a", 100), ("a/2", 3000))]  # fmt: skip
    made = two_homes([{"pupil_id": "a", "second_x": 0.0, "second_y": 1000.0}], travel=ways)
    assert travel_table(made).second.metres.tolist() == [[3000]]


def test_a_ready_table_without_the_second_home_is_refused():
    ways = [{"origin_id": "a", "unit_id": "N", "metres": 100, "minutes": 1}]
    made = two_homes([{"pupil_id": "a", "second_x": 0.0, "second_y": 1000.0}], travel=ways)
    with pytest.raises(InputError, match="a/2"):
        travel_table(made)


def test_the_origin_of_a_second_home_is_no_fault_in_a_folder(tmp_path):
    from skolval.io.instance import read_instance, write_instance

    ways = [{"origin_id": o, "unit_id": "N", "metres": 100, "minutes": 1} for o in ("a", "a/2")]
    made = two_homes([{"pupil_id": "a", "x": 6e5, "y": 6.6e6, "second_x": 6e5,
                       "second_y": 6.6e6}], travel=ways)  # fmt: skip
    pupils = made.pupils.assign(low_education=made.pupils["low_education"].astype("Int64"))
    made = made.replace(units=made.units.assign(x=6e5, y=6.6e6), pupils=pupils)
    again = read_instance(write_instance(made, tmp_path / "again"))
    assert travel_table(again).second.metres.tolist() == [[100]]
