"""The way of one pupil: its streets in order, its line bend by bend, the first of equal ways."""

from __future__ import annotations

import numpy as np
import pytest
from tests.towns import frame
from tests.travel.streets import instance_of

from skolval.travel.edges import street_pieces
from skolval.travel.network import network_of
from skolval.travel.snapping import snap
from skolval.travel.ways import search_to, way_along

DIAMOND = {"A": (0.0, 0.0), "B": (100.0, 100.0), "C": (100.0, -100.0), "D": (200.0, 0.0)}
ARMS = [("A", "C", 150), ("A", "B", 150), ("B", "D", 150), ("C", "D", 150)]


def way(nodes, edges, home, unit, **columns):
    base = instance_of(nodes, edges, homes={"h": home}, units={"u": unit})
    place = base.replace(edges=base.edges.assign(**columns))
    network = network_of(place)
    doors = [snap(*np.array([door]).T, network=network) for door in (home, unit)]
    return network, way_along(network, search_to(network, doors[1]), (doors[0], doors[1]))


def test_of_two_equal_ways_the_one_whose_street_stands_first_is_gone():
    _network, found = way(DIAMOND, ARMS, (0.0, 0.0), (200.0, 0.0))
    assert [stretch.edge for stretch in found.stretches] == [0, 3]
    assert found.metres == 300
    swapped = [ARMS[1], ARMS[0], *ARMS[2:]]
    _network, other = way(DIAMOND, swapped, (0.0, 0.0), (200.0, 0.0))
    assert [stretch.edge for stretch in other.stretches] == [0, 2]


def test_the_line_follows_the_bends_and_is_cut_where_the_doors_are():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 100.0)}
    network, found = way(nodes, [("A", "B", 200)], (50.0, -10.0), (110.0, 50.0), bends="1000 0")
    assert found.line(network) == [(50.0, 0.0), (100.0, 0.0), (100.0, 50.0)]
    assert (found.metres, found.gaps) == (120, (10_000_000, 10_000_000))
    network, back = way(nodes, [("A", "B", 200)], (110.0, 50.0), (50.0, -10.0), bends="1000 0")
    assert back.line(network) == found.line(network)[::-1]
    assert back.unsafe_metres(network) == 0


def test_doors_at_one_place_have_a_way_of_no_length():
    _network, found = way(DIAMOND, ARMS, (0.0, 0.0), (0.0, 0.0))
    assert (found.metres, len(found.stretches)) == (0, 1)


def test_where_one_ways_lead_elsewhere_there_is_no_way():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (200.0, 0.0)}
    shut = [("B", "A", 100, "oneway"), ("B", "C", 100)]
    assert way(nodes, shut, (0.0, 0.0), (200.0, 0.0))[1] is None


@pytest.mark.parametrize("mode", ["walk", "cycle"])
def test_a_street_that_may_only_be_used_backwards_keeps_its_row(mode):
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0)}
    base = instance_of(nodes, [("A", "B", 100)], homes={"h": (0.0, 0.0)}, units={"u": (0.0, 0.0)})
    place = base.replace(edges=base.edges.assign(walk="backward", cycle="no"))
    network = network_of(place, mode)
    if mode == "cycle":
        assert network is None
    else:
        assert (network.row.tolist(), network.turned.tolist()) == ([0], [True])
        assert network.x[network.start].tolist() == [100.0]


def test_pieces_for_drawing_are_told_bend_by_bend():
    nodes = [{"node_id": "a", "x": 0.0, "y": 0.0}, {"node_id": "b", "x": 9.0, "y": 9.0}]
    edges = [{"from_node": "a", "to_node": "b", "metres": 18.0, "bends": "90 0"}]
    base = instance_of(DIAMOND, ARMS, homes={"h": (0.0, 0.0)}, units={"u": (0.0, 0.0)})
    drawn = base.replace(nodes=frame("nodes", nodes), edges=frame("edges", edges))
    assert street_pieces(drawn).tolist() == [[[0, 0], [9, 0]], [[9, 0], [9, 9]]]
