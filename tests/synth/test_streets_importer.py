"""skolval import streets: invented streets, a river and its bridge into an instance."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely
from tests.io.broken_cases import sound
from tests.sources.osm_files import overpass
from tests.sources.test_road_lines import frame_of

from skolval.cli import main
from skolval.errors import InputError
from skolval.io.instance import check_instance, read_instance
from skolval.synth.importers.streets import Params, read
from skolval.travel import travel_table
from skolval.travel.certifying import certificate
from skolval.travel.verify import verify


@pytest.fixture
def lillby(tmp_path):
    """A sound instance whose units lie about 648000, 6638000."""
    return sound(tmp_path / "lillby")


@pytest.fixture
def extract(tmp_path, lillby):
    """A grid of 200 m over the units and homes of Lillby, in an Overpass extract."""
    instance = read_instance(lillby)
    places = instance.units[["x", "y"]].dropna()
    low = places.min() - 600 - [646_000, 6_637_000]
    size = int((places.max() - places.min()).max() + 1200) // 200 + 1
    nodes = {
        1 + 100 * i + j: (low["x"] + 200 * i, low["y"] + 200 * j)
        for i in range(size) for j in range(size)
    }  # fmt: skip
    tags = {"highway": "residential", "maxspeed": "30"}
    ways = {i: ([1 + 100 * i + j for j in range(size)], tags) for i in range(size)}
    ways |= {100 + j: ([1 + 100 * i + j for i in range(size)], tags) for j in range(size)}
    return overpass(tmp_path / "walk.json.gz", nodes, ways)


def test_streets_come_into_the_instance_with_where_they_come_from(lillby, extract):
    found = read(extract, Params(into=lillby))
    instance = found.instance
    assert len(instance.nodes) > 10
    assert (instance.edges["walk"] == "both").all()
    facts = instance.provenance[instance.provenance["table"] == "edges"]
    assert set(facts["file"]) == {"walk.json.gz"}
    assert set(facts["licence"]) == {"ODbL 1.0"}
    assert instance.sources[-1].what == "nodes and edges"
    assert travel_table(instance).kind in {"street", "mixed"}


def test_the_command_writes_an_instance_that_is_read_back(lillby, extract, tmp_path, capsys):
    words = ["import", "streets", str(extract), str(tmp_path / "out"), "--into", str(lillby),
             "--measure-detour"]  # fmt: skip
    with pytest.raises(SystemExit) as stop:
        main(words)
    assert not stop.value.code
    assert "Ways wind" in capsys.readouterr().out
    instance, faults = check_instance(tmp_path / "out")
    assert [fault for fault in faults if fault.level == "error"] == []
    assert 1.0 < instance.detour_factor < 1.5
    told = certificate(instance, 0, 0)
    assert verify(told, instance) == ()
    assert not any("which day" in doubt for doubt in told.unknown)


def test_a_river_and_its_bridge_come_with_the_streets(lillby, extract, tmp_path):
    units = read_instance(lillby).units
    middle = float(units["y"].mean()) + 33
    river = gpd.GeoDataFrame(
        geometry=[shapely.LineString([(640_000, middle), (660_000, middle)])], crs="EPSG:3006"
    )
    river.to_file(tmp_path / "river.gpkg", driver="GPKG")
    params = Params(into=lillby, barriers=tmp_path / "river.gpkg", barrier_effect="unsafe")
    instance = read(extract, params).instance
    assert instance.barriers["effect"].tolist() == ["unsafe"]
    assert instance.barriers["shape"].tolist()[0].startswith("LINESTRING (640000")
    both = Params(into=lillby, barriers=tmp_path / "river.gpkg", openings=tmp_path / "river.gpkg")
    made = read(extract, both).instance
    assert made.barriers["effect"].tolist() == ["closed", "opening"]
    assert (
        travel_table(made).metres.tolist()
        == travel_table(made.replace(barriers=made.barriers.iloc[:0])).metres.tolist()
    )


def test_lines_are_read_by_their_columns(lillby, tmp_path):
    frame = frame_of()
    frame.geometry = frame.geometry.translate(2000, 1000)
    frame.to_file(tmp_path / "roads.gpkg", driver="GPKG")
    instance = read([tmp_path / "roads.gpkg"], Params(into=lillby, vintage="2026-02-01")).instance
    assert set(instance.edges["name"].dropna()) >= {"Kvarngatan", "Storvägen"}
    assert set(instance.provenance.loc[instance.provenance["table"] == "edges", "vintage"]) == {
        "2026-02-01"
    }


def test_streets_of_another_place_are_refused(lillby, tmp_path):
    far = overpass(tmp_path / "far.json", {1: (50_000, 50_000), 2: (50_100, 50_000)},
                   {1: ([1, 2], {"highway": "path"})}, pack=False)  # fmt: skip
    with pytest.raises(InputError, match="lies where the streets are"):
        read(far, Params(into=lillby))


def test_files_of_two_sorts_and_missing_ones_are_told(lillby, extract, tmp_path):
    frame_of().to_file(tmp_path / "roads.gpkg", driver="GPKG")
    with pytest.raises(InputError, match="cannot be one street network"):
        read([extract, tmp_path / "roads.gpkg"], Params(into=lillby))
    with pytest.raises(InputError, match="is missing"):
        read([extract, tmp_path / "none.json"], Params(into=lillby))
    with pytest.raises(InputError, match="does not exist"):
        read(extract, Params(into=lillby, barriers=tmp_path / "none.gpkg"))
