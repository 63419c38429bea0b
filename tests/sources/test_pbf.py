"""Streets of an OpenStreetMap file: the same as those of an Overpass extract."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from tests.sources.osm_files import NODES, WAYS, degrees, overpass

from skolval.errors import DependencyError
from skolval.io.faults import Ledger
from skolval.sources import pbf
from skolval.sources.overpass import read_overpass
from skolval.sources.pbf import read_pbf


@pytest.fixture(scope="session")
def osmium():
    """The package osmium; skips loudly without it, fails where CI says it must be."""
    try:
        import osmium
    except ImportError:
        message = "osmium (extra osm) is not on this machine, so no PBF file was read"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    return osmium


def written(osmium, path, ways=None, *, box=None):
    """Write the village as an OpenStreetMap file of whatever kind the name says."""
    mutable = osmium.osm.mutable
    header = osmium.io.Header()
    header.set("osmosis_replication_timestamp", "2026-03-01T21:00:00Z")
    if box:
        (south, west), (north, east) = degrees(*box[0]), degrees(*box[1])
        header.add_box(osmium.osm.Box(west, south, east, north))
    with osmium.SimpleWriter(str(path), header=header) as out:
        for number, place in NODES.items():
            lat, lon = degrees(*place)
            out.add_node(mutable.Node(id=number, location=(lon, lat)))
        for number, (over, tags) in (ways or WAYS).items():
            out.add_way(mutable.Way(id=number, nodes=over, tags=tags))
        out.add_way(mutable.Way(id=900, nodes=[1, 40], tags={"waterway": "river"}))
    return path


@pytest.mark.parametrize("ending", ["osm.pbf", "osm", "osm.gz"])
def test_the_streets_are_those_of_the_overpass_extract(osmium, tmp_path, ending):
    path = written(osmium, tmp_path / f"village.{ending}")
    ledger = Ledger()
    found = read_pbf(path, ledger)
    same = read_overpass(overpass(tmp_path / "walk.json", NODES, WAYS, pack=False), ledger)
    assert ledger.faults == ()
    pd.testing.assert_frame_equal(found.edges, same.edges)
    pd.testing.assert_frame_equal(found.nodes, same.nodes)
    # the other file holds a node that no street uses
    assert found.cleaned | {"nodes on no way": 2} == same.cleaned
    day = "2026-03-01" if ending == "osm.pbf" else ""
    assert {fact.vintage for fact in found.facts} == {day}


def test_dead_ends_at_the_frame_of_the_file_are_found(osmium, tmp_path):
    path = written(osmium, tmp_path / "v.osm.pbf", box=((-500, -500), (960, 1500)))
    assert read_pbf(path, Ledger()).cleaned["dead ends at the frame"] == 1  # node 21


def test_a_municipality_is_cut_from_a_larger_file(osmium, tmp_path):
    path = written(osmium, tmp_path / "v.osm.pbf")
    (south, west), (north, east) = degrees(-10, -10), degrees(110, 110)
    streets = read_pbf(path, Ledger(), box=(west, south, east, north))
    assert set(streets.nodes["node_id"]) <= {"1", "3", "5", "6", "7", "10"}
    assert "20" not in set(streets.nodes["node_id"])


@pytest.mark.parametrize("content", [b"", b"rubbish that is no map", b"\x00\x00\x00\x0e"])
def test_a_file_that_is_no_map_is_told_without_a_path(osmium, tmp_path, content):
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    ledger = Ledger()
    assert read_pbf(path, ledger) is None
    assert "no OpenStreetMap file" in ledger.faults[0].message
    assert str(tmp_path) not in str(ledger.faults[0])


def test_a_file_without_streets_is_told(osmium, tmp_path):
    path = written(osmium, tmp_path / "v.osm.pbf", {1: ([1, 5], {"railway": "rail"})})
    ledger = Ledger()
    assert read_pbf(path, ledger) is None
    assert "holds no way" in ledger.faults[0].message


def test_a_missing_file_is_told(osmium, tmp_path):
    ledger = Ledger()
    assert read_pbf(tmp_path / "nowhere.osm.pbf", ledger) is None
    assert ledger.faults[0].rule == "required_file"


def test_without_the_package_the_remedy_says_how_to_get_it(monkeypatch, tmp_path):
    def missing(name):
        raise ImportError(name)

    monkeypatch.setattr(pbf, "import_module", missing)
    with pytest.raises(DependencyError, match=r"pip install 'skolval\[osm\]'"):
        read_pbf(tmp_path / "v.osm.pbf", Ledger())
