"""Ways on foot to stops: only those within the limit, equal to the way that homes are measured by."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.travel.grid import grid_instance
from tests.travel.streets import instance_of

from skolval.travel.network import network_of
from skolval.travel.snapping import snap
from skolval.travel.transit_walks import Points, Walks, seconds_on_foot, walks_within
from skolval.travel.walking import walking_metres


def points(*places: tuple[float, float]) -> Points:
    xy = np.array(places, np.float64).reshape(-1, 2)
    return Points(xy[:, 0], xy[:, 1])


def pairs(walks: Walks) -> dict[tuple[int, int], int]:
    return dict(zip(zip(walks.place.tolist(), walks.stop.tolist(), strict=True),
                    walks.metres.tolist(), strict=True))  # fmt: skip


def test_without_streets_ways_are_straight_lines_times_the_detour():
    found = walks_within(
        None, points((0, 0), (5_000, 0)), points((0, 900), (0, 1_100)), limit=1_300, detour=1.3
    )
    assert pairs(found) == {(0, 0): 1_170}


def test_a_way_along_the_street_may_be_longer_than_the_limit():
    nodes = {"a": (0.0, 0.0), "b": (0.0, 1_000.0), "c": (100.0, 1_000.0), "d": (100.0, 0.0)}
    edges = [("a", "b", 1_000), ("b", "c", 100), ("c", "d", 1_000)]
    river = instance_of(nodes, edges, homes={"h": (0.0, 0.0)}, units={"u": (0.0, 0.0)})
    network = network_of(river)
    near = walks_within(network, points((0, 0)), points((100, 0)), limit=2_099, detour=1.3)
    assert pairs(near) == {}
    assert pairs(
        walks_within(network, points((0, 0)), points((100, 0)), limit=2_100, detour=1.3)
    ) == {(0, 0): 2_100}


def test_a_stop_on_the_home_s_own_street_is_reached_along_it_unless_it_is_one_way():
    nodes = {"a": (0.0, 0.0), "b": (1_000.0, 0.0)}
    for one_way, expected in (((), {(0, 0): 200}), (("oneway",), {})):
        town = instance_of(
            nodes, [("a", "b", 1_000, *one_way)], homes={"h": (0, 0)}, units={"u": (0, 0)}
        )
        network = network_of(town)
        found = walks_within(network, points((600, 0)), points((400, 0)), limit=500, detour=1.3)
        assert pairs(found) == expected
        ahead = walks_within(network, points((400, 0)), points((600, 0)), limit=500, detour=1.3)
        assert pairs(ahead) == {(0, 0): 200}


def test_a_place_off_the_streets_is_reached_in_a_straight_line():
    nodes = {"a": (0.0, 0.0), "b": (1_000.0, 0.0)}
    town = instance_of(nodes, [("a", "b", 1_000)], homes={"h": (0, 0)}, units={"u": (0, 0)})
    found = walks_within(network_of(town), points((0, 400)), points((0, 0)), limit=600, detour=1.5)
    assert pairs(found) == {(0, 0): 600}


def test_an_unknown_place_and_no_places_reach_nothing():
    stops = points((0, 0))
    assert pairs(walks_within(None, points((np.nan, np.nan)), stops, limit=9, detour=1.0)) == {}
    empty = walks_within(None, points(), stops, limit=9, detour=1.0)
    assert empty.start.tolist() == [0]


def test_a_group_of_doors_takes_the_shortest_way_to_each_stop():
    walks = Walks.made(3, (np.array([0, 1, 2]), np.array([5, 5, 5]), np.array([300, 200, 100])))
    found = walks.among(np.array([0, 0, -1]), 2, 250)
    assert (pairs(found), found.seconds.tolist()) == ({(0, 5): 200}, [144])


@pytest.mark.parametrize(
    ("metres", "seconds"), [(0, 0), (1, 1), (25, 18), (1_000, 720), (1_001, 721)]
)
def test_seconds_on_foot_are_at_five_kilometres_an_hour_rounded_upwards(metres, seconds):
    assert seconds_on_foot(np.array([metres])).tolist() == [seconds]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.integers(100, 900))
def test_ways_to_stops_are_those_that_homes_are_measured_by(seed, limit):
    town = grid_instance(side=8, homes=12, units=6, seed=seed)
    network = network_of(town)
    homes, stops = (
        Points(table["x"].to_numpy(np.float64), table["y"].to_numpy(np.float64))
        for table in (town.pupils, town.units)
    )
    found = pairs(walks_within(network, homes, stops, limit=limit, detour=1.3))
    whole = walking_metres(
        network, homes=snap(homes.x, homes.y, network=network),
        units=snap(stops.x, stops.y, network=network),
    )  # fmt: skip
    straight = np.hypot(homes.x[:, None] - stops.x, homes.y[:, None] - stops.y)
    within = (whole <= limit) & (straight <= limit)
    assert found == {(i, j): int(whole[i, j]) for i, j in np.argwhere(within).tolist()}
