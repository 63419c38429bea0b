"""Surroundings of home areas: wider ones are more alike, and what is left out is told."""

from __future__ import annotations

import numpy as np
import pytest

from skolval.errors import UsageError
from skolval.indices import multigroup_h
from skolval.measure.home_sentences import distance_name, spatial_sentences
from skolval.measure.surroundings import BANDWIDTHS, SURROUNDING_COLUMNS, surroundings
from towns import BACKGROUND, GROUP, town


def row_of_areas(shares, *, step=400.0, population=1000):
    """Areas side by side along a line without streets."""
    areas = [
        {
            "area_id": f"a{i}", "x": step * i, "y": 0.0, "population": population,
            "share_low_education": share,
        }
        for i, share in enumerate(shares)
    ]  # fmt: skip
    return town(
        [], [], [{"pupil_id": "e", "grade": "F", "low_education": 0}], areas=areas,
        groups=(GROUP, BACKGROUND),
    )  # fmt: skip


def test_a_chess_board_is_even_from_afar_and_two_halves_are_not():
    board = surroundings(row_of_areas([0.1, 0.9] * 8)).set_index("metres")["h"]
    halves = surroundings(row_of_areas([0.1] * 8 + [0.9] * 8)).set_index("metres")["h"]
    assert board[0] == pytest.approx(halves[0])
    assert board[4000] < 0.05 * board[0]
    assert halves[2000] > 0.5 * halves[0]


def test_no_surroundings_at_all_is_the_plain_index():
    found = surroundings(row_of_areas([0.2, 0.5, 0.7]))
    assert tuple(found.columns) == SURROUNDING_COLUMNS
    assert list(found["metres"]) == [0.0, *BANDWIDTHS]
    table = np.array([[200.0, 800], [500, 500], [700, 300]])
    assert found["h"].iloc[0] == pytest.approx(float(multigroup_h.value(table)))
    assert list(found["alone"]) == [3, 0, 0, 0, 0]
    assert set(found["distances"]) == {"straight"}
    assert set(found["group"]) == {"low_education"}


def test_areas_without_share_or_residents_are_left_out_and_counted():
    made = row_of_areas([0.2, None, 0.7])
    assert set(surroundings(made)["left_out"]) == {1}
    empty = made.replace(areas=made.areas.assign(population=[1000, 1000, 0]))
    assert set(surroundings(empty)["areas"]) == {1}


def test_an_instance_without_areas_is_refused():
    with pytest.raises(UsageError, match="no areas with a point"):
        surroundings(town([], [], [{"pupil_id": "e", "grade": "F", "low_education": 0}]))
    made = row_of_areas([0.2, 0.3])
    lacking = made.replace(areas=made.areas.drop(columns="population"))
    with pytest.raises(UsageError, match="population"):
        surroundings(lacking)


def test_how_far_segregation_reaches_is_said():
    halves = surroundings(row_of_areas([0.1] * 8 + [0.9] * 8))
    assert "is still there at 4 km" in spatial_sentences(halves)[0]
    assert spatial_sentences(halves[halves["metres"] < 4000]) == []
    assert distance_name("street") != "street"
    assert distance_name("odd") == "odd"
