"""Streets in several parts: each large one is used, pairs across them are straight lines."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.towns import frame
from tests.travel.grid import grid_instance

from skolval.errors import UsageError
from skolval.travel import travel_table
from skolval.travel.between import metres_between
from skolval.travel.certifying import certificate
from skolval.travel.network import network_of
from skolval.travel.verify import verify


@pytest.fixture(scope="module")
def two_banks():
    """Two grids of 144 crossings 3 km apart, a home and a unit on each; a stub far nearer."""
    west = grid_instance(side=12, homes=1, units=1, seed=3)
    east = {name: table.copy() for name, table in (("nodes", west.nodes), ("edges", west.edges))}
    east["nodes"] = east["nodes"].assign(
        node_id="e" + east["nodes"]["node_id"], x=east["nodes"]["x"] + 3000
    )
    for end in ("from_node", "to_node"):
        east["edges"][end] = "e" + east["edges"][end]
    stub = frame("nodes", [{"node_id": "s", "x": 560.0, "y": -150.0},
                           {"node_id": "t", "x": 570.0, "y": -150.0}])  # fmt: skip
    lane = frame("edges", [{"from_node": "s", "to_node": "t", "metres": 10.0}])
    columns = ["from_node", "to_node", "metres", "oneway"]
    homes = pd.concat([west.pupils] * 2, ignore_index=True).assign(
        pupil_id=["w", "e"], x=[560.0, 3500.0], y=[-150.0, 500.0]
    )
    units = pd.concat([west.units] * 2, ignore_index=True).assign(
        unit_id=["W", "E"], x=[700.0, 3900.0], y=[600.0, 600.0]
    )
    return west.replace(
        nodes=pd.concat(
            [west.nodes, east["nodes"], stub[["node_id", "x", "y"]]], ignore_index=True
        ),
        edges=pd.concat([west.edges, east["edges"], lane[columns]], ignore_index=True),
        pupils=homes,
        units=units,
    )


def test_both_banks_are_used_and_the_stub_is_not(two_banks):
    network = network_of(two_banks)
    assert (network.parts, sorted(set(network.part.tolist()))) == (3, [0, 1])
    assert network.left_out == 2


def test_pairs_across_are_straight_lines_and_told(two_banks):
    table = travel_table(two_banks)
    metres = table.metres[table.origin_of_pupil]
    straight = [round(1.3 * float(np.hypot(3500 - 700, 500 - 600))),
                round(1.3 * float(np.hypot(560 - 3900, -150 - 600)))]  # fmt: skip
    assert [metres[1, 0], metres[0, 1]] == pytest.approx(straight, abs=1)
    assert metres[0, 0] > np.hypot(140, 750)
    assert table.kind == "mixed"
    assert "the 2 large ones, 288 of 290 nodes" in table.warnings[0]
    assert table.warnings[1].startswith("1 homes or units stand at least 50 m nearer")
    assert table.warnings[2].startswith("WARNING: 2 pairs of home and unit")


def test_certificates_say_on_which_side_they_are(two_banks):
    across, beside = certificate(two_banks, 0, 1), certificate(two_banks, 1, 1)
    assert (across.kind, beside.kind) == ("straight", "street")
    assert any("no streets that meet" in doubt for doubt in across.unknown)
    for told in (across, beside):
        assert verify(told, two_banks) == ()


def test_between_places_the_same_holds(two_banks):
    x, y = np.array([500.0, 600.0, 3500.0]), np.array([500.0, 500.0, 500.0])
    metres, kind = metres_between(two_banks, x, y)
    assert kind == "mixed"
    assert metres[0, 2] == 3000
    assert metres[0, 1] >= 100


def test_a_demand_for_routes_refuses_them(two_banks):
    with pytest.raises(Exception, match="straight lines"):
        travel_table(two_banks, demand="route")
    with pytest.raises(UsageError):
        certificate(two_banks, 9, 0)
