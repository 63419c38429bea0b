"""Doors are tied to the nearest point of the nearest street, never to the nearest crossing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from tests.travel.streets import instance_of, nearest_gap
from tests.travel.test_walking import TEE, TEE_STREETS, towns

from skolval.travel.network import network_of
from skolval.travel.snapping import snap


def foot(x, y, nodes=TEE, streets=TEE_STREETS):
    instance = instance_of(nodes, streets, homes={"h": (x, y)}, units={"u": (x, y)})
    found = snap(np.array([x]), np.array([y]), network=network_of(instance))
    return int(found.edge[0]), float(found.offset[0]), float(found.gap[0])


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (30.0, 10.0, (0, 30.0, 10.0)),  # beside A-B
        (-10.0, 60.0, (1, 60.0, 10.0)),  # beside A-C
        (150.0, -25.0, (2, 50.0, 25.0)),  # beside B-D
        (230.0, 40.0, (2, 100.0, 50.0)),  # past the end at D
        (0.0, 0.0, (0, 0.0, 0.0)),  # on a crossing: the first street
        (20.0, 20.0, (0, 20.0, 20.0)),  # as near to A-B as to A-C: the first street
        (100.0, 30.0, (0, 100.0, 30.0)),  # above the crossing B of A-B and B-D
    ],
)
def test_the_foot_of_a_door(x, y, expected):
    assert foot(x, y) == pytest.approx(expected)


def test_the_offset_follows_the_length_of_a_winding_street():
    assert foot(25.0, 0.0, streets=[("A", "B", 200)]) == pytest.approx((0, 50.0, 0.0))


def test_a_street_between_two_nodes_at_one_place_has_its_foot_at_the_start():
    nodes = {"A": (0.0, 0.0), "B": (0.0, 0.0)}
    assert foot(3.0, 4.0, nodes, [("A", "B", 50)]) == pytest.approx((0, 0.0, 5.0))


@settings(max_examples=60, deadline=None)
@given(towns())
def test_no_street_is_nearer_than_the_one_chosen(case):
    nodes, edges, homes, units = case
    network = network_of(instance_of(nodes, edges, homes=homes, units=units))
    x, y = np.array(list(homes.values())).T
    gaps = snap(x, y, network=network).gap
    expected = [nearest_gap(nodes, edges, *spot) for spot in homes.values()]
    np.testing.assert_allclose(gaps, expected, atol=1e-6)
