"""Vehicles of the day and the legs they go empty, on lines of two villages and a school."""

from __future__ import annotations

import numpy as np
import pandas as pd
from tests.travel.test_transit import DAY, served

from skolval.travel.lines import reverse_legs, vehicle_runs
from skolval.travel.nearest_stops import nearest_stops

STOPS = {
    "School": (10_000.0, 0.0), "Mill": (5_000.0, 0.0), "Hill": (0.0, 0.0), "Lake": (10_000.0, 8_000.0),
}  # fmt: skip
TO_HILL = [("School", 0), ("Mill", 10), ("Hill", 20)]
FROM_HILL = [("Hill", 0), ("Mill", 12), ("School", 24)]
FROM_LAKE = [("Lake", 0), ("School", 15)]


def bus(line, way, time, vehicle=None, seats=30):
    return (line, way, time, {"kind": "school", "vehicle": vehicle, "seats": seats})


def test_a_bus_that_fetches_pupils_goes_out_empty_before():
    lines = {("H", "in"): FROM_HILL, ("H", "out"): TO_HILL}
    instance = served(lines, [bus("H", "in", "07:20", "B1")], STOPS)
    legs = reverse_legs(instance).to_dict("records")
    assert len(legs) == 1
    leg = legs[0]
    assert (leg["line_id"], leg["direction"], leg["along"]) == ("H", "out", "line")
    assert leg["stops"] == "School Mill Hill"
    assert leg["times"] == "06:57 07:07 07:17"  # three minutes to turn
    assert (leg["seats"], leg["cost"], leg["before_trip"]) == (30, 0, "H-in-07:20")
    assert leg["after_trip"] is None or pd.isna(leg["after_trip"])


def test_a_bus_that_takes_pupils_home_comes_back_empty():
    lines = {("H", "in"): FROM_HILL, ("H", "out"): TO_HILL}
    leg = reverse_legs(served(lines, [bus("H", "out", "14:40", "B1")], STOPS)).iloc[0]
    assert (leg["direction"], leg["departs"], leg["arrives"]) == ("in", "15:03", "15:27")
    assert leg["after_trip"] == "H-out-14:40"


def test_a_line_that_runs_one_way_only_is_gone_backwards_with_its_own_times():
    leg = reverse_legs(
        served({("H", "in"): FROM_HILL}, [bus("H", "in", "07:20", "B1")], STOPS)
    ).iloc[0]
    assert (leg["along"], leg["direction"]) == ("reversed", "out")
    assert leg["times"] == "06:53 07:05 07:17"


def test_a_bus_fetches_two_villages_and_goes_empty_between():
    lines = {("H", "in"): FROM_HILL, ("L", "in"): FROM_LAKE}
    runs = [bus("H", "in", "06:30", "B1"), bus("L", "in", "07:30", "B1")]
    legs = reverse_legs(served(lines, runs, STOPS))
    assert legs["stops"].tolist() == ["School Mill Hill", "School Lake"]
    assert legs["after_trip"].fillna("").tolist() == ["", "H-in-06:30"]
    assert legs["departs"].tolist()[1] == "07:12"  # as late as it can be


def test_where_there_is_no_time_for_an_empty_leg_none_is_told():
    lines = {("H", "in"): FROM_HILL, ("L", "in"): FROM_LAKE}
    runs = [bus("H", "in", "06:30", "B1"), bus("L", "in", "07:00", "B1")]
    assert reverse_legs(served(lines, runs, STOPS))["stops"].tolist() == ["School Mill Hill"]


def test_a_leg_may_go_backwards_along_another_line():
    lines = {("H", "in"): FROM_HILL, ("L", "out"): [("Hill", 0), ("Lake", 30)]}
    runs = [bus("H", "in", "06:30", "B1"), bus("L", "out", "08:00", "B1")]
    legs = reverse_legs(served(lines, runs, STOPS))
    assert legs["stops"].tolist() == ["School Mill Hill", "School Mill Hill", "Lake Hill"]
    assert set(legs["along"]) == {"reversed"}


def test_where_no_line_joins_the_ends_no_way_is_invented():
    lines = {("H", "in"): FROM_HILL, ("L", "in"): [("Lake", 0), ("Dock", 30)]}
    runs = [bus("H", "in", "06:30", "B1"), bus("L", "in", "08:00", "B1")]
    instance = served(lines, runs, STOPS | {"Dock": (12_000.0, 8_000.0)})
    assert reverse_legs(instance)["stops"].tolist() == ["School Mill Hill"]


def test_a_bus_that_stands_long_goes_back_to_the_school_between():
    lines = {("H", "in"): FROM_HILL, ("H", "out"): TO_HILL}
    runs = [
        bus("H", "out", "07:00", "B1"),
        bus("H", "out", "14:40", "B1"),
        bus("H", "in", "07:40", "B1"),
    ]
    legs = reverse_legs(served(lines, runs, STOPS))
    assert legs["after_trip"].tolist() == ["H-out-14:40"]
    two = [bus("H", "out", "07:00", "B1"), bus("H", "in", "09:30", "B1")]
    legs = reverse_legs(served(lines, two, STOPS))
    assert legs["direction"].tolist() == ["in", "out"]
    assert legs["departs"].tolist() == ["07:23", "09:07"]


def test_runs_without_a_vehicle_get_one_that_can_be_there_and_has_waited_least():
    lines = {("H", "in"): FROM_HILL, ("L", "in"): FROM_LAKE, ("H", "out"): TO_HILL}
    runs = [bus("H", "in", "06:30"), bus("L", "in", "06:40"), bus("L", "in", "07:30"),
            bus("H", "out", "14:40"), bus("H", "out", "14:41", "B9")]  # fmt: skip
    table = vehicle_runs(served(lines, runs, STOPS))
    got = table.set_index("trip_id")["vehicle"].to_dict()
    assert got == {
        "H-in-06:30": "vehicle-1", "L-in-06:40": "vehicle-2", "L-in-07:30": "vehicle-2",
        "H-out-14:40": "vehicle-2", "H-out-14:41": "B9",
    }  # fmt: skip
    assert table.set_index("trip_id")["told"].tolist() == [True, False, False, False, False]
    assert table["place"].tolist() == [1, 1, 1, 2, 3]


def test_a_small_bus_does_not_take_over_the_run_of_a_larger():
    lines = {("H", "in"): FROM_HILL, ("L", "in"): FROM_LAKE}
    runs = [bus("H", "in", "06:30", seats=8), bus("L", "in", "08:30", seats=30)]
    assert vehicle_runs(served(lines, runs, STOPS))["vehicle"].nunique() == 2


def test_public_runs_are_not_looked_at_unless_asked_for():
    lines = {("H", "in"): FROM_HILL, ("H", "out"): TO_HILL}
    instance = served(lines, [("H", "in", "07:20")], STOPS)
    assert not len(reverse_legs(instance))
    assert len(reverse_legs(instance, kinds=("public",))) == 1


def test_the_nearest_stop_needs_no_timetable():
    instance = served({}, [], STOPS, home=(4_000.0, 0.0))
    found = nearest_stops(instance)
    assert found.to_dict("records") == [{"pupil_id": "p", "stop_id": "Mill", "metres": 1_000}]


def test_no_stop_within_the_limit_and_a_protected_home_have_none():
    far = served({}, [], STOPS, home=(4_000.0, 90_000.0))
    assert nearest_stops(far)[["stop_id", "metres"]].isna().all(axis=None)
    hidden = far.pupils.assign(protected=True, x=np.nan, y=np.nan)
    assert nearest_stops(far.replace(pupils=hidden))["stop_id"].isna().all()
    nothing = served({}, [], {}, day=DAY)
    assert nearest_stops(nothing)["metres"].isna().all()
