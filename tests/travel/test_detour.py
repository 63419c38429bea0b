"""How streets wind: on a grid by hand, on the real streets of a town's centre."""

from __future__ import annotations

import numpy as np
import pytest
from tests.towns import frame, town
from tests.travel.grid import grid_instance
from tests.travel.streets import instance_of

from skolval.io.faults import Ledger
from skolval.sources.overpass import read_overpass
from skolval.travel.detour import BANDS, detour, suggested_factor
from skolval.travel.network import network_of

PUPIL = {"pupil_id": "e", "grade": "F"}


def test_on_one_straight_street_nothing_winds():
    street = instance_of(
        {"A": (0.0, 0.0), "B": (1500.0, 0.0)}, [("A", "B", 1500)],
        homes={"h": (0.0, 0.0)}, units={"u": (0.0, 0.0)},
    )  # fmt: skip
    near, middle, far = detour(network_of(street))
    assert (middle.pairs, middle.tenth, middle.median, middle.ninetieth) == (2, 1, 1, 1)
    assert near.pairs == far.pairs == 0
    assert np.isnan(near.median)
    assert suggested_factor((near, middle, far)) == 1.0
    assert suggested_factor((near, far)) == 1.3


def test_a_bend_is_a_place_of_its_own():
    bent = town([], [], [PUPIL], nodes=[
        {"node_id": "a", "x": 0.0, "y": 0.0}, {"node_id": "b", "x": 600.0, "y": 800.0},
    ], edges=[{"from_node": "a", "to_node": "b", "metres": 1400.0, "bends": "6000 0"}])  # fmt: skip
    near, middle, _far = detour(network_of(bent))
    assert (near.pairs, near.median) == (4, 1.0)  # a and b to the bend, 600 and 800 m
    assert (middle.pairs, middle.median) == (2, 1.4)


def test_on_a_grid_the_factor_lies_between_the_straight_and_the_corner():
    found = detour(network_of(grid_instance(side=30, homes=1, units=1, seed=2)))
    for band in found:
        assert 1.0 <= band.tenth <= band.median <= band.ninetieth <= 1.6
    assert 1.15 < suggested_factor(found) < 4 / np.pi  # blocks are uneven: shorter than a true grid
    assert found == detour(network_of(grid_instance(side=30, homes=1, units=1, seed=2)))


@pytest.mark.shared
@pytest.mark.parametrize("join", [True, False])
def test_the_centre_of_uppsala_winds_as_it_was_measured(shared, join):
    path = shared / "data/uppsala/uppsala-osm/uppsala_city_walk_overpass_2023-01-12.json.gz"
    streets = read_overpass(path, Ledger(), join=join)
    whole = town([], [], [PUPIL]).replace(
        nodes=streets.nodes, edges=streets.edges, entrances=frame("entrances", [])
    )
    found = detour(network_of(whole))
    assert [(band.low, band.high) for band in found] == list(BANDS)
    assert [band.median for band in found] == pytest.approx([1.44, 1.34, 1.26], abs=0.025)
    assert suggested_factor(found) == pytest.approx(1.35, abs=0.02)
