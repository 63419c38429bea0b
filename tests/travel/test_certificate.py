"""A certified distance is the travel table's, walks again metre by metre, and says its doubts."""

from __future__ import annotations

import json
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.towns import frame, nantuna, town
from tests.travel.streets import instance_of, split_graph
from tests.travel.test_walking import TEE, TEE_STREETS, towns

from skolval.domain.way_rule import WayRule
from skolval.errors import UsageError
from skolval.travel import travel_table
from skolval.travel.certificate import Certificate
from skolval.travel.certifying import certificate
from skolval.travel.network import network_of
from skolval.travel.snapping import snap
from skolval.travel.verify import verify

#   C (0,100)            the square of the tests below: A-B is short and unsafe, A-D-C-B long
#   |                    and safe; home beside A-B's west, unit at B.
#   A (0,0) --- B (100,0)
SQUARE = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (100.0, 100.0), "D": (0.0, 100.0)}


def square(**more):
    """Home 10 m south of A-D's foot at (0, 30); the unit 5 m east of B-C at (100, 40)."""
    edges = [
        {"from_node": "A", "to_node": "B", "metres": 100.0, "unsafe": True, "name": "Farliga vägen"},
        {"from_node": "B", "to_node": "C", "metres": 100.0, "unsafe": False, "name": "Östra gatan"},
        {"from_node": "C", "to_node": "D", "metres": 130.0, "unsafe": False, "name": "Norra gatan"},
        {"from_node": "D", "to_node": "A", "metres": 100.0, "unsafe": False, "name": "Västra gatan"},
    ]  # fmt: skip
    base = instance_of(
        SQUARE, [("A", "B", 100)], homes={"h": (-10.0, 30.0)}, units={"u": (105.0, 40.0)}
    )
    more.setdefault("edges", frame("edges", edges))
    return base.replace(**more)


def test_the_way_its_ends_and_its_metres():
    told = certificate(square(), 0, 0)
    # 10 to the street, 30 down to A, 100 along the unsafe road, 40 up from B, 5 to the door
    assert (told.metres, told.unsafe_metres, told.kind, told.mode) == (185, 100, "street", "walk")
    assert [(s.name, s.from_node, s.to_node, s.metres, s.unsafe) for s in told.steps] == [
        ("Västra gatan", "D", "A", 30.0, False),
        ("Farliga vägen", "A", "B", 100.0, True),
        ("Östra gatan", "B", "C", 40.0, False),
    ]
    assert (told.home.street_x, told.home.street_y, told.home.gap) == (0.0, 30.0, 10_000_000)
    assert (told.home.edge, told.home.offset) == (3, 70_000_000)
    assert (told.door.x, told.door.kind, told.door.gap) == (105.0, "unit", 5_000_000)
    assert told.line == ((0.0, 30.0), (0.0, 0.0), (100.0, 0.0), (100.0, 40.0))
    assert told.crs == "EPSG:3006"
    assert len(told.network) == 64
    assert verify(told, square()) == ()


def test_what_the_distance_would_be_if_something_small_were_otherwise():
    said = certificate(square(), 0, 0).sensitivity
    # by D and C instead: 10 + 70 + 130 + 60 + 5
    assert (said.second_best, said.home_other_end, said.door_other_end) == (275, 275, 275)
    assert said.second_best_avoids == "Västra gatan"


def test_a_pupil_for_whom_danger_counts_goes_round_it():
    rule = WayRule(unsafe_factor=2.0, unsafe_through_grade="3")
    told = certificate(square(ways=rule), 0, 0)
    assert (told.metres, told.unsafe_metres, told.unsafe_factor) == (275, 0, 2.0)
    assert verify(told, square(ways=rule)) == ()
    older = square(ways=rule)
    older = older.replace(pupils=older.pupils.assign(grade="4"))
    assert certificate(older, 0, 0).metres == 185
    table = travel_table(square(ways=rule))
    assert (table.metres.tolist(), table.unsafe.tolist()) == ([[275]], [[0]])
    assert travel_table(older).unsafe.tolist() == [[100]]


def test_where_no_other_way_leads_the_unsafe_one_is_gone_and_told():
    lonely = square(edges=frame("edges", [
        {"from_node": "D", "to_node": "A", "metres": 100.0},
        {"from_node": "A", "to_node": "B", "metres": 100.0, "unsafe": True},
        {"from_node": "B", "to_node": "C", "metres": 100.0},
    ]), ways=WayRule(unsafe_factor=1000.0))  # fmt: skip
    told = certificate(lonely, 0, 0)
    assert (told.metres, told.unsafe_metres) == (185, 100)
    assert told.sensitivity.second_best is None
    assert verify(told, lonely) == ()


def test_by_bicycle_and_car_one_ways_count():
    edges = square().edges.assign(cycle=["backward", "both", "both", "both"])
    by_bicycle = square(edges=edges, ways=WayRule(mode="cycle"))
    told = certificate(by_bicycle, 0, 0)
    assert (told.mode, told.metres) == ("cycle", 275)
    assert verify(told, by_bicycle) == ()
    assert (
        "that direction"
        in verify(replace(certificate(square(edges=edges), 0, 0), mode="cycle"), by_bicycle)[0]
    )
    car = square(edges=edges.assign(drive="both", speed=36.0), ways=WayRule(mode="drive"))
    # 185 m of which 170 along streets at 10 m/s
    assert travel_table(car).minutes.tolist() == [[1]]
    slow = car.replace(edges=car.edges.assign(speed=3.6))
    assert travel_table(slow).minutes.tolist() == [[3]]


def test_the_other_way_round_is_certified_with_the_tables_own_directions():
    edges = square().edges.assign(cycle=["backward", "both", "both", "both"])
    swapped = square(edges=edges, ways=WayRule(mode="cycle")).replace(
        pupils=square().pupils.assign(x=105.0, y=40.0), units=square().units.assign(x=-10.0, y=30.0)
    )
    told = certificate(swapped, 0, 0)
    assert told.metres == 185
    unsafe = told.steps[1]
    assert (unsafe.from_node, unsafe.to_node, unsafe.begin, unsafe.finish) == (
        "B",
        "A",
        100_000_000,
        0,
    )
    assert verify(told, swapped) == ()


def test_doors_on_one_street_meet_without_a_crossing():
    near = instance_of(TEE, TEE_STREETS, homes={"h": (20.0, 7.0)}, units={"u": (90.0, -4.0)})
    told = certificate(near, 0, 0)
    assert (told.metres, len(told.steps)) == (81, 1)
    assert told.sensitivity.second_best is None
    assert verify(told, near) == ()


def test_a_unit_behind_a_oneway_has_a_certificate_that_says_there_is_no_way():
    nodes = {"A": (0.0, 0.0), "B": (100.0, 0.0), "C": (200.0, 0.0)}
    shut = instance_of(nodes, [("B", "A", 100, "oneway"), ("B", "C", 100)],
                       homes={"h": (0.0, 0.0)}, units={"u": (200.0, 0.0)})  # fmt: skip
    told = certificate(shut, 0, 0)
    assert (told.metres, told.steps, told.sensitivity) == (-1, (), None)
    assert "One-way streets leave no way between the two doors." in told.unknown
    assert verify(told, shut) == ()
    assert verify(replace(told, metres=-1), instance_of(
        nodes, [("A", "B", 100), ("B", "C", 100)], homes={"h": (0.0, 0.0)}, units={"u": (200.0, 0.0)}
    )) == ("The certificate is of another version of the street network.",)  # fmt: skip


@pytest.mark.parametrize(
    ("measuring_point", "metres", "kind"),
    [
        ("", 185, "unit"),
        ("main_entrance", 195, "main_entrance"),
        ("nearest_entrance", 165, "entrance"),
        ("plot_boundary", 155, "plot_boundary"),
        ("gate", 185, "unit"),
    ],
)
def test_the_way_ends_at_the_measuring_point(measuring_point, metres, kind):
    doors = frame("entrances", [
        {"unit_id": "u", "kind": "main_entrance", "x": 105.0, "y": 50.0},
        {"unit_id": "u", "kind": "entrance", "x": 105.0, "y": 20.0},
        {"unit_id": "u", "kind": "plot_boundary", "x": 105.0, "y": 10.0},
        {"unit_id": "u", "kind": "plot_boundary", "x": 105.0, "y": 60.0},
    ])  # fmt: skip
    place = square(entrances=doors, measuring_point=measuring_point)
    told = certificate(place, 0, 0)
    assert (told.metres, told.door.kind) == (metres, kind)
    assert travel_table(place).metres.tolist() == [[metres]]
    assert verify(told, place) == ()


def test_a_unit_without_the_entrance_keeps_its_own_point_and_that_is_told():
    told = certificate(square(measuring_point="main_entrance"), 0, 0)
    assert any("The main entrance of the unit is not given" in doubt for doubt in told.unknown)


def test_straight_lines_and_ready_tables_are_certified_as_what_they_are():
    line = town([{"unit_id": "u", "name": "u", "x": 0.0, "y": 400.0}], [],
                [{"pupil_id": "p", "grade": "F", "x": 300.0, "y": 0.0}])  # fmt: skip
    told = certificate(line, 0, 0)
    assert (told.kind, told.metres, told.steps, told.network) == ("straight", 650, (), "")
    assert verify(told, line) == ()
    assert verify(replace(told, micrometres=1), line) != ()
    assert verify(replace(told, home=None), line) == ("The certificate lacks an end.",)
    ready = certificate(nantuna(), 1, 2)
    assert (ready.kind, ready.metres) == ("table", 2500)
    assert "ready travel table" in ready.unknown[0]
    assert verify(ready, nantuna()) == ()
    assert "added up again it is 2500" in verify(replace(ready, metres=1), nantuna())[0]
    assert "no row" in verify(replace(ready, pupil="nobody"), nantuna())[0]


def test_homes_far_from_streets_and_areas_points_are_told():
    far = square()
    far = far.replace(pupils=far.pupils.assign(x=-900.0))
    told = certificate(far, 0, 0)
    assert told.kind == "straight"
    assert any("straight line times 1.3" in doubt for doubt in told.unknown)
    area = [{"area_id": "K", "name": "K", "x": -10.0, "y": 30.0}]
    base = square()
    shared = base.replace(
        areas=frame("areas", area, "share_low_education"),
        pupils=base.pupils.assign(x=np.nan, y=np.nan, area_id="K"),
    )
    told = certificate(shared, 0, 0)
    assert (told.metres, told.home.kind) == (185, "area")
    assert told.unknown[0].startswith("The pupil has no address")


def test_a_protected_pupil_never_gets_one():
    hidden = square()
    hidden = hidden.replace(pupils=hidden.pupils.assign(protected=True))
    with pytest.raises(UsageError, match="protected identity gets no"):
        certificate(hidden, 0, 0)


@pytest.mark.parametrize("rows", [(1, 0), (0, 1), (-1, 0)])
def test_a_row_that_is_not_there_is_a_wrong_call(rows):
    with pytest.raises(UsageError, match="has no row"):
        certificate(square(), *rows)


def test_a_certificate_is_json_and_back():
    told = certificate(square(), 0, 0)
    assert Certificate.from_dict(json.loads(told.to_json())) == told
    line = town([{"unit_id": "u", "name": "u", "x": 0.0, "y": 400.0}], [],
                [{"pupil_id": "p", "grade": "F", "x": 300.0, "y": 0.0}])  # fmt: skip
    told = certificate(line, 0, 0)
    assert Certificate.from_dict(json.loads(told.to_json())) == told


FALSE = [
    ({"metres": 184}, "metres: added up again it is 185"),
    ({"micrometres": 1}, "micrometres: added up again"),
    ({"unsafe_metres": 0}, "unsafe_metres: added up again it is 100"),
    ({"steps": ()}, "micrometres"),
    ({"network": "0" * 64}, "another version"),
    ({"home": None}, "lacks an end"),
    ({"metres": -1}, "There is a way, though"),
]


@pytest.mark.parametrize(("change", "message"), FALSE)
def test_a_false_certificate_is_found_out(change, message):
    assert any(
        message in fault
        for fault in verify(replace(certificate(square(), 0, 0), **change), square())
    )


def with_step(number, **change):
    told = certificate(square(), 0, 0)
    steps = list(told.steps)
    steps[number] = replace(steps[number], **change)
    return replace(told, steps=tuple(steps))


@pytest.mark.parametrize(
    ("number", "change", "message"),
    [
        (1, {"edge": 2}, "not the one that the table has"),
        (1, {"finish": 200_000_000}, "longer than its street"),
        (1, {"unsafe": False}, "unsafe in one of the two"),
        (1, {"begin": 50_000_000}, "do not follow each other"),
        (0, {"begin": 60_000_000}, "does not begin or end"),
        (2, {"finish": 30_000_000}, "does not begin or end"),
    ],
)
def test_a_false_step_is_found_out(number, change, message):
    assert any(message in fault for fault in verify(with_step(number, **change), square()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"gap": 1}, "gap: added up again it is 10000000"),
        ({"street_x": None}, "lacks an end"),
        ({"from_node": "B"}, "a street that the table does not have"),
    ],
)
def test_a_false_end_is_found_out(change, message):
    told = certificate(square(), 0, 0)
    told = replace(told, home=replace(told.home, **change))
    assert any(message in fault for fault in verify(told, square()))


def test_a_longer_way_is_found_out():
    careful = square(ways=WayRule(unsafe_factor=2.0))
    round_about = replace(certificate(careful, 0, 0), unsafe_factor=1.0)
    assert verify(round_about, careful) == ("There is a better way than the certificate's.",)


@settings(max_examples=20, deadline=None)
@given(towns())
def test_every_certificate_is_the_tables_and_walks_again(case):
    nodes, edges, homes, units = case
    instance = instance_of(nodes, edges, homes=homes, units=units)
    table = travel_table(instance)
    for unit in range(len(units)):
        told = certificate(instance, 0, unit)
        assert told.metres == table.metres[table.origin_of_pupil[0], unit]
        assert verify(told, instance) == ()
        said = told.sensitivity
        if said is not None and said.second_best is not None:
            others = [m for m in (said.home_other_end, said.door_other_end) if m is not None]
            assert told.metres <= said.second_best <= min(others, default=said.second_best)


@st.composite
def lanes(draw):
    """A few crossings and streets, one home and one unit away from every crossing."""
    count = draw(st.integers(2, 5))
    nodes = {str(i): (50.0 * i, 50.0 * (i * i % 3)) for i in range(count)}
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.integers(20, 99))
    edges = [(str(a), str(b), m) for a, b, m in draw(st.lists(pair, max_size=5)) if a != b]
    edges += [(str(i), str(i + 1), 77 + i) for i in range(count - 1)]
    door = st.tuples(st.floats(3, 50.0 * count - 3), st.floats(-20, 110))
    return nodes, edges, draw(door), draw(door)


@settings(max_examples=25, deadline=None)
@given(lanes())
def test_the_second_best_way_is_the_next_of_all_ways_without_a_loop(case):
    nodes, edges, home, unit = case
    instance = instance_of(nodes, edges, homes={"h": home}, units={"u": unit})
    told = certificate(instance, 0, 0)
    network = network_of(instance)
    feet = [snap(*np.array([door]).T, network=network) for door in (home, unit)]
    for foot in feet:
        assume(1.0 < foot.offset[0] < network.metres[foot.edge[0]] - 1.0)
    assume(feet[0].edge[0] != feet[1].edge[0] or abs(feet[0].offset[0] - feet[1].offset[0]) > 1)
    graph = split_graph(nodes, edges, homes=feet[0], units=feet[1])
    ways = nx.all_simple_edge_paths(graph, ("home", 0), ("unit", 0))
    lengths = sorted(sum(graph.edges[edge]["metres"] for edge in way) for way in ways)
    off = feet[0].gap[0] + feet[1].gap[0]
    assert told.metres == pytest.approx(lengths[0] + off, abs=0.51)
    if len(lengths) == 1:
        assert told.sensitivity.second_best is None
    else:
        assert told.sensitivity.second_best == pytest.approx(lengths[1] + off, abs=0.51)
