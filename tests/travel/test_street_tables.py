"""Streets, entrances, barriers and the way rule go through files and come back as they were."""

from __future__ import annotations

import pandas as pd
import pytest
from tests.towns import frame
from tests.travel.streets import instance_of
from tests.travel.test_walking import TEE

from skolval.domain.way_rule import WayRule
from skolval.errors import InputError
from skolval.io.instance import check_instance, read_instance
from skolval.io.writing import write_instance
from skolval.travel import travel_table

EDGES = [
    {"from_node": "A", "to_node": "B", "metres": 141.4, "walk": "both", "cycle": "forward",
     "drive": "no", "speed": 30.0, "unsafe": True, "road_class": "path", "name": "Ågatan",
     "bends": "500 500"},
    {"from_node": "B", "to_node": "D", "metres": 100.0, "walk": "both", "unsafe": False},
]  # fmt: skip
E, N = 648_000.0, 6_638_000.0


def lane(**more):
    """Two streets in Uppsala's part of the map, the first with a bend; a fence beyond them."""
    nodes = {name: (x + E, y + N) for name, (x, y) in TEE.items()}
    base = instance_of(nodes, [("A", "B", 1)], homes={"h": (E, N)}, units={"u": (E + 200, N)})
    doors = [
        {"unit_id": "u", "kind": "main_entrance", "x": E + 190, "y": N, "name": "Stora porten"}
    ]
    fence = [{"effect": "closed", "shape": f"LINESTRING ({E} {N - 50}, {E + 300} {N - 50})"}]
    return base.replace(
        edges=frame("edges", EDGES),
        entrances=frame("entrances", doors),
        barriers=frame("barriers", fence),
        measuring_point="main_entrance",
        ways=WayRule(mode="walk", unsafe_factor=2.0, unsafe_through_grade="3"),
        **more,
    )


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_what_is_written_is_read_back(tmp_path, kind):
    made = lane()
    write_instance(made, tmp_path / "town", format=kind)
    back = read_instance(tmp_path / "town")
    for table in ("edges", "entrances", "barriers"):
        pd.testing.assert_frame_equal(
            getattr(back, table), getattr(made, table), check_dtype=False, check_column_type=False
        )
    assert back.ways == made.ways
    assert travel_table(back).metres.tolist() == travel_table(made).metres.tolist() == [[231]]
    assert travel_table(back).unsafe.tolist() == [[141]]


@pytest.mark.parametrize(
    ("file", "old", "new", "column"),
    [
        ("edges.csv", "both,forward", "both,framlänges", "cycle"),
        ("edges.csv", "30.0", "300", "speed"),
        ("edges.csv", "True", "kanske", "unsafe"),
        ("entrances.csv", "main_entrance", "bakdörr", "kind"),
        ("entrances.csv", "u,main", "v,main", "unit_id"),
        ("entrances.csv", "6638000.0", "0", "x"),
        ("barriers.csv", "closed", "stängt", "effect"),
        ("instance.yaml", "mode: walk", "mode: swim", "ways.mode"),
        ("instance.yaml", "unsafe_factor: 2.0", "unsafe_factor: 0.5", "ways.unsafe_factor"),
        ("instance.yaml", "through_grade: '3'", "through_grade: '12'", "ways.unsafe_through_grade"),
    ],
)
def test_wrong_words_are_told_with_their_place(tmp_path, file, old, new, column):
    write_instance(lane(), tmp_path / "town")
    path = tmp_path / "town" / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    _instance, faults = check_instance(tmp_path / "town")
    assert {fault.column for fault in faults if fault.level == "error"} == {column}


def test_swedish_words_and_columns_are_understood(tmp_path):
    write_instance(lane(), tmp_path / "town")
    folder = tmp_path / "town"
    (folder / "edges.csv").write_text(
        "från;till;längd;gång;cykel;hastighet;farlig;gatunamn\n"
        "A;B;141,4;båda;framåt;30;ja;Ågatan\nB;D;100;båda;nej;;nej;\n", encoding="utf-8"
    )  # fmt: skip
    back = read_instance(folder)
    assert back.edges["cycle"].tolist() == ["forward", "no"]
    assert travel_table(back).unsafe.tolist() == [[141]]


def test_bends_that_are_no_steps_are_told_with_their_row():
    with pytest.raises(InputError) as caught:
        travel_table(lane().replace(edges=frame("edges", [EDGES[0] | {"bends": "1 2 3"},
                                                          EDGES[1] | {"bends": "a b"}])))  # fmt: skip
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [
        (2, "bends"),
        (3, "bends"),
    ]
