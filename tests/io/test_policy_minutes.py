"""Minutes by a timetable that the instance does not have are a fault before anybody is placed."""

from __future__ import annotations

import pytest

from gymnasium_town import gymby
from skolval.io.instance import read_instance
from skolval.io.policy import check_policy
from skolval.io.policy_minutes import timetable_faults
from skolval.io.shipped import find_instance
from towns import frame, policy


def test_a_shipped_policy_by_bus_is_refused_where_no_bus_is_told():
    made, faults = check_policy("introduction_today", instance=gymby())
    timeless = [fault for fault in faults if fault.rule == "timetable"]
    assert made is None
    assert [(fault.column, fault.value) for fault in timeless] == [("minutes", "fastest")]
    assert timeless[0].row
    assert "walking" in timeless[0].remedy


@pytest.mark.parametrize("minutes", ["public_transport", "fastest"])
def test_minutes_by_bus_need_stops_lines_and_departures(minutes):
    asked, town = (
        policy("nearest_school", minutes=minutes),
        read_instance(find_instance("lillstad")),
    )
    assert list(timetable_faults(asked, town, "own.yaml")) == []
    for name in ("stops", "lines", "departures"):
        bare = town.replace(**{name: getattr(town, name).iloc[:0]})
        assert [fault.row for fault in timetable_faults(asked, bare, "own.yaml")] == [None]


def test_on_foot_or_by_a_ready_table_no_timetable_is_asked_for():
    assert list(timetable_faults(policy("nearest_school"), gymby(), "own.yaml")) == []
    ready = frame("travel", [{"origin_id": "g1", "unit_id": "A", "metres": 9, "minutes": 1}])
    asked = policy("nearest_school", minutes="fastest")
    assert list(timetable_faults(asked, gymby().replace(travel=ready), "own.yaml")) == []
