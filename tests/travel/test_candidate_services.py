"""Candidate services: empty legs in pairs, ordinary lines, chartered runs, and told ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bus_town import bus_town
from skolval.domain.school_transport import ModeCost, TransportCosts
from skolval.domain.services import ReversedTransport
from skolval.domain.timetable import seconds_of
from skolval.io.instance import read_instance
from skolval.travel.candidates import as_services
from skolval.travel.chartered_services import MOST
from skolval.travel.crowded import crowding
from skolval.travel.lines import reverse_legs
from skolval.travel.ordinary_services import FREE_SHARE
from skolval.travel.run_ways import Driving
from skolval.travel.services import candidate_services
from towns import frame, town

INSTANCES = Path(__file__).parents[2] / "instances"
RUN = ModeCost(200_000, 400_000, "a tender", seats=30)
TAXI = ModeCost(50, 75, "a taxi", days=178)
EVERY = TransportCosts(card=ModeCost(4_000, 8_000, "cards"), run=RUN)


@pytest.fixture(scope="module")
def exempelstad():
    return read_instance(INSTANCES / "exempelstad")


@pytest.fixture(scope="module")
def found(exempelstad):
    return candidate_services(exempelstad, ReversedTransport(), prices=EVERY)


def of_kind(found, kind):
    return [one for one in found.each if one.kind == kind]


def test_every_school_bus_of_exempelstad_gives_one_service_on_its_empty_legs(exempelstad, found):
    empty = of_kind(found, "reverse_leg")
    legs = reverse_legs(exempelstad)
    assert (len(empty), len(legs)) == (24, 48)
    used = [leg.trip for one in empty for leg in (one.out, one.back)]
    assert sorted(used) == sorted(legs["leg_id"])
    assert all(one.running and not one.cost and not one.pupil_cost for one in empty)
    assert all(one.out.stops == one.back.stops[::-1] for one in empty)
    assert all(one.out.times[-1] < one.back.times[0] for one in empty)


def test_about_forty_services_come_from_empty_legs_and_chartered_runs(exempelstad):
    rule = ReversedTransport(kinds=("reverse_leg", "chartered"), minutes_most=90)
    made = candidate_services(exempelstad, rule, prices=EVERY)
    assert len(made.each) == len(made.services) == 24 + MOST == 40
    assert made.stops["stop_id"].tolist() == made.services.stop_ids.tolist()
    assert made.stops[["x", "y"]].notna().all(axis=None)


def test_chartered_runs_go_from_the_town_to_units_outside_it_in_time(exempelstad, found):
    lies = crowding(exempelstad)
    units = exempelstad.units["unit_id"].tolist()
    bell, over = seconds_of(exempelstad.school_day.starts), seconds_of(exempelstad.school_day.ends)
    for one in of_kind(found, "chartered"):
        assert not lies.unit_town[units.index(one.out.units[-1])]
        assert lies.free[units.index(one.out.units[-1])].sum() >= 4
        assert one.out.times[-1] == bell - 600
        assert one.back.times[0] == over + 600
        assert list(one.out.times) == sorted(set(one.out.times))
        assert (one.cost, one.lowest, one.out.seats) == (400_000, 200_000, 30)


def test_new_stops_are_crossings_of_streets_and_no_homes(exempelstad, found):
    new = found.stops[found.stops["stop_id"].str.startswith("area-")]
    assert len(new) > 10
    crossings = set(zip(*(np.rint(exempelstad.nodes[c]) for c in ("x", "y")), strict=True))
    assert all((x, y) in crossings for x, y in zip(new["x"], new["y"], strict=True))


def test_without_prices_only_what_goes_anyway_is_a_candidate(exempelstad):
    made = candidate_services(exempelstad, ReversedTransport())
    assert {one.kind for one in made.each} == {"reverse_leg"}


def line_town():
    """A line from the town C to the village V: out 07:00, 07:40 and 08:00, home 14:00 and 15:00."""
    calls = [("in", 1, "v", 0), ("in", 2, "c", 20), ("out", 1, "c", 0), ("out", 2, "v", 20)]
    runs = [("out", "07:00"), ("out", "07:40"), ("out", "08:00"), ("in", "14:00"), ("in", "15:00"),
            ("in", "16:00")]  # fmt: skip
    return town([], [], []).replace(
        stops=frame("stops", [{"stop_id": s, "name": s, "x": 0.0, "y": 0.0} for s in "cv"]),
        lines=frame("lines", [{"line_id": "1", "direction": way, "order": n, "stop_id": stop,
                               "minute": float(minute), "seats": 44}
                              for way, n, stop, minute in calls]),
        departures=frame("departures", [{"trip_id": f"{way}{at}", "line_id": "1", "direction": way,
                                         "departure": at} for way, at in runs]),
    )  # fmt: skip


ORDINARY = ReversedTransport(kinds=("ordinary",))


def test_an_ordinary_line_is_the_last_run_out_before_the_bell_and_the_first_home():
    (one,) = candidate_services(line_town(), ORDINARY, prices=EVERY).each
    assert (one.id, one.running, one.pupil_cost, one.source) == ("1-O", True, 8_000, "cards")
    assert (one.out.trip, one.back.trip) == ("out07:40", "in15:00")
    assert (one.out.seats, one.out.stops) == (44 // FREE_SHARE, ("c", "v"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda runs: runs.assign(days="sun"),
        lambda runs: runs.assign(kind="school"),
        lambda runs: runs.assign(seats=3),
        lambda runs: runs[runs["direction"] == "out"],
        lambda runs: runs[runs["departure"] != "15:00"].iloc[:4],
    ],
    ids=["other days", "school runs", "few seats", "one way", "home too early"],
)
def test_a_line_that_cannot_be_ridden_both_ways_is_no_service(spoil):
    instance = line_town()
    told = instance.replace(departures=spoil(instance.departures))
    assert not candidate_services(told, ORDINARY, prices=EVERY).each


def test_told_services_stand_as_told_and_chartered_ones_are_not_thought_out():
    made = candidate_services(bus_town(), ReversedTransport(), prices=EVERY)
    assert made.services.ids.tolist() == ["A", "B"]
    assert made.services.running.tolist() == [True, False]
    assert made.services.cost.tolist() == [0, 200_000]
    assert made.services.out.seats.tolist() == [1, 1, 0, 3, 3, 0]
    assert made.services.out.reached[:3].tolist() == [
        seconds_of(w) for w in ("07:20", "07:30", "07:45")
    ]
    assert [one.id for one in candidate_services(
        bus_town(), ReversedTransport(kinds=("chartered",))).each] == ["B"]  # fmt: skip


def test_of_a_kind_that_is_told_none_is_looked_for():
    lillstad = read_instance(INSTANCES / "lillstad")
    rule = ReversedTransport(kinds=("reverse_leg",))
    assert len(candidate_services(lillstad, rule).each) == 2
    three = lillstad.stops["stop_id"].iloc[:3]
    names = dict(zip(("torg", "halvvag", "by"), three, strict=True))
    rows = bus_town().services
    both = lillstad.replace(services=rows.assign(stop_id=rows["stop_id"].map(names)))
    assert candidate_services(both, rule).services.ids.tolist() == ["A"]


def test_no_services_are_empty_arrays():
    services = as_services([])
    assert len(services) == 0
    assert services.out.start.tolist() == [0]


def village(*, free=6, distance=9_000.0, **more):
    """A crowded town at 0 with eight pupils of F in two areas, a village with free seats."""
    pupils = [
        {"pupil_id": f"p{k}", "grade": "F", "x": 500.0 * (k % 2), "y": 10.0 * k,
         "area_id": f"T{k % 2}"}
        for k in range(8)
    ] + [{"pupil_id": "v", "grade": "F", "x": distance, "y": 0.0, "area_id": "V"}]  # fmt: skip
    return town(
        [{"unit_id": "C", "name": "Centrum", "x": 0.0, "y": 0.0},
         {"unit_id": "V", "name": "Byskolan", "x": distance, "y": 0.0, "starts": "08:30"}],
        [{"offering_id": "C-F", "unit_id": "C", "grade": "F", "seats": 4},
         {"offering_id": "V-F", "unit_id": "V", "grade": "F", "seats": free + 1}],
        pupils,
        areas=[{"area_id": "T0", "name": "Norr", "x": 0.0, "y": 40.0},
               {"area_id": "T1", "name": "Öster", "x": 500.0, "y": 40.0},
               {"area_id": "V", "name": "Byn", "x": distance, "y": 0.0}],
        **more,
    )  # fmt: skip


def chartered(instance, prices=EVERY, **rule):
    rule = ReversedTransport(kinds=("chartered",), **rule)
    return candidate_services(instance, rule, prices=prices).each


def test_a_run_stops_in_crowded_areas_in_the_shortest_order():
    (one,) = chartered(village())
    assert one.id == "V-C"
    assert one.out.stops == ("area-T0", "area-T1", "unit-V")
    assert one.back.stops == ("unit-V", "area-T1", "area-T0")
    assert one.out.units == ("", "", "V")
    assert one.out.times[-1] == seconds_of("08:20")
    # 500 m and 8,500 m, times the detour 1.3, at 40 km/h, and a minute for every stop on the way
    assert np.diff(one.out.times).tolist() == [round(650 * 0.09) + 60, 1053 - 58 + 60]


@pytest.mark.parametrize(
    ("instance", "rule"),
    [
        (village(free=3), {}),  # too few free seats
        (village(distance=3_500.0), {}),  # too near to be another place
        (village(), {"minutes_most": 15}),  # too long
        (village(), {"grades": ("1",)}),  # nobody of the grade
        (village(), {"units": ("C",)}),  # not there
        (village().replace(areas=village().areas.iloc[:0]), {}),
    ],
    ids=["few seats", "near", "long", "grades", "units", "no areas"],
)
def test_no_run_is_thought_out(instance, rule):
    assert not chartered(instance, **rule)


def test_a_stop_that_stands_in_the_area_is_used():
    stops = frame("stops", [{"stop_id": "torg", "name": "Torget", "x": 100.0, "y": 40.0}])
    (one,) = chartered(village().replace(stops=stops))
    assert one.out.stops == ("torg", "unit-V")  # of both areas


def test_a_taxi_is_taken_where_it_has_seats_enough_and_is_cheaper():
    taxi = TransportCosts(run=RUN, taxi=TAXI)
    (one,) = chartered(village(free=4), taxi)
    metres = round((500 + 8_500) * 1.3)
    assert (one.out.seats, one.cost) == (4, (metres * 2 * 178 * 75 + 500) // 1000)
    (bus,) = chartered(village(free=5), taxi)
    assert (bus.out.seats, bus.cost) == (30, 400_000)
    (alone,) = chartered(village(free=5), TransportCosts(taxi=TAXI))
    assert alone.out.seats == 4


def test_protected_pupils_are_nowhere_and_crowd_nothing():
    instance = village()
    pupils = instance.pupils.assign(
        protected=True, x=np.nan, y=np.nan, area_id=pd.Series([None] * 9, dtype="str")
    )
    assert not crowding(instance.replace(pupils=pupils)).pupils.any()


def test_the_shortest_way_is_none_where_no_road_leads():
    nowhere = Driving(None, float("nan"))
    assert nowhere.shortest(np.array([0.0, 1.0]), np.array([0.0, 1.0])) is None
