"""Whole areas as parties: what they hold is exact, and pupils follow their area."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest
import shapely

from cities import make_problem
from skolval.domain.area_parties import area_problem
from skolval.domain.area_zones import attendance_areas
from skolval.domain.ground import Ground, ground_of
from skolval.domain.placement import Placement
from skolval.domain.policy import OptionRule
from skolval.domain.problem import Problem
from skolval.domain.spine import build_problem
from skolval.travel.table import travel_table
from towns import policy, town


@pytest.fixture
def pupils():
    """Areas A (3 pupils), B (2), C (none), and one pupil without area; units 0 and 1.

    A - B - C in a row; unit 0 stands in A, unit 1 in B. One pupil of A cannot go to unit 1.
    """
    problem = make_problem(
        offering_unit=np.array([0, 1]),
        offering_grade=np.array([0, 0]),
        seats=np.array([9, 9]),
        grade=np.zeros(6, np.int64),
        options=[
            (0, 0, 100, 0), (0, 1, 900, 1), (1, 0, 101, 0), (1, 1, 900, 0), (2, 0, 103, 0),
            (3, 0, 500, 0), (3, 1, 200, 0), (4, 0, 501, 0), (4, 1, 203, 0), (5, 0, 7, 0),
        ],
        member=[1, 0, -1, 1, 1, -1],
        current_unit=[1, 0, 0, 0, 1, 1],
        area=[0, 0, 0, 1, 1, -1],
    )  # fmt: skip
    today = np.full((3, len(problem.grades.codes)), -1, np.int64)
    ground = Ground(np.array([[0, 1], [1, 2]]), np.array([0, 1]), today)
    names = np.array(["A", "B", "C"])
    return problem.replace(area_ids=names, ground=ground)


def test_sizes_groups_and_mean_ways_are_exact(pupils):
    whole = area_problem(pupils).problem
    parties, options = whole.parties, whole.options
    assert parties.ids.tolist() == ["A", "B", "e00005", "C"]
    assert parties.size.tolist() == [3, 2, 1, 0]
    assert parties.member[:, 0].tolist() == [2, 2, -1, 0]  # one of two known in A stands for 1.5
    rows = options.party.tolist(), options.offering.tolist(), options.metres.tolist()
    assert list(zip(*rows, strict=True)) == [
        (0, 0, 101), (1, 1, 202), (1, 0, 501), (2, 0, 7), (3, 0, 0), (3, 1, 0),
    ]  # fmt: skip


def test_today_is_where_most_are_then_the_nearest_and_the_attendance_area_goes_first(pupils):
    assert area_problem(pupils).problem.parties.current_unit.tolist() == [0, 1, 1, -1]
    ground = dataclasses.replace(pupils.ground, today=np.where(pupils.ground.today < 0, 1, 0))
    drawn = area_problem(pupils.replace(ground=ground)).problem
    assert drawn.parties.current_unit.tolist() == [1, 1, 1, 1]
    own = pupils.replace(attendance_unit=np.array([1, 1, 1, -1, -1, -1]))
    assert area_problem(own).problem.parties.current_unit.tolist() == [1, 1, 1, -1]
    bare = area_problem(pupils.replace(ground=None)).problem
    assert bare.parties.ids.tolist() == ["A", "B", "e00005"]


def test_pupils_follow_their_area_and_are_gathered_again(pupils):
    areas = area_problem(pupils)
    chosen = np.array([0, 1, 3, 5])
    rows = areas.expanded(chosen)
    assert pupils.options.party[rows].tolist() == [0, 1, 2, 3, 4, 5]
    assert pupils.options.offering[rows].tolist() == [0, 0, 0, 1, 1, 0]
    again, strays = areas.gathered(rows)
    assert again.tolist() == [0, 1, 3, -1]
    assert not len(strays)
    told = areas.empty_areas(chosen)
    assert told == {"C": "o001"}
    assert areas.with_empty(again, told | {"X": "o000", "A": "o001"}).tolist() == [0, 1, 3, 5]
    assert areas.with_empty(again, {"C": "nowhere"}).tolist() == [0, 1, 3, -1]


def test_a_pupil_who_is_not_with_the_area_is_told(pupils):
    areas = area_problem(pupils)
    rows = areas.expanded(np.array([0, 1, 3, 5]))
    rows[4] = np.flatnonzero((pupils.options.party == 4) & (pupils.options.offering == 0))[0]
    assert areas.gathered(rows)[1].tolist() == [4]


def test_the_table_says_which_area_moves(pupils):
    areas = area_problem(pupils)
    chosen = areas.expanded(np.array([0, 2, 3, 5]))
    placement = Placement(chosen, "optimal", details={"empty_areas": {"C": "o001"}})
    table = attendance_areas(pupils, placement)
    assert table["area_id"].tolist() == ["A", "B", "C"]
    assert table["unit_id"].tolist() == ["u000", "u000", "u001"]
    assert table["moved"].tolist() == [False, True, False]
    assert table["metres"].tolist()[:2] == [101, 501]
    assert pd.isna(table["metres"][2])


def test_nothing_that_depends_on_who_the_parties_are_is_taken_over(pupils):
    """Whoever adds a field to Problem says in `area_parties` whether areas take it over."""
    n, rows = len(pupils.parties), len(pupils.options)
    whole = area_problem(pupils.replace(guarantee=np.zeros(n, np.int64))).problem
    for field in dataclasses.fields(Problem):
        value = getattr(whole, field.name)
        if isinstance(value, np.ndarray) and value.ndim and field.name != "area_ids":
            assert value.shape[0] not in {n, rows} - {len(whole.parties), len(whole.options), 2}


def test_two_grades_are_named_apart_and_each_has_its_empty_areas():
    problem = make_problem(
        offering_unit=np.array([0, 0]),
        offering_grade=np.array([0, 4]),
        seats=np.array([9, 9]),
        grade=np.array([0, 4]),
        options=[(0, 0, 100, 0), (1, 1, 100, 0)],
        area=[0, 1],
    )
    today = np.full((2, len(problem.grades.codes)), -1, np.int64)
    ground = Ground(np.array([[0, 1]]), np.array([0]), today)
    whole = area_problem(problem.replace(ground=ground)).problem
    codes = problem.grades.codes
    assert whole.parties.ids.tolist() == [
        f"a000, {codes[0]}", f"a001, {codes[4]}", f"a001, {codes[0]}", f"a000, {codes[4]}"
    ]  # fmt: skip
    assert whole.options.start.tolist() == [0, 1, 2, 3, 4]


def squares(*corners):
    return [shapely.box(x, y, x + 100, y + 100) for x, y in corners]


def test_polygons_that_nearly_meet_are_neighbours_and_corners_are_not():
    """B lies 8 m right of A; C meets A at a corner; D is far away."""
    shapes = squares((0, 0), (108, 0), (100, 100), (900, 900))
    rows = [{"area_id": name} for name in "ABCD"]
    instance = town(
        [
            {"unit_id": "u1", "name": "u1", "x": 50, "y": 50},
            {"unit_id": "u2", "name": "u2", "area_id": "D", "x": 50, "y": 50},
            {"unit_id": "u3", "name": "u3"},
        ],
        [{"offering_id": "u1-F", "unit_id": "u1", "grade": "F", "seats": 9}],
        [{"pupil_id": "p1", "grade": "F", "area_id": "A", "x": 1, "y": 1}],
        areas=rows,
    )
    areas = instance.areas.assign(geometry=pd.Series(shapes, dtype=object))
    none = np.full((4, 1), -1, np.int64)
    found = ground_of(instance.replace(areas=areas), none)
    assert found.pairs.tolist() == [[0, 1], [1, 2]]
    assert found.unit_area.tolist() == [0, 3, -1]
    assert ground_of(instance, none) is None


def test_a_table_of_neighbours_goes_before_the_polygons():
    instance = town(
        [{"unit_id": "u1", "name": "u1", "area_id": "A", "x": 0, "y": 0}],
        [{"offering_id": "u1-F", "unit_id": "u1", "grade": "F", "seats": 9}],
        [{"pupil_id": "p1", "grade": "F", "area_id": "A", "x": 1, "y": 1}],
        areas=[{"area_id": "A", "attendance_units": "u1"}, {"area_id": "B"}],
    )
    pairs = pd.DataFrame({"area_id": ["B", "A", "A"], "neighbour_id": ["A", "B", "A"]})
    instance = instance.replace(adjacency=pairs)
    asked = policy("optimal", "lottery", parties="areas", options=OptionRule())
    problem = build_problem(instance, asked, travel_table(instance))
    assert problem.ground.pairs.tolist() == [[0, 1]]
    assert problem.ground.today[:, 0].tolist() == [0, -1]
    assert (
        build_problem(instance, asked.replace(parties="pupils"), travel_table(instance)).ground
        is None
    )
