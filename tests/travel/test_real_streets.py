"""Real streets: certificates that walk again, modes, danger and parts of the rural coast."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from tests.towns import town

from skolval.domain.way_rule import WayRule
from skolval.io.faults import Ledger
from skolval.sources.overpass import read_overpass
from skolval.travel import travel_table
from skolval.travel.certifying import certificates
from skolval.travel.digest import network_digest
from skolval.travel.network import network_of
from skolval.travel.verify import verify

pytestmark = pytest.mark.shared
CITY = ("uppsala_city_walk_overpass_2023-01-12.json.gz",
        "uppsala_city_drive_overpass_2023-01-08.json.gz")  # fmt: skip
COAST = ("osthammar_rural_walk_overpass_2023-01-12.json.gz",)


@cache
def streets_of(folder, files, *, join=True):
    return read_overpass([folder / file for file in files], Ledger(), join=join)


def real_town(shared, files, *, homes, units):
    """Invented homes and units near crossings of real streets."""
    streets = streets_of(shared / "data" / "uppsala" / "uppsala-osm", files)
    rng = np.random.default_rng(7)
    network = network_of(town([], [], []).replace(nodes=streets.nodes, edges=streets.edges))
    at = rng.integers(0, network.n_nodes, homes + units)
    x, y = (axis[at] + rng.uniform(-40, 40, len(at)) for axis in (network.x, network.y))
    return town(
        [{"unit_id": f"u{i}", "name": f"u{i}", "x": x[i], "y": y[i]} for i in range(units)], [],
        [{"pupil_id": f"p{i}", "grade": "F", "x": x[i], "y": y[i]} for i in range(units, len(x))],
    ).replace(nodes=streets.nodes, edges=streets.edges)  # fmt: skip


@pytest.mark.parametrize(("files", "kinds"), [(CITY, {"street"}), (COAST, {"street", "straight"})])
def test_certificates_on_real_streets_walk_again(shared, files, kinds):
    place = real_town(shared, files, homes=6, units=4)
    table = travel_table(place)
    pairs = [(pupil, pupil % 4) for pupil in range(6)]
    network = network_digest(place)
    papers = list(certificates(place, pairs))
    assert {told.kind for told in papers} <= kinds
    for told, (pupil, unit) in zip(papers, pairs, strict=True):
        assert told.metres == table.metres[table.origin_of_pupil[pupil], unit]
        assert verify(told, place, network=network) == ()


def test_joined_bends_change_no_distance(shared):
    place = real_town(shared, CITY[:1], homes=60, units=6)
    joined = travel_table(place)
    whole = streets_of(shared / "data" / "uppsala" / "uppsala-osm", CITY[:1], join=False)
    plain = travel_table(place.replace(nodes=whole.nodes, edges=whole.edges))
    apart = np.abs(plain.metres - joined.metres)
    # centimetres of rounding on each piece of street
    assert apart.max() <= 2
    assert (apart <= 1).mean() > 0.99


def test_bicycles_and_cars_go_farther_than_feet_and_are_quicker(shared):
    place = real_town(shared, CITY, homes=60, units=6)
    told = {mode: travel_table(place.replace(ways=WayRule(mode=mode)))
            for mode in ("walk", "cycle", "drive")}  # fmt: skip
    walked = told["walk"].metres >= 0
    for mode in ("cycle", "drive"):
        assert np.median(told[mode].metres[walked]) >= np.median(told["walk"].metres[walked])
        assert np.median(told[mode].minutes[walked]) < np.median(told["walk"].minutes[walked])


def test_the_rural_coast_has_several_networks_and_says_so(shared):
    place = real_town(shared, COAST, homes=60, units=6)
    network = network_of(place)
    assert (network.parts, int(network.part.max()) + 1) == (40, 4)
    table = travel_table(place)
    assert table.kind == "mixed"
    assert any("the 4 large ones" in warning for warning in table.warnings)
    assert any("do not meet; their distances are straight" in w for w in table.warnings)
    assert (table.unsafe > 0).any()


def test_children_are_led_round_fast_roads_where_that_can_be(shared):
    place = real_town(shared, COAST, homes=60, units=6)
    shortest = travel_table(place)
    safest = travel_table(place.replace(ways=WayRule(unsafe_factor=1000.0)))
    told = (shortest.unsafe >= 0) & (safest.unsafe >= 0)
    assert (safest.unsafe <= shortest.unsafe)[told].all()
    assert (safest.metres >= shortest.metres)[told].all()
    assert safest.unsafe[told].sum() < shortest.unsafe[told].sum()
