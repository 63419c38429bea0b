"""Roads as lines in a map file, as from NVDB: what columns mean, and where lines meet."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from skolval.io.faults import Ledger
from skolval.sources.noding import node_lines
from skolval.sources.osm_tags import Danger
from skolval.sources.road_lines import RoadOptions, read_road_lines

EAST, NORTH = 646_000.0, 6_637_000.0


def line(*points, height=12.5):
    return shapely.LineString([(EAST + x, NORTH + y, height) for x, y in points])


#  C--D    A-B road 30 km/h, B-E main road 80, A-C path, C-D forbidden backwards, D ends on
#  |  |    Ågatan (B-F) without a node there, a motorway, a ferry, a stair, a cycle way
#  A--B--E where nobody may walk. B's ends lie 30 cm apart.
ROADS = [
    (line((0, 0), (50, 5), (100, 0)), 1, 0, 30, 30, 0, 0, 0, 0, 7, "Kvarngatan"),
    (line((100.2, 0.2), (300, 0)), 1, 0, 80, 80, 0, 0, 0, 0, 3, "Storvägen"),
    (line((0, 0), (0, 100)), 4, 11, 0, 0, 0, 0, 0, 0, 0, ""),
    (line((0, 100), (100, 100)), 1, 0, 40, 40, 0, 1, 0, 0, 8, "Runtgatan"),
    (line((100, 0), (100, 200)), 1, 0, 40, 40, 0, 0, 0, 0, 8, "Ågatan"),
    (line((300, 0), (900, 0)), 1, 0, 110, 110, 0, 1, 1, 0, 1, ""),
    (line((300, 0), (300, 500)), 1, 0, 0, 0, 0, 0, 0, 1, 9, ""),
    (line((0, 100), (0, 150)), 2, 17, 0, 0, 0, 0, 0, 0, 0, ""),
    (line((0, 150), (100, 200)), 2, 29, 0, 0, 0, 0, 0, 0, 0, ""),
]
COLUMNS = (
    "Vagtr_474", "GCM_t_502", "F_Hogst_225", "B_Hogst_225", "F_ForbjudenFardriktning",
    "B_ForbjudenFardriktning", "Motorvag", "Farjeled", "Klass_181", "Namn_130",
)  # fmt: skip


def frame_of(roads=ROADS, crs="EPSG:3006"):
    cells = {name: [road[i + 1] for road in roads] for i, name in enumerate(COLUMNS)}
    return gpd.GeoDataFrame(cells, geometry=[road[0] for road in roads], crs="EPSG:3006").to_crs(
        crs
    )


@pytest.fixture
def nvdb(tmp_path):
    path = tmp_path / "vagnat.gpkg"
    frame_of().to_file(path, layer="NVDB_DKVagdata", driver="GPKG")
    return path


def by_ends(streets):
    place = streets.nodes.set_index("node_id")[["x", "y"]].sub([EAST, NORTH]).round().astype(int)
    told = {}
    for row in streets.edges.to_dict("records"):
        ends = [tuple(place.loc[row[end]].tolist()) for end in ("from_node", "to_node")]
        told[tuple(ends)] = row
    return told


def modes(row):
    return tuple(row[mode] for mode in ("walk", "cycle", "drive"))


def test_columns_of_nvdb_say_who_may_use_what(nvdb):
    ledger = Ledger()
    told = by_ends(read_road_lines(nvdb, ledger))
    assert ledger.faults == ()
    assert modes(told[(0, 0), (100, 0)]) == ("both", "both", "both")
    assert modes(told[(0, 0), (0, 100)]) == ("both", "no", "no")  # pavement
    assert modes(told[(0, 100), (100, 100)]) == ("both", "forward", "forward")
    assert modes(told[(0, 100), (0, 150)]) == ("both", "no", "no")  # stair
    assert modes(told[(100, 200), (0, 150)]) == ("no", "both", "no")  # not fit for walking
    assert modes(told[(300, 0), (900, 0)]) == ("no", "no", "forward")  # motorway
    assert told[(0, 0), (100, 0)]["name"] == "Kvarngatan"
    assert told[(100, 0), (300, 0)]["unsafe"]
    assert not told[(0, 0), (100, 0)]["unsafe"]


def test_ends_meet_within_the_tolerance_and_a_line_is_cut_where_another_ends(nvdb):
    streets = read_road_lines(nvdb, Ledger())
    told = by_ends(streets)
    # Ågatan is cut at (100, 100), where Runtgatan ends.
    assert told[(100, 0), (100, 100)]["name"] == told[(100, 100), (100, 200)]["name"] == "Ågatan"
    assert streets.cleaned["ends moved to others'"] == 1
    assert streets.cleaned["lines cut by others' ends"] == 1
    assert streets.cleaned["ferries"] == 1
    assert streets.cleaned["parts on foot"] == 1
    apart = read_road_lines(nvdb, Ledger(), RoadOptions(tolerance=0.1))
    assert apart.cleaned["parts on foot"] == 2


def test_bends_and_heights_do_not_lengthen_the_plane(nvdb):
    kvarngatan = by_ends(read_road_lines(nvdb, Ledger()))[(0, 0), (100, 0)]
    assert kvarngatan["metres"] == pytest.approx(2 * np.hypot(50, 5), abs=0.01)
    assert kvarngatan["bends"] == "500 50"


def test_danger_is_a_matter_of_the_limit(nvdb):
    streets = read_road_lines(nvdb, Ledger(), RoadOptions(danger=Danger(from_speed=40)))
    told = streets.edges.loc[streets.edges["unsafe"], "name"]
    assert set(told) == {"Storvägen", "Runtgatan", "Ågatan"}


@pytest.mark.parametrize("ending", ["shp", "geojson"])
def test_other_files_and_systems_give_the_same_streets(nvdb, tmp_path, ending):
    path = tmp_path / f"roads.{ending}"
    crs = "EPSG:3006" if ending == "shp" else "EPSG:4326"
    # A shapefile keeps ten letters of a name, so columns of that length are named by the user.
    short = {"F_ForbjudenFardriktning": "F_Forbjude", "B_ForbjudenFardriktning": "B_Forbjude",
             "F_Hogst_225": "F_Hogst_22", "B_Hogst_225": "B_Hogst_22"}  # fmt: skip
    frame_of(crs=crs).rename(columns=short).to_file(path)
    options = RoadOptions(columns={"shut_forward": "F_Forbjude", "shut_backward": "B_Forbjude",
                                   "speed_forward": "F_Hogst_22"})  # fmt: skip
    ledger = Ledger()
    found = read_road_lines(path, ledger, options)
    same = read_road_lines(nvdb, Ledger())
    assert ledger.faults == ()
    assert {ends: modes(row) for ends, row in by_ends(found).items()} == {
        ends: modes(row) for ends, row in by_ends(same).items()
    }
    assert found.edges["metres"].sum() == pytest.approx(same.edges["metres"].sum(), abs=0.2)


def test_own_columns_are_named_and_a_wrong_name_is_answered(nvdb):
    ledger = Ledger()
    wrong = RoadOptions(columns={"spede": "Klass_181", "name": "Namn_13"})
    assert read_road_lines(nvdb, ledger, wrong) is None
    assert [fault.suggestion for fault in ledger.faults] == ["speed", "Namn_130"]


def test_lines_without_any_known_column_are_open_to_all_and_that_is_told(tmp_path):
    path = tmp_path / "lines.gpkg"
    frame_of()[["geometry"]].to_file(path, driver="GPKG")
    streets = read_road_lines(path, Ledger())
    assert (streets.edges[["walk", "cycle", "drive"]] == "both").all(axis=None)
    assert any("all 9 lines are open" in note for note in streets.notes)


def test_unknown_network_types_and_speeds_that_are_no_numbers_are_told(tmp_path):
    frame = frame_of().assign(Vagtr_474="7", hastighet="fort")
    path = tmp_path / "odd.gpkg"
    frame.to_file(path, driver="GPKG")
    streets = read_road_lines(path, Ledger())
    assert any("9 lines have the unknown network type 7" in note for note in streets.notes)
    assert streets.cleaned["speeds that are no numbers"] == 9


def test_provenance_names_the_columns_that_were_used(nvdb):
    options = RoadOptions(source="Trafikverket, NVDB", vintage="2026-02-01", licence="CC0 1.0")
    facts = read_road_lines(nvdb, Ledger(), options).facts
    assert {(f.source, f.vintage, f.licence, f.file) for f in facts} == {
        ("Trafikverket, NVDB", "2026-02-01", "CC0 1.0", "vagnat.gpkg")
    }
    assert any("net = Vagtr_474" in fact.note for fact in facts)


def test_a_layer_of_points_or_of_nothing_is_told(tmp_path):
    points = gpd.GeoDataFrame(geometry=[shapely.Point(EAST, NORTH)], crs="EPSG:3006")
    points.to_file(tmp_path / "points.gpkg", driver="GPKG")
    ledger = Ledger()
    assert read_road_lines(tmp_path / "points.gpkg", ledger) is None
    assert "holds no lines" in ledger.faults[0].message
    ferry = frame_of(ROADS[6:7])
    ferry.to_file(tmp_path / "ferry.gpkg", driver="GPKG")
    assert read_road_lines(tmp_path / "ferry.gpkg", ledger) is None
    assert "no way between" in ledger.faults[1].message


def test_several_layers_a_missing_file_and_a_wrong_system_are_told(tmp_path):
    path = tmp_path / "two.gpkg"
    frame_of().to_file(path, layer="roads", driver="GPKG")
    frame_of().to_file(path, layer="paths", driver="GPKG")
    ledger = Ledger()
    assert read_road_lines(path, ledger) is None
    assert read_road_lines(path, Ledger(), RoadOptions(layer="roads")) is not None
    assert read_road_lines(tmp_path / "none.gpkg", ledger) is None
    assert read_road_lines(path, ledger, RoadOptions(layer="roads", crs="EPSG:99999")) is None
    assert len(ledger.faults) == 3


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 6)] * 4), min_size=1, max_size=12))
def test_noded_lines_are_as_long_as_they_were_and_meet_where_ends_touch(cells):
    lines = [
        shapely.LineString([(10.0 * a, 10.0 * b), (10.0 * c, 10.0 * d)])
        for a, b, c, d in cells
        if (a, b) != (c, d)
    ]
    if not lines:
        return
    noded = node_lines(np.array(lines, object), tolerance=0.01)
    for drawn, way in zip(lines, noded.ways, strict=True):
        x, y = noded.x[way], noded.y[way]
        assert np.hypot(np.diff(x), np.diff(y)).sum() == pytest.approx(drawn.length)
        ends = {(x[0], y[0]), (x[-1], y[-1])}
        assert ends == {drawn.coords[0], drawn.coords[-1]}
    corners = {tuple(p) for one in lines for p in (one.coords[0], one.coords[-1])}
    for drawn, way in zip(lines, noded.ways, strict=True):
        on_it = {p for p in corners if drawn.distance(shapely.Point(p)) < 1e-9}
        assert on_it <= {(float(noded.x[n]), float(noded.y[n])) for n in way}
