"""Ways on hand-drawn streets, and the same ways as networkx finds on random ones."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.travel.grid import grid_instance
from tests.travel.networkx_peer import peer_metres
from tests.travel.streets import instance_of, oracle, split_graph

from skolval.domain.way_rule import WayRule
from skolval.travel import travel_table
from skolval.travel.network import network_of
from skolval.travel.snapping import snap
from skolval.travel.walking import walking_minutes, whole_metres

#   C (0,100)
#   |
#   A (0,0) ---------- B (100,0) ---------- D (200,0)
TEE = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (0.0, 100.0), "D": (200.0, 0.0)}
TEE_STREETS = [("A", "B", 100), ("A", "C", 100), ("B", "D", 100)]


def metres(nodes, edges, homes, units, **more):
    table = travel_table(instance_of(nodes, edges, homes=homes, units=units, **more))
    return table.metres[table.origin_of_pupil].tolist()


def test_a_home_beside_a_street_walks_to_it_along_it_and_to_the_door():
    # 10 m to the street at (30, 0), 30 m to A, 60 m up to (0, 60), 5 m to the unit's door.
    assert metres(TEE, TEE_STREETS, {"h": (30.0, 10.0)}, {"u": (-5.0, 60.0)}) == [[105]]


def test_home_and_unit_on_the_same_street_meet_without_passing_a_node():
    assert metres(TEE, TEE_STREETS, {"h": (20.0, 7.0)}, {"u": (90.0, -4.0)}) == [[81]]


def test_home_and_unit_on_the_same_winding_street_may_go_round_by_other_streets():
    # The street A-B winds 1,000 m; the unwinding parallel is 100 m.
    streets = [("A", "B", 1000), ("A", "B", 100), ("B", "D", 100)]
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "D": (200.0, 0.0)}
    # Both doors stand on the first of the two, at offsets 10 and 990: 10 + 100 + 10.
    assert metres(nodes, streets, {"h": (1.0, 0.0)}, {"u": (99.0, 0.0)}) == [[120]]


def test_of_parallel_streets_the_shortest_counts():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (0.0, 50.0), "D": (100.0, 50.0)}
    streets = [("A", "B", 300), ("A", "B", 120), ("C", "A", 50), ("D", "B", 50)]
    assert metres(nodes, streets, {"h": (0.0, 50.0)}, {"u": (100.0, 50.0)}) == [[220]]


def test_a_street_of_no_length_is_a_street():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (100.0, 0.0), "D": (200.0, 0.0)}
    streets = [("A", "B", 100), ("B", "C", 0), ("C", "D", 100)]
    assert metres(nodes, streets, {"h": (0.0, 0.0)}, {"u": (200.0, 0.0)}) == [[200]]


def test_a_winding_street_is_walked_in_proportion_to_its_own_length():
    # The street is 200 m long for 100 m of line; the home stands at one quarter.
    assert metres(TEE, [("A", "B", 200)], {"h": (25.0, 0.0)}, {"u": (100.0, 0.0)}) == [[150]]


def test_a_oneway_street_is_only_walked_forwards():
    square = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (100.0, 100.0), "D": (0.0, 100.0)}
    round_about = [
        ("A", "B", 100, "oneway"),
        ("B", "C", 100, "oneway"),
        ("C", "D", 100, "oneway"),
        ("D", "A", 100, "oneway"),
    ]
    homes = {"behind": (70.0, 0.0), "before": (20.0, 0.0)}
    assert metres(square, round_about, homes, {"u": (50.0, 0.0)}) == [[380], [30]]


def test_a_door_at_a_node_may_use_every_street_of_that_node():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (0.0, 100.0)}
    # The nearest edge of the home at A is the one-way A<-B, which cannot be left by.
    streets = [("B", "A", 100, "oneway"), ("A", "C", 100)]
    assert metres(nodes, streets, {"h": (0.0, 0.0)}, {"u": (0.0, 100.0)}) == [[100]]


def test_a_unit_behind_a_oneway_that_only_leaves_it_is_unreachable():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (200.0, 0.0)}
    streets = [("B", "A", 100, "oneway"), ("B", "C", 100)]
    table = travel_table(
        instance_of(nodes, streets, homes={"h": (0.0, 0.0)}, units={"u": (200.0, 0.0)})
    )
    assert table.metres.tolist() == [[-1]]
    assert table.minutes.tolist() == [[-1]]


def test_distances_use_the_largest_connected_part_and_say_so():
    nodes = TEE | {"X": (30.0, 30.0), "Y": (40.0, 30.0)}
    streets = [*TEE_STREETS, ("X", "Y", 10)]
    # The home stands beside the stub X-Y, but is tied to the street A-B below it.
    table = travel_table(
        instance_of(nodes, streets, homes={"h": (35.0, 29.0)}, units={"u": (100.0, 0.0)})
    )
    assert table.metres.tolist() == [[29 + 65]]
    assert table.kind == "street"
    assert "2 parts" in table.warnings[0]
    assert "4 of 6 nodes" in table.warnings[0]


def test_minutes_are_those_of_five_kilometres_an_hour_rounded_up():
    given_metres = np.array([0, 1, 83, 84, 1000, 5000, 5001, -1], np.int32)
    assert walking_minutes(given_metres).tolist() == [0, 1, 1, 2, 12, 60, 61, -1]


def test_metres_are_rounded_half_upwards_even_where_a_sum_is_off_in_its_last_bit():
    assert whole_metres(np.array([0.5, 1.5, 2.4999999999, 876.49, np.inf])).tolist() == [
        1,
        2,
        3,
        876,
        -1,
    ]


_place = st.tuples(st.integers(0, 12), st.integers(0, 12))


@st.composite
def towns(draw):
    """Distinct nodes on a coarse grid, random streets (some one-way, some parallel), doors."""
    positions = draw(st.lists(_place, min_size=2, max_size=9, unique=True))
    nodes = {str(i): (x * 10.0, y * 10.0) for i, (x, y) in enumerate(positions)}
    name = st.sampled_from(sorted(nodes))
    pairs = draw(
        st.lists(st.tuples(name, name, st.integers(1, 60), st.booleans()), min_size=1, max_size=18)
    )
    edges = [(u, v, m, "oneway") if one else (u, v, m) for u, v, m, one in pairs if u != v]
    # A spanning path keeps everything connected, so that the oracle needs no largest part.
    order = sorted(nodes)
    edges += [(a, b, 37) for a, b in pairwise(order)]
    door = st.tuples(st.floats(-30, 150), st.floats(-30, 150))
    homes = {f"h{i}": spot for i, spot in enumerate(draw(st.lists(door, min_size=1, max_size=4)))}
    units = {f"u{i}": spot for i, spot in enumerate(draw(st.lists(door, min_size=1, max_size=4)))}
    return nodes, edges, homes, units


@settings(max_examples=80, deadline=None)
@given(towns())
def test_every_distance_is_the_one_networkx_finds_on_split_edges(case):
    nodes, edges, homes, units = case
    instance = instance_of(nodes, edges, homes=homes, units=units)
    table = travel_table(instance)
    network = network_of(instance)
    feet = {
        side: snap(*np.array(list(doors.values())).T, network=network)
        for side, doors in (("home", homes), ("unit", units))
    }
    expected = oracle(nodes, edges, homes=feet["home"], units=feet["unit"])
    found = table.metres[table.origin_of_pupil]
    assert table.kind == "street"
    np.testing.assert_allclose(found, expected, atol=0.5 + 1e-4)


@pytest.mark.slow
def test_thirty_thousand_homes_to_ninety_units_take_two_seconds_and_are_those_of_networkx():
    instance = grid_instance(side=230, homes=30_000, units=90, seed=1)
    start = time.process_time()
    table = travel_table(instance)
    taken = time.process_time() - start
    assert table.metres.shape == (30_000, 90)
    assert (table.metres >= 0).all()
    # 1.7 s of one processor, whatever else the machine does; room for a slower one
    assert taken < 4
    sample = np.random.default_rng(5).integers(0, 90, 2)
    expected = peer_metres(instance, sample.tolist())
    assert (table.metres[table.origin_of_pupil][:, sample] == expected).all()


@settings(max_examples=40, deadline=None)
@given(towns(), st.sampled_from([1.0, 1.5, 3.0, 1000.0]), st.randoms(use_true_random=False))
def test_ways_that_heed_danger_weigh_least_and_tell_their_metres(case, factor, chance):
    nodes, edges, homes, units = case
    unsafe = [chance.random() < 0.4 for _edge in edges]
    instance = instance_of(nodes, edges, homes=homes, units=units)
    instance = instance.replace(
        edges=instance.edges.assign(unsafe=unsafe), ways=WayRule(unsafe_factor=factor)
    )
    table = travel_table(instance)
    network = network_of(instance)
    feet = {
        side: snap(*np.array(list(doors.values())).T, network=network)
        for side, doors in (("home", homes), ("unit", units))
    }
    heavy = split_graph(
        nodes, [(u, v, m * (factor if bad else 1.0), *one)
                for (u, v, m, *one), bad in zip(edges, unsafe, strict=True)],
        homes=heavier(feet["home"], unsafe, factor), units=heavier(feet["unit"], unsafe, factor),
    )  # fmt: skip
    for home, row in enumerate(table.metres[table.origin_of_pupil]):
        reach = nx.single_source_dijkstra_path_length(heavy, ("home", home), weight="metres")
        for unit, metres in enumerate(row):
            danger = 0 if table.unsafe is None else table.unsafe[table.origin_of_pupil][home, unit]
            off = feet["home"].gap[home] + feet["unit"].gap[unit]
            weight = metres - off + danger * (factor - 1)
            least = reach.get(("unit", unit), np.inf)
            assert (metres < 0) == np.isinf(least)
            # both are rounded to whole metres
            assert metres < 0 or weight == pytest.approx(least, abs=0.6 + 0.6 * (factor - 1))


def heavier(snap_of, unsafe, factor):
    """The same feet on streets whose unsafe ones are `factor` as long."""
    weight = np.where(np.array(unsafe)[snap_of.edge], factor, 1.0)
    return replace(snap_of, offset=snap_of.offset * weight)
