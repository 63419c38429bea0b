"""`skolval check` warns of units that stand outside the area that their row names."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pandas as pd
import pytest
import shapely

from skolval.io.instance import check_instance
from skolval.io.own_areas import area_at, metres_from_area

LEFT, RIGHT = shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)


@pytest.fixture
def lillstad(tmp_path, instances):
    return shutil.copytree(instances / "lillstad", tmp_path / "lillstad")


def move(folder, **cells):
    """Change the first unit of the instance that has a position and an area."""
    path = folder / "units.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    for column, cell in cells.items():
        frame.loc[0, column] = cell
    frame.to_csv(path, index=False)
    return frame.loc[0]


def stands(faults):
    return [fault for fault in faults if "from its area" in fault.message]


def other_area(folder, own):
    instance, _faults = check_instance(folder)
    areas = instance.areas
    return areas.loc[areas["area_id"] != own].iloc[0]


def test_a_shipped_instance_has_no_such_unit(lillstad):
    instance, faults = check_instance(lillstad)
    assert instance is not None
    assert stands(faults) == []


def test_a_unit_in_another_area_is_warned_of_with_the_distance_and_the_area(lillstad):
    unit = move(lillstad)
    away = other_area(lillstad, unit["area_id"])
    move(lillstad, x=f"{away['x']:.0f}", y=f"{away['y']:.0f}")
    instance, faults = check_instance(lillstad)
    assert instance is not None
    (fault,) = stands(faults)
    assert (fault.level, fault.rule, fault.row, fault.column) == (
        "warning",
        "position",
        2,
        "area_id",
    )
    assert fault.message.startswith(f"The position of {unit['unit_id']} lies ")
    assert fault.message.endswith(f" km from its area {unit['area_id']}, in {away['area_id']}.")
    assert fault.remedy == "Check the position, then the area; nothing was moved."


def test_a_unit_in_no_area_is_warned_of(lillstad):
    unit = move(lillstad)
    move(lillstad, x=f"{float(unit['x']) + 40_000:.0f}")
    (fault,) = stands(check_instance(lillstad)[1])
    assert fault.message.endswith(f"from its area {unit['area_id']}, in no known area.")


def test_more_than_a_hundred_are_counted(lillstad):
    path = lillstad / "units.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    one = frame.iloc[[0]].assign(x=str(float(frame["x"][0]) + 40_000))
    many = pd.concat([frame, *[one.assign(unit_id=f"9{i:07}") for i in range(130)]])
    many.to_csv(path, index=False)
    _instance, faults = check_instance(lillstad)
    told = [fault for fault in faults if fault.rule == "position"]
    assert len(told) == 101
    assert told[-1].message == "30 more cells of this column have the same fault."
    assert told[-1].row is None


def test_doubled_areas_are_another_fault_and_not_this_one(lillstad):
    path = lillstad / "areas.csv"
    if not path.exists():
        pytest.skip("areas of the instance stand in areas.geojson only")
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    pd.concat([frame, frame.iloc[[0]]]).to_csv(path, index=False)
    instance, faults = check_instance(lillstad)
    assert instance is None
    assert stands(faults) == []


def redraw(folder, change):
    """Change every corner of the areas' shapes."""
    path = folder / "areas.geojson"
    content = json.loads(path.read_text("utf-8"))
    for feature in content["features"]:
        shape = shapely.geometry.shape(feature["geometry"])
        feature["geometry"] = shapely.geometry.mapping(shapely.transform(shape, change))
    path.write_text(json.dumps(content), encoding="utf-8")


def test_shapes_with_latitude_first_are_a_fault(lillstad):
    redraw(lillstad, lambda corner: corner[:, ::-1])
    instance, faults = check_instance(lillstad)
    assert instance is None
    assert str(faults[0]) == (
        "areas.geojson: The axes of the areas are swapped: the first number is north, or latitude."
        " GeoJSON has east, or longitude, first; export the areas again."
    )


@pytest.mark.parametrize(
    "change", [lambda corner: corner - 50, lambda corner: corner * 0 + [0, 90]]
)
def test_shapes_elsewhere_are_not_swapped_ones(lillstad, change):
    """Far away, or at the pole, where the instance's CRS has no place."""
    redraw(lillstad, change)
    _instance, faults = check_instance(lillstad)
    assert not any("swapped" in fault.message for fault in faults)


def test_the_distance_is_unknown_without_area_shape_or_position():
    areas = pd.Series([LEFT, None], dtype=object)
    x = np.array([500.0, 1500.0, np.nan, 1500.0, 1500.0])
    metres = metres_from_area(x, np.full(5, 500.0), np.array([0, 0, 0, 1, -1]), areas)
    assert metres[:2].tolist() == [0.0, 500.0]
    assert np.isnan(metres[2:]).all()


def test_a_point_on_the_border_belongs_to_the_first_area():
    areas = pd.Series([None, RIGHT, LEFT], dtype=object)
    x, y = np.array([1000.0, 500.0, 5000.0, np.nan]), np.full(4, 500.0)
    assert area_at(x, y, areas).tolist() == [1, 2, -1, -1]
    assert area_at(x, y, pd.Series([None], dtype=object)).tolist() == [-1] * 4
