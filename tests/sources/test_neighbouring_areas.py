"""Neighbouring areas: slivers, overlaps, gaps, corners that touch, barriers.

The town is three by three squares of 200 m; 11 is in the middle.

20 21 22      north
10 11 12
00 01 02
"""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import affinity

from skolval.sources.adjacency import LEAST, TOLERANCE, borders, neighbours

SIDE = 200.0
IDS = [f"{row}{column}" for row in range(3) for column in range(3)]
SQUARES = [
    shapely.box(SIDE * column, SIDE * row, SIDE * (column + 1), SIDE * (row + 1))
    for row in range(3)
    for column in range(3)
]
TRUE = {
    (one, other)
    for one, other in itertools.combinations(IDS, 2)
    if abs(int(one[0]) - int(other[0])) + abs(int(one[1]) - int(other[1])) == 1
}


def pairs(shapes, ids=IDS, **options):
    frame = neighbours(shapes, ids, **options)
    return set(map(tuple, frame.to_numpy().tolist()))


def test_areas_that_share_a_side_are_neighbours_and_those_that_touch_in_a_corner_are_not():
    found = borders(SQUARES, IDS)
    assert set(map(tuple, found.frame[["area_id", "neighbour_id"]].to_numpy())) == TRUE
    assert len(found.frame) == 12
    assert (found.frame["metres"] == SIDE).all()
    assert (found.notes, found.lonely, len(found.bridged)) == ((), (), 0)
    assert [(fact.table, fact.column) for fact in found.facts] == [
        ("adjacency", "area_id"),
        ("adjacency", "neighbour_id"),
    ]
    assert "at least 25 m of border, found within 5 m" in found.facts[0].definition


def test_pairs_come_once_sorted_whatever_the_order_of_the_areas():
    order = [4, 0, 8, 2, 6, 1, 7, 3, 5]
    one = neighbours(SQUARES, IDS)
    other = neighbours([SQUARES[i] for i in order], [IDS[i] for i in order])
    assert one.equals(other)
    assert one.to_numpy().tolist() == sorted(one.to_numpy().tolist())
    assert all(a < b for a, b in one.to_numpy())


@pytest.mark.parametrize("grown", [-2.0, -0.5, 0.5, 2.0])
def test_gaps_and_overlaps_within_the_tolerance_are_bridged_and_told(grown):
    """Every square shrinks or grows, so that no border matches and corners overlap."""
    shapes = [shape.buffer(grown, join_style="mitre") for shape in SQUARES]
    found = borders(shapes, IDS)
    assert set(map(tuple, found.frame[["area_id", "neighbour_id"]].to_numpy())) == TRUE
    assert len(found.bridged) == 12
    assert (
        "12 pairs of areas are neighbours within 5 m, though their borders do not match."
        in found.notes
    )
    assert any("do not match their neighbours' along" in note for note in found.notes)
    assert len(found.mismatched) == 9


@pytest.mark.parametrize(("gap", "joined"), [(1.0, True), (4.0, True), (6.0, False), (40.0, False)])
def test_a_gap_wider_than_the_tolerance_is_no_border(gap, joined):
    shapes = [SQUARES[0], affinity.translate(SQUARES[1], gap)]
    assert (len(neighbours(shapes, ["a", "b"])) == 1) == joined
    assert len(neighbours(shapes, ["a", "b"], tolerance=gap + 1)) == 1


def test_a_sliver_between_two_areas_does_not_part_them():
    """A strip of 1 m that belongs to nobody along half the border."""
    sliver = shapely.box(SIDE - 1, 0, SIDE, SIDE / 2)
    found = borders([SQUARES[0].difference(sliver), SQUARES[1]], ["a", "b"])
    assert len(found.frame) == 1
    assert found.frame["metres"][0] == pytest.approx(SIDE, abs=1)


def test_corners_that_were_rounded_apart_are_bridged():
    """One neighbour has a corner more on the border, ten centimetres beside the line."""
    left = shapely.Polygon([(0, 0), (SIDE, 0), (SIDE + 0.1, 90), (SIDE, SIDE), (0, SIDE)])
    found = borders([left, SQUARES[1]], ["a", "b"])
    assert len(found.frame) == 1
    assert found.frame["metres"][0] == pytest.approx(SIDE, abs=1)
    assert len(found.bridged) == 1
    assert pairs([left, SQUARES[1]], ["a", "b"], tolerance=0.0) == set()


@pytest.mark.parametrize("angle", [15, 30, 60, 90])
@pytest.mark.parametrize("shift", [0.0, 1.0, -1.0])
def test_a_sharp_corner_that_touches_is_no_border(angle, shift):
    """Two wedges point to point, apart or over each other by a metre."""
    half = np.deg2rad(angle / 2)
    wedge = shapely.Polygon([(0, 0), (500, 500 * np.tan(half)), (500, -500 * np.tan(half))])
    other = affinity.translate(affinity.rotate(wedge, 180, origin=(0, 0)), shift)
    assert len(neighbours([wedge, other], ["a", "b"])) == 0


@pytest.mark.parametrize("angle", [20, 45, 90])
def test_two_wedges_beside_each_other_at_one_corner_are_no_neighbours(angle):
    """A third wedge lies between them: their corner is common, their sides run apart."""
    turn = np.deg2rad(angle)

    def wedge(start, end):
        return shapely.Polygon([(0, 0), (500 * np.cos(start), 500 * np.sin(start)),
                                (500 * np.cos(end), 500 * np.sin(end))])  # fmt: skip

    shapes = [wedge(0, turn), wedge(turn, 2 * turn), wedge(2 * turn, 3 * turn)]
    assert pairs(shapes, ["a", "b", "c"]) == {("a", "b"), ("b", "c")}


@pytest.mark.parametrize(
    ("shared", "joined"), [(LEAST - 1, False), (LEAST, True), (LEAST + 1, True)]
)
@pytest.mark.parametrize("gap", [0.0, 0.5])
def test_the_least_border_decides(shared, joined, gap):
    """The squares are pushed along each other until only `shared` metres are common."""
    other = affinity.translate(SQUARES[1], gap, SIDE - shared)
    if gap and shared == LEAST:
        return  # a metre either way: within a gap the ends of a stretch are round
    assert (len(neighbours([SQUARES[0], other], ["a", "b"])) == 1) == joined


def test_an_area_within_another_is_its_neighbour():
    hole = shapely.box(80, 80, 120, 120)
    found = borders([SQUARES[0].difference(hole), hole, SQUARES[8]], ["a", "b", "c"])
    assert found.frame[["area_id", "neighbour_id"]].to_numpy().tolist() == [["a", "b"]]
    assert found.lonely == ("c",)
    assert found.notes == ("1 areas have no neighbour: c.",)


def test_an_area_in_two_parts_borders_by_both():
    island = shapely.MultiPolygon([SQUARES[0], SQUARES[2]])
    assert pairs([island, SQUARES[1]], ["a", "b"]) == {("a", "b")}
    assert borders([island, SQUARES[1]], ["a", "b"]).frame["metres"][0] == 2 * SIDE


def test_water_along_a_border_parts_areas_but_a_bridgehead_joins_them():
    river = shapely.LineString([(SIDE, -50), (SIDE, 3 * SIDE + 50)])
    found = borders(SQUARES, IDS, barriers=river)
    assert len(found.frame) == 9
    assert len(found.parted) == 3
    assert "3 pairs of areas border only across a barrier; they are no neighbours." in found.notes
    short = shapely.LineString([(SIDE, -50), (SIDE, 3 * SIDE - 60)])
    assert len(neighbours(SQUARES, IDS, barriers=short)) == 10
    lake = shapely.Point(SIDE, SIDE).buffer(20)
    assert pairs(SQUARES, barriers=lake) == TRUE
    apart = borders([SQUARES[0], SQUARES[8]], ["a", "b"], barriers=river)
    assert (len(apart.frame), len(apart.parted)) == (0, 0)


def test_areas_of_two_editions_on_each_other_are_told():
    found = borders([*SQUARES, affinity.translate(SQUARES[4], 50, 50)], [*IDS, "33"])
    assert len(found.doubled) == 4
    assert found.notes[-1] == (
        "4 pairs of areas lie on each other: 11 / 33, 12 / 33, 21 / 33, 22 / 33. Is one of two editions?"
    )
    twice = borders([SQUARES[0], SQUARES[0], SQUARES[1]], ["a", "b", "c"])
    assert twice.doubled.to_numpy().tolist() == [["a", "b"]]


def test_no_areas_and_one_area_have_no_neighbours():
    assert len(neighbours([], [])) == 0
    found = borders(SQUARES[:1], ["a"])
    assert (len(found.frame), found.lonely) == (0, ("a",))
    assert len(borders(SQUARES, IDS, least=1000.0).lonely) == 9
    assert borders(SQUARES, IDS, least=1000.0).notes[-1].endswith("02, 10, 11 ....")


@given(seed=st.integers(0, 2**32 - 1), shake=st.floats(0.0, 1.0))
@settings(deadline=None, max_examples=30)
def test_shaking_each_area_by_less_than_the_tolerance_changes_no_neighbour(seed, shake):
    rng = np.random.default_rng(seed)
    shapes = [affinity.translate(shape, *rng.uniform(-shake, shake, 2)) for shape in SQUARES]
    assert pairs(shapes) == TRUE


@given(seed=st.integers(0, 2**32 - 1))
@settings(deadline=None, max_examples=20)
def test_a_partition_of_the_plane_agrees_with_lengths_of_common_border(seed):
    """Brute force: the length of the line that two cells have in common."""
    rng = np.random.default_rng(seed)
    points = shapely.MultiPoint(rng.uniform(0, 2000, (30, 2)))
    frame = shapely.box(0, 0, 2000, 2000)
    cells = [
        cell.intersection(frame) for cell in shapely.voronoi_polygons(points, extend_to=frame).geoms
    ]
    ids = [f"{i:02}" for i in range(len(cells))]
    common = {
        (ids[i], ids[j]): cells[i].boundary.intersection(cells[j].boundary.buffer(1e-6)).length
        for i, j in itertools.combinations(range(len(cells)), 2)
    }
    found = pairs(cells, ids)
    assert {pair for pair, metres in common.items() if metres >= LEAST + 0.1} <= found
    assert found <= {pair for pair, metres in common.items() if metres >= LEAST - 0.1}


def test_a_thousand_areas_take_little_time():
    """6,000 areas of 200 corners each were measured at 2.5 s; a sixth of that here."""
    rng = np.random.default_rng(5)
    frame = shapely.box(0, 0, 100_000, 100_000)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(rng.uniform(0, 100_000, (1000, 2))), extend_to=frame
    )
    shapes = shapely.segmentize(np.array([cell.intersection(frame) for cell in cells.geoms]), 80.0)
    start = time.process_time()
    found = neighbours(shapes, [f"{i:04}" for i in range(len(shapes))])
    assert time.process_time() - start < 6
    assert 2_700 < len(found) < 3_000
    assert TOLERANCE < LEAST
