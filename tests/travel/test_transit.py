"""Travel times by timetable: hand-made examples, and brute force over every event of the day."""

from __future__ import annotations

import itertools

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.domain.timetable import SchoolDay
from skolval.errors import InputError
from skolval.travel.counted import counted
from skolval.travel.journeys import journey
from skolval.travel.table import travel_table
from skolval.travel.timetable import timetable_of
from skolval.travel.transit import service_of, transit_times
from towns import frame, town

DAY = SchoolDay(starts="08:00", ends="14:00", margin=0, longest=120)


def served(lines, departures, stops, *, day=DAY, home=(0.0, 0.0), unit=(10_000.0, 0.0), **units):
    """A town with one home and one unit.

    lines: {(line, direction): [(stop, minute), ...]}; departures: [(line, direction, time)];
    stops: {stop: (x, y)}. Ways on foot are straight lines without detour: 1,200 m in 864 s.
    """
    instance = town(
        [{"unit_id": "U", "name": "U", "x": unit[0], "y": unit[1], **units}],
        [{"offering_id": "U-F", "unit_id": "U", "grade": "F", "seats": 1}],
        [{"pupil_id": "p", "grade": "F", "x": home[0], "y": home[1], "low_education": 0}],
        detour_factor=1.0,
    )
    return instance.replace(
        school_day=day,
        stops=frame("stops", [{"stop_id": s, "x": x, "y": y} for s, (x, y) in stops.items()]),
        lines=frame(
            "lines",
            [
                {"line_id": line, "direction": way, "order": place, "stop_id": stop,
                 "minute": float(call[0]), **(call[1] if len(call) > 1 else {})}
                for (line, way), calls in lines.items()
                for place, (stop, *call) in enumerate(calls, start=1)
            ],
        ),
        departures=frame(
            "departures",
            [
                {"trip_id": f"{line}-{way}-{time}", "line_id": line, "direction": way,
                 "departure": time, "kind": "public", **(more[0] if more else {})}
                for line, way, time, *more in departures
            ],
        ),
    )  # fmt: skip


VILLAGE = {"A": (0.0, 0.0), "B": (5_000.0, 0.0), "C": (10_000.0, 0.0)}
BUS = {
    ("1", "in"): [("A", 0), ("B", 10), ("C", 20)],
    ("1", "out"): [("C", 0), ("B", 10), ("A", 20)],
}


def minutes(instance, **more):
    return int(transit_times(instance, **more).minutes[0, 0])


def test_the_last_bus_that_is_in_time_counts_and_the_wait_at_school_too():
    instance = served(BUS, [("1", "in", t) for t in ("06:30", "07:25", "07:45")], VILLAGE)
    found = transit_times(instance)
    assert found.minutes[0, 0] == 35
    assert found.clock[0, 0] == 7 * 3600 + 25 * 60
    assert found.rides[0, 0] == 1


def test_the_margin_before_the_bell_may_cost_the_bus():
    day = SchoolDay(starts="08:00", margin=0)
    runs = [("1", "in", "07:10"), ("1", "in", "07:40")]
    assert minutes(served(BUS, runs, VILLAGE, day=day)) == 20
    day = SchoolDay(starts="08:00", margin=1)
    assert minutes(served(BUS, runs, VILLAGE, day=day)) == 49


def test_a_unit_with_a_bell_of_its_own_is_reached_before_that_one():
    instance = served(BUS, [("1", "in", t) for t in ("07:25", "08:20")], VILLAGE, starts="08:45")
    assert minutes(instance) == 25


def test_ways_on_foot_are_rounded_upwards_by_the_second_and_the_minute():
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE, home=(-1_001.0, 0.0))
    # 1,001 m at 5 km/h are 720.72 s, so 721; the bus leaves 30 minutes before the bell
    assert transit_times(instance).clock[0, 0] == 7 * 3600 + 30 * 60 - 721
    assert minutes(instance) == 43


def test_a_stop_beyond_the_longest_way_on_foot_is_of_no_use():
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE, home=(-2_001.0, 0.0))
    assert minutes(instance) == -1
    assert minutes(served(BUS, [("1", "in", "07:30")], VILLAGE, home=(-2_000.0, 0.0))) == 54


TWO = {
    ("1", "in"): [("A", 0), ("B", 10)], ("2", "in"): [("B", 0), ("C", 10)],
    ("2", "out"): [("C", 0), ("B", 10)], ("1", "out"): [("B", 0), ("A", 10)],
}  # fmt: skip


@pytest.mark.parametrize(("first", "expected"), [("07:27", 33), ("07:28", -1)])
def test_a_change_takes_at_least_the_usual_time(first, expected):
    instance = served(TWO, [("1", "in", first), ("2", "in", "07:40")], VILLAGE)
    assert minutes(instance) == expected


def test_a_stop_may_have_a_change_time_of_its_own():
    instance = served(TWO, [("1", "in", "07:28"), ("2", "in", "07:40")], VILLAGE)
    stops = instance.stops.assign(change_minutes=[None, 1, None])
    assert minutes(instance.replace(stops=stops)) == 32


def test_changing_between_two_stops_costs_the_way_on_foot_and_the_change():
    lines = {("1", "in"): [("A", 0), ("B", 10)], ("2", "in"): [("B2", 0), ("C", 10)]}
    stops = VILLAGE | {"B2": (5_250.0, 0.0)}  # 250 m: 3 minutes
    assert minutes(served(lines, [("1", "in", "07:24"), ("2", "in", "07:40")], stops)) == 36
    assert minutes(served(lines, [("1", "in", "07:25"), ("2", "in", "07:40")], stops)) == -1


@pytest.mark.parametrize("slow", ["B", "B2"])
@pytest.mark.parametrize(("first", "expected"), [("07:21", 39), ("07:22", -1)])
def test_the_longer_change_time_of_two_stops_counts_between_them(slow, first, expected):
    lines = {("1", "in"): [("A", 0), ("B", 10)], ("2", "in"): [("B2", 0), ("C", 10)]}
    stops = VILLAGE | {"B2": (5_250.0, 0.0)}  # 250 m: 3 minutes
    instance = served(lines, [("1", "in", first), ("2", "in", "07:40")], stops)
    change = instance.stops["stop_id"].map({slow: 6}).astype("Int64")
    assert minutes(instance.replace(stops=instance.stops.assign(change_minutes=change))) == expected


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_stops_with_the_same_start_the_one_with_fewer_rides_is_taken(order):
    lines = TWO | {("3", "in"): [("D", 0), ("C", 20)]}
    runs = [("1", "in", "07:20"), ("2", "in", "07:35"), ("3", "in", "07:20")]
    stops = dict(list((VILLAGE | {"D": (0.0, 0.0)}).items())[::order])
    instance = served(lines, runs, stops)
    assert (minutes(instance), transit_times(instance).rides[0, 0]) == (40, 1)
    assert [leg.line for leg in journey(instance, "p", "U").legs if leg.line] == ["3"]


def test_no_journey_has_more_changes_than_allowed():
    runs = [("1", "in", "07:20"), ("2", "in", "07:40")]
    assert minutes(served(TWO, runs, VILLAGE, day=SchoolDay(starts="08:00", changes=0))) == -1
    assert minutes(served(TWO, runs, VILLAGE, day=SchoolDay(starts="08:00", changes=1))) > 0


def test_nobody_leaves_earlier_than_the_longest_time_before_the_bell():
    runs = [("1", "in", "07:20")]
    assert (
        minutes(served(BUS, runs, VILLAGE, day=SchoolDay(starts="08:00", margin=0, longest=40)))
        == 40
    )
    assert (
        minutes(served(BUS, runs, VILLAGE, day=SchoolDay(starts="08:00", margin=0, longest=39)))
        == -1
    )


def test_runs_of_other_days_and_of_school_transport_are_not_seen_unless_asked_for():
    runs = [("1", "in", "07:10"), ("1", "in", "07:20", {"days": "mon wed"}),
            ("1", "in", "07:30", {"kind": "school"})]  # fmt: skip
    instance = served(BUS, runs, VILLAGE)
    assert minutes(instance) == 50
    assert minutes(instance, kinds=("public", "school")) == 30


def test_one_may_not_get_on_where_the_line_only_lets_people_off():
    lines = {("1", "in"): [("A", 0, {"boarding": "off"}), ("B", 10), ("C", 20)]}
    assert minutes(served(lines, [("1", "in", "07:30")], VILLAGE)) == -1
    lines = {("1", "in"): [("A", 0), ("B", 10), ("C", 20, {"boarding": "on"})]}
    assert minutes(served(lines, [("1", "in", "07:30")], VILLAGE)) == -1


def test_a_run_that_stands_at_a_stop_leaves_later_than_it_comes():
    lines = {("1", "in"): [("A", 0), ("B", 10, {"waits": 5.0}), ("C", 25)]}
    instance = served(lines, [("1", "in", "07:30")], VILLAGE, home=(5_000.0, 0.0))
    assert transit_times(instance).clock[0, 0] == 7 * 3600 + 45 * 60


def test_the_way_home_begins_at_the_last_bell():
    runs = [("1", "out", t) for t in ("13:59", "14:10", "15:00")]
    found = transit_times(served(BUS, runs, VILLAGE), towards="home")
    assert found.minutes[0, 0] == 30
    assert found.clock[0, 0] == 14 * 3600 + 30 * 60


def test_a_protected_home_is_reached_by_nothing():
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE)
    hidden = instance.pupils.assign(protected=True, x=np.nan, y=np.nan)
    assert minutes(instance.replace(pupils=hidden)) == -1


def test_a_journey_tells_every_leg_and_wait():
    runs = [("1", "in", "07:20"), ("1", "in", "07:10"), ("2", "in", "07:25"), ("2", "in", "07:35"),
            ("2", "in", "07:45")]  # fmt: skip
    instance = served(TWO, runs, VILLAGE, home=(-500.0, 0.0), unit=(10_000.0, 250.0))
    found = journey(instance, "p", "U")
    told = [(leg.kind, leg.origin, leg.target, leg.times(), leg.line) for leg in found.legs]
    assert told == [
        ("walk", "", "A", "07:14-07:20", ""),
        ("ride", "A", "B", "07:20-07:30", "1"),
        ("ride", "B", "C", "07:35-07:45", "2"),
        ("walk", "C", "", "07:45-07:48", ""),
    ]
    assert (found.minutes, found.changes, found.walk_metres, found.ride_minutes) == (46, 1, 750, 20)


def test_the_journey_home_is_told_from_the_school():
    runs = [("2", "out", "14:05"), ("1", "out", "14:20"), ("1", "out", "14:50")]
    found = journey(served(TWO, runs, VILLAGE), "p", "U", towards="home")
    assert [leg.times() for leg in found.legs if leg.kind == "ride"] == [
        "14:05-14:15",
        "14:20-14:30",
    ]
    assert found.minutes == 30


TWO_STOPS = VILLAGE | {"B2": (5_250.0, 0.0)}
OVER = {
    ("1", "in"): [("A", 0), ("B", 10)], ("2", "in"): [("B2", 0), ("C", 10)],
    ("2", "out"): [("C", 0), ("B2", 10)], ("1", "out"): [("B", 0), ("A", 10)],
}  # fmt: skip


def test_a_change_on_foot_is_told_as_soon_as_one_has_got_off():
    runs = [("1", "in", "07:10"), ("2", "in", "07:40")]
    found = journey(served(OVER, runs, TWO_STOPS), "p", "U")
    assert [(leg.kind, leg.times(), leg.metres) for leg in found.legs[1:-1]] == [
        ("ride", "07:10-07:20", 0), ("walk", "07:20-07:23", 250), ("ride", "07:40-07:50", 0),
    ]  # fmt: skip
    runs = [("2", "out", "14:10"), ("1", "out", "14:40")]
    found = journey(served(OVER, runs, TWO_STOPS), "p", "U", towards="home")
    assert [(leg.kind, leg.times(), leg.metres) for leg in found.legs[1:-1]] == [
        ("ride", "14:10-14:20", 0), ("walk", "14:20-14:23", 250), ("ride", "14:40-14:50", 0),
    ]  # fmt: skip


def test_where_there_is_no_journey_none_is_told():
    assert journey(served(BUS, [("1", "out", "07:30")], VILLAGE), "p", "U") is None


@pytest.mark.parametrize(
    ("pupil", "unit", "said"), [("q", "U", "no pupil q"), ("p", "V", "no unit V")]
)
def test_an_unknown_pupil_or_unit_is_refused(pupil, unit, said):
    with pytest.raises(InputError, match=said):
        journey(served(BUS, [("1", "in", "07:30")], VILLAGE), pupil, unit)


def test_without_a_timetable_nothing_is_invented():
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE)
    with pytest.raises(InputError, match="need a timetable"):
        transit_times(instance.replace(departures=frame("departures", [])))


def test_a_run_of_a_line_without_stops_in_its_direction_is_refused():
    with pytest.raises(InputError, match="no stops in that direction"):
        transit_times(served({("1", "in"): BUS["1", "in"]}, [("1", "out", "07:30")], VILLAGE))
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE)
    with pytest.raises(InputError, match="does not exist"):
        transit_times(instance.replace(stops=instance.stops.iloc[:2]))


def test_a_journey_ends_at_the_entrance_that_distances_end_at():
    day = SchoolDay(starts="08:05", margin=0)
    late = served(BUS, [("1", "in", "07:30")], VILLAGE, unit=(10_000.0, 1_000.0), day=day)
    assert journey(late, "p", "U").legs[-1].metres == 1_000
    doors = [{"unit_id": "U", "kind": kind, "x": 10_000.0, "y": y}
             for kind, y in (("main_entrance", 500.0), ("entrance", 250.0))]  # fmt: skip
    doored = late.replace(entrances=frame("entrances", doors), measuring_point="main_entrance")
    assert journey(doored, "p", "U").legs[-1].metres == 500
    nearest = doored.replace(measuring_point="nearest_entrance")
    assert journey(nearest, "p", "U").legs[-1].metres == 250


def test_a_unit_that_has_no_place_and_offers_nothing_is_reached_by_nothing():
    instance = served(BUS, [("1", "in", "07:30")], VILLAGE)
    idle = instance.units.assign(unit_id="I", x=np.nan, y=np.nan)
    both = instance.replace(units=pd.concat([idle, instance.units], ignore_index=True))
    assert transit_times(both).minutes.tolist() == [[-1, 30]]


# What a policy counts


def test_a_policy_counts_walking_the_timetable_or_the_faster():
    near = served(BUS, [("1", "in", "07:10")], VILLAGE, home=(7_500.0, 0.0))
    table = travel_table(near)
    assert table.minutes[0, 0] == 30
    assert counted(near, table, "walking") is table
    by_bus = counted(near, table, "public_transport")
    assert by_bus.minutes[0, 0] == -1  # 2,500 m to either stop is too far
    assert "1 pairs of home and unit have no journey" in by_bus.warnings[-1]
    assert counted(near, table, "fastest").minutes[0, 0] == 30
    far = served(BUS, [("1", "in", "07:40")], VILLAGE)
    fastest = counted(far, travel_table(far), "fastest")
    assert (fastest.minutes[0, 0], fastest.counted) == (20, "fastest")
    assert fastest.metres[0, 0] == 10_000


def test_the_minutes_of_a_ready_travel_table_are_its_own():
    instance = served(BUS, [("1", "in", "07:40")], VILLAGE)
    ready = frame("travel", [{"origin_id": "p", "unit_id": "U", "metres": 9, "minutes": 3}])
    instance = instance.replace(travel=ready)
    with pytest.raises(InputError, match="ready travel table"):
        counted(instance, travel_table(instance), "fastest")


# Brute force


def every_event(instance, kinds=("public",)) -> tuple[int, int] | None:
    """The latest time of leaving home and its fewest rides, by search over all rides and changes."""
    service = service_of(instance, (np.zeros(1), np.zeros(1)), kinds=kinds)
    table, deadline = service.table, int(service.deadline[0])
    egress = dict(zip(service.egress.stop.tolist(), service.egress.seconds.tolist(), strict=True))
    access = dict(zip(service.access.stop.tolist(), service.access.seconds.tolist(), strict=True))
    graph = nx.DiGraph()
    rides = list(all_rides(table, deadline))
    for on, off in rides:
        stop, when = int(table.target[off]), int(table.arrives[off])
        if when + egress.get(stop, 10**6) <= deadline:
            graph.add_edge((on, off), "door")
    graph.add_edges_from(all_changes(service, rides))
    if "door" not in graph:
        return None
    needed = nx.single_source_shortest_path_length(graph.reverse(), "door")
    leaves = [
        (int(table.departs[on]) - access[int(table.origin[on])], -needed[on, off])
        for on, off in rides
        if needed.get((on, off), 99) <= service.rides and int(table.origin[on]) in access
    ]
    in_time = [start for start in leaves if start[0] >= deadline - service.longest]
    when, rides_less = max(in_time, default=(None, 0))
    return None if when is None else (when, -rides_less)


def all_rides(table, deadline):
    """Every way to get on a run and off it again in time, as two connections."""
    for trip in range(len(table.trips)):
        along = np.flatnonzero(table.trip == trip)
        along = along[np.argsort(table.place[along])]
        for on, off in itertools.combinations_with_replacement(along.tolist(), 2):
            if table.boards[on] and table.alights[off] and table.arrives[off] <= deadline:
                yield on, off


def all_changes(service, rides):
    """Every pair of rides where the first comes in time for the second."""
    table, feet = service.table, service.feet
    walks = {
        (stop, int(feet.stop[row])): int(feet.seconds[row])
        for stop in range(len(table.change))
        for row in range(*feet.start[stop : stop + 2])
    } | {(stop, stop): 0 for stop in range(len(table.change))}
    for one, other in itertools.permutations(rides, 2):
        there, here = int(table.target[one[1]]), int(table.origin[other[0]])
        least = max(table.change[there], table.change[here])
        if (there, here) not in walks:
            continue
        if table.arrives[one[1]] + walks[there, here] + least <= table.departs[other[0]]:
            yield one, other


@st.composite
def towns_with_buses(draw):
    """Up to 6 stops within walking distance of some others, up to 4 lines with up to 5 runs."""
    spots = st.integers(0, 12)
    stops = {
        f"S{i}": (draw(spots) * 180.0, draw(spots) * 180.0) for i in range(draw(st.integers(2, 6)))
    }
    lines, departures = {}, []
    for number in range(draw(st.integers(1, 4))):
        count = draw(st.integers(2, 4))
        names = draw(st.lists(st.sampled_from(sorted(stops)), min_size=count, max_size=count))
        names = [n for i, n in enumerate(names) if i == 0 or n != names[i - 1]]
        if len(names) < 2:
            continue
        when = np.cumsum([0, *draw(st.lists(st.integers(0, 6), min_size=3, max_size=3))])
        kinds = [draw(st.sampled_from(["both", "both", "both", "on", "off"])) for _ in names]
        lines[f"L{number}", "in"] = [
            (n, int(when[i]), {"boarding": kinds[i]}) for i, n in enumerate(names)
        ]
        for at in sorted(draw(st.sets(st.integers(0, 55), min_size=1, max_size=4))):
            departures.append((f"L{number}", "in", f"07:{at:02d}"))
    day = SchoolDay(
        starts="08:00", margin=draw(st.integers(0, 5)), walk_metres=draw(st.sampled_from([400, 900])),
        change_minutes=draw(st.integers(1, 4)), change_metres=draw(st.sampled_from([0, 200, 400])),
        changes=draw(st.integers(0, 3)), longest=draw(st.sampled_from([30, 60])),
    )  # fmt: skip
    unit = (draw(spots) * 180.0, draw(spots) * 180.0)
    own = [draw(st.sampled_from([None, None, 0, 2, 6])) for _ in stops]
    return lines, departures, stops, day, unit, own


def town_of(drawn):
    """The drawn town, None where no bus runs; some stops have change times of their own."""
    lines, departures, stops, day, unit, own = drawn
    if not departures:
        return None
    instance = served(lines, departures, stops, day=day, unit=unit)
    change = pd.Series(own, dtype="Int64")
    return instance.replace(stops=instance.stops.assign(change_minutes=change))


@settings(max_examples=60, deadline=None)
@given(towns_with_buses())
def test_the_scan_agrees_with_brute_force_over_all_rides(drawn):
    instance = town_of(drawn)
    if instance is None:
        return
    day = instance.school_day
    expected = every_event(instance)
    found = transit_times(instance)
    deadline = 8 * 3600 - day.margin * 60
    if expected is None:
        assert found.minutes[0, 0] == -1
        assert journey(instance, "p", "U") is None
        return
    when, rides = expected
    assert (found.clock[0, 0], found.rides[0, 0]) == (when, rides)
    assert found.minutes[0, 0] == -(-(deadline - when) // 60)
    check_journey(instance, journey(instance, "p", "U"), found, deadline)


def check_journey(instance, told, found, deadline):
    """The journey leaves when the table says, hangs together, and has as few rides."""
    day = instance.school_day
    assert told.leaves == found.clock[0, 0]
    assert told.arrives <= deadline
    assert told.changes + 1 == found.rides[0, 0] <= day.changes + 1
    assert told.minutes == found.minutes[0, 0]
    known = {name: row for row, name in enumerate(instance.stops["stop_id"])}
    table = timetable_of(instance)
    for before, after in itertools.pairwise(told.legs):
        assert before.target == after.origin
        assert before.ends <= after.starts
    for leg in told.legs:
        if leg.kind == "ride":
            trip = int(np.flatnonzero(table.trips["trip_id"] == leg.trip)[0])
            on = (table.trip == trip) & (table.origin == known[leg.origin]) & table.boards
            off = (table.trip == trip) & (table.target == known[leg.target]) & table.alights
            assert leg.starts in table.departs[on]
            assert leg.ends in table.arrives[off]


@settings(max_examples=20, deadline=None)
@given(towns_with_buses())
def test_the_way_home_is_the_way_to_school_with_time_turned_round(drawn):
    instance = town_of(drawn)
    if instance is None:
        return
    turned = _turned(instance)
    there = transit_times(instance)
    back = transit_times(turned, towards="home")
    assert (there.minutes == back.minutes).all()
    assert (there.rides == back.rides).all()
    told = journey(turned, "p", "U", towards="home")
    assert (told is None) == bool(back.minutes[0, 0] == -1)
    if told is not None:
        assert (told.minutes, told.changes + 1) == (back.minutes[0, 0], back.rides[0, 0])


def _turned(instance):
    """Every run the other way at the time mirrored in 12 o'clock."""
    lines = instance.lines.copy()
    last = lines.groupby("line_id")["minute"].transform("max")
    count = lines.groupby("line_id")["order"].transform("max")
    swap = {"both": "both", "on": "off", "off": "on"}
    lines = lines.assign(
        order=count - lines["order"] + 1,
        minute=last - lines["minute"],
        boarding=lines["boarding"].map(swap),
    )
    length = last.groupby(lines["line_id"]).first()
    when = instance.departures["departure"].str.slice(3).astype(int)
    when = 5 * 60 - when - instance.departures["line_id"].map(length).astype(int)
    clock = [f"{(12 * 60 + m) // 60:02d}:{m % 60:02d}" for m in when]
    ends = 16 * 60 + instance.school_day.margin
    day = SchoolDay(**{
        name: getattr(instance.school_day, name)
        for name in ("walk_metres", "change_minutes", "change_metres", "changes", "longest")
    } | {"ends": f"{ends // 60:02d}:{ends % 60:02d}", "starts": "08:00"})  # fmt: skip
    return instance.replace(
        lines=lines, departures=instance.departures.assign(departure=clock), school_day=day
    )
