"""Streets of an Overpass extract: who may use them, what is cleaned away, what is told."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest
from tests.sources.osm_files import NODES, WAYS, overpass

from skolval.io.faults import Ledger
from skolval.sources.osm_tags import Danger
from skolval.sources.overpass import read_overpass

ONE_NODE = json.dumps(
    {
        "elements": [
            {"type": "node", "id": 1, "lat": 59, "lon": 17},
            {"type": "way", "id": 1, "nodes": [1]},
        ]
    }
).encode()


@pytest.fixture
def village(tmp_path):
    return overpass(tmp_path / "streets" / "walk.json.gz", NODES, WAYS)


def edges_by_ends(streets):
    return {(row["from_node"], row["to_node"]): row for row in streets.edges.to_dict("records")}


def test_every_mode_has_its_own_streets_and_directions(village):
    told = edges_by_ends(read_overpass(village, Ledger()))
    modes = {ends: tuple(row[m] for m in ("walk", "cycle", "drive")) for ends, row in told.items()}
    assert modes["1", "3"] == ("both", "both", "both")  # Kvarngatan
    assert modes["1", "5"] == ("both", "both", "no")  # the path
    assert modes["5", "6"] == ("both", "both", "forward")  # contraflow by bicycle
    assert modes["6", "10"] == ("both", "no", "no")  # stairs
    assert modes["3", "30"] == ("no", "no", "forward")  # the motorway
    assert not any(row["oneway"] for row in told.values())  # nobody on foot is bound


def test_bends_are_joined_and_their_shape_is_kept(village):
    kvarngatan = edges_by_ends(read_overpass(village, Ledger()))["1", "3"]
    assert kvarngatan["metres"] == pytest.approx(2 * np.hypot(100, 20), abs=0.1)
    assert kvarngatan["bends"].split() == ["1000", "200"]
    assert (kvarngatan["name"], kvarngatan["speed"]) == ("Kvarngatan", 30)
    plain = read_overpass(village, Ledger(), join=False)
    assert {"1", "2", "3"} <= set(plain.nodes["node_id"])
    assert plain.edges["bends"].isna().all()
    assert plain.edges["metres"].sum() == pytest.approx(
        read_overpass(village, Ledger()).edges["metres"].sum(), abs=0.05
    )


def test_a_ring_is_cut_so_that_doors_along_it_can_be_reached(village):
    ring = read_overpass(village, Ledger()).edges
    ring = ring[ring["drive"].eq("forward") & ring["walk"].eq("both") & ring["cycle"].eq("forward")]
    assert (ring["from_node"] != ring["to_node"]).all()
    assert ring["metres"].sum() == pytest.approx(np.hypot(50, 30) * 2 + 60, abs=0.1)
    assert ring["from_node"].tolist()[0] == "3"  # driven in the ring's own direction


def test_what_was_left_out_and_what_was_found_is_counted(village):
    streets = read_overpass(village, Ledger())
    told = {name: number for name, number in streets.cleaned.items() if number}
    assert told == {
        "ways not built": 1,
        "private ways": 1,
        "loops": 1,
        "repeated edges": 1,
        "edges cut off": 1,
        "bends joined": 2,
        "nodes on no way": 2,
        "parts on foot": 2,
        "nodes outside the largest part on foot": 2,
        "parts by bicycle": 1,
        "parts by car": 1,
        "dead ends": 4,
        "dead ends at the frame": 3,
    }
    assert "2 parts on foot, 80.0 % of the nodes" in streets.notes[0]
    assert "3 streets end at the frame" in streets.notes[1]
    assert "3 pieces of street were left out" in streets.notes[2]


def test_every_column_has_its_source_day_and_licence(village):
    facts = read_overpass(village, Ledger()).facts
    assert {(fact.table, fact.vintage, fact.licence, fact.file) for fact in facts} == {
        (table, "2026-03-01", "ODbL 1.0", "walk.json.gz") for table in ("nodes", "edges")
    }
    assert all(len(fact.digest) == 64 for fact in facts)
    assert any("private ways: 1" in fact.note for fact in facts)


def test_a_fast_road_without_footway_is_unsafe_to_walk_along(village):
    told = read_overpass(village, Ledger()).edges
    assert told.loc[told["unsafe"], "name"].tolist() == ["Åvägen"]
    calm = read_overpass(village, Ledger(), danger=Danger(from_speed=90)).edges
    assert not calm["unsafe"].any()


def test_two_extracts_of_one_place_are_one_network(village, tmp_path):
    drive = {number: WAYS[number] for number in (100, 101, 103)} | {
        200: ([7, 50], {"highway": "tertiary"})
    }
    other = overpass(tmp_path / "drive.json.gz", NODES | {50: (300, 100)}, drive)
    both = read_overpass([village, other], Ledger())
    alone = read_overpass(village, Ledger())
    assert len(both.edges) == len(alone.edges) + 1
    assert {fact.file for fact in both.facts} == {"walk.json.gz", "drive.json.gz"}


def test_an_extract_need_not_be_compressed_nor_have_tags(tmp_path):
    bare = {number: (over, {}) for number, (over, _tags) in WAYS.items()}
    path = overpass(tmp_path / "streets.json", NODES, bare, pack=False)
    streets = read_overpass(path, Ledger())
    assert (streets.edges[["walk", "cycle", "drive"]] == "both").all(axis=None)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"no gzip", "no Overpass JSON"),
        (gzip.compress(b"no json", mtime=0), "no Overpass JSON"),
        (gzip.compress(b"{}", mtime=0)[:15], "no Overpass JSON"),
        (b"[1]", "no Overpass JSON"),
        (b'{"elements": [{"type": "node", "id": "x", "lat": 59, "lon": 17}]}', "no Overpass"),
        (b'{"elements": [{"type": "way", "id": 1}]}', "no Overpass JSON"),
        (b'{"elements": [{"type": "node", "id": 1, "lat": null, "lon": 1}]}', "no Overpass JSON"),
        (b'{"elements": []}', "holds no way"),
        (b'{"elements": [{"type": "way", "id": 1, "nodes": [1, 2]}]}', "holds no way"),
        (ONE_NODE, "holds no way"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_extract_is_told(tmp_path, content, message):
    path = tmp_path / "broken.json.gz"
    path.write_bytes(content)
    ledger = Ledger()
    assert read_overpass(path, ledger) is None
    assert message in ledger.faults[0].message


def test_a_missing_file_is_told_and_others_are_read_all_the_same(village, tmp_path):
    ledger = Ledger()
    assert read_overpass([village, tmp_path / "nowhere.json"], ledger) is None
    assert [fault.rule for fault in ledger.faults] == ["required_file"]


def test_the_order_of_the_file_does_not_change_lengths(village):
    told = json.loads(gzip.decompress(village.read_bytes()))
    told["elements"].reverse()
    village.write_bytes(gzip.compress(json.dumps(told).encode(), mtime=0))
    turned = read_overpass(village, Ledger())
    assert sorted(turned.nodes["node_id"]) == sorted(
        {"1", "3", "5", "6", "7", "10", "20", "21", "30", "8", "9"} & set(turned.nodes["node_id"])
    )
    assert turned.cleaned["parts on foot"] == 2


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "parts", "share", "kilometres"),
    [
        ("uppsala_city_walk_overpass_2023-01-12.json.gz", 144, 93.3, 306),
        ("uppsala_city_drive_overpass_2023-01-08.json.gz", 5, 99.1, 137),
        ("osthammar_rural_walk_overpass_2023-01-12.json.gz", 40, 63.9, 971),
    ],
)
def test_real_extracts(shared, file, parts, share, kilometres):
    path = shared / "data" / "uppsala" / "uppsala-osm" / file
    whole = read_overpass(path, Ledger(), join=False)
    joined = read_overpass(path, Ledger())
    assert whole.cleaned["parts on foot"] == joined.cleaned["parts on foot"] == parts
    assert round(whole.edges["metres"].sum() / 1000) == kilometres
    assert joined.edges["metres"].sum() == pytest.approx(whole.edges["metres"].sum(), rel=1e-5)
    assert len(joined.nodes) < len(whole.nodes) / 2
    outside = whole.cleaned["nodes outside the largest part on foot"]
    assert 100 * (1 - outside / len(whole.nodes)) == pytest.approx(share, abs=0.05)


@pytest.mark.parametrize(
    "way",
    [
        {"nodes": ["200501-9804", 2]},
        {"nodes": [1, 10**30]},
        {"nodes": [1, [2]]},
        {"nodes": True},
        {"nodes": [1, None]},
        {"id": 10**30},
        {"tags": [["highway", "path"]]},
        {"tags": "path"},
    ],
)
def test_ways_of_strange_types_are_no_streets_and_no_traceback(tmp_path, way):
    nodes = [{"type": "node", "id": n, "lat": 59 + n / 1000, "lon": 17} for n in (1, 2)]
    whole = {"type": "way", "id": 1, "nodes": [1, 2], "tags": {"highway": "path"}}
    path = tmp_path / "odd.json"
    path.write_text(json.dumps({"elements": [*nodes, whole | way]}), encoding="utf-8")
    ledger = Ledger()
    assert read_overpass(path, ledger) is None
    assert [fault.rule for fault in ledger.faults] == ["overpass"]


def test_tags_of_strange_types_are_texts(tmp_path):
    nodes = [{"type": "node", "id": n, "lat": 59 + n / 1000, "lon": 17} for n in (1, 2)]
    tags = {"highway": "path", "name": ["a"], "lanes": 2, "note": None}
    path = tmp_path / "odd.json"
    way = {"type": "way", "id": 1, "nodes": [1, 2], "tags": tags}
    path.write_text(json.dumps({"elements": [*nodes, way]}), encoding="utf-8")
    assert len(read_overpass(path, Ledger()).edges) == 1


def test_json_without_end_is_no_extract(tmp_path):
    path = tmp_path / "deep.json"
    path.write_text("[" * 100_000, encoding="utf-8")
    ledger = Ledger()
    assert read_overpass(path, ledger) is None
    assert [fault.rule for fault in ledger.faults] == ["overpass"]
