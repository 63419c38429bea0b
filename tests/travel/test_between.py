"""Metres between places: along the streets, straight where there are none, and said so."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.travel.between import metres_between
from towns import town

PUPIL = {"pupil_id": "e", "grade": "F", "low_education": 0}


def street(**more):
    """One street of 1,000 m from west to east with a bend that makes it 1,400 m long."""
    nodes = [{"node_id": n, "x": x, "y": 0.0} for n, x in (("w", 0.0), ("e", 1000.0))]
    edges = [{"from_node": "w", "to_node": "e", "metres": 1400.0, **more}]
    return town([], [], [PUPIL], nodes=nodes, edges=edges)


def test_ways_follow_the_street():
    metres, kind = metres_between(street(), np.array([0.0, 1000.0]), np.array([0.0, 0.0]))
    assert kind == "street"
    assert metres.tolist() == [[0, 1400], [1400, 0]]


def test_a_place_far_from_every_street_is_reached_in_a_straight_line():
    x, y = np.array([0.0, 1000.0, 0.0]), np.array([0.0, 0.0, 5000.0])
    metres, kind = metres_between(street(), x, y)
    assert kind == "mixed"
    assert metres[0, 1] == 1400
    assert metres[0, 2] == 5000


def test_without_streets_lines_are_straight_with_no_detour():
    metres, kind = metres_between(town([], [], [PUPIL]), np.array([0.0, 3.0]), np.array([0.0, 4.0]))
    assert kind == "straight"
    assert metres[0, 1] == 5


@pytest.mark.parametrize("places", [0, 1])
def test_with_no_place_near_a_street_lines_are_straight(places):
    away = np.full(places, 90_000.0)
    metres, kind = metres_between(street(), away, away)
    assert (metres.shape, kind) == ((places, places), "straight")


def test_a_one_way_street_leads_one_way():
    metres, _kind = metres_between(street(oneway=True), np.array([0.0, 1000.0]), np.zeros(2))
    assert metres[0, 1] == 1400
    assert np.isinf(metres[1, 0])
