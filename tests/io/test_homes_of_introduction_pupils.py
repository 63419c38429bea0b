"""An introduction pupil without a position is no fault where the way is known from elsewhere."""

from __future__ import annotations

import pandas as pd
import pytest

from gymnasium_town import gymby
from skolval.io.instance import check_instance
from skolval.io.writing import write_instance


@pytest.fixture
def folder(tmp_path):
    """Gymby written down; the first introduction pupil, v1, has neither position nor area."""
    made = gymby()
    people = made.introduction_pupils.assign(
        low_education=made.introduction_pupils["low_education"].astype("int64")
    )
    people[["x", "y"]] = people[["x", "y"]].astype("Float64")
    people.loc[0, ["x", "y"]] = pd.NA
    pupils = made.pupils.assign(low_education=made.pupils["low_education"].astype("int64"))
    made = made.replace(pupils=pupils, introduction_pupils=people)
    return write_instance(made, tmp_path / "gymby")


def homeless(folder):
    return [
        fault.row
        for fault in check_instance(folder)[1]
        if fault.file == "introduction_pupils.csv" and fault.rule == "position"
    ]


def change(folder, **values):
    path = folder / "introduction_pupils.csv"
    table = pd.read_csv(path, dtype="str")
    for name, value in values.items():
        table[name] = table[name].astype("object") if name in table else None
        table.loc[0, name] = value
    table.to_csv(path, index=False)


def test_a_pupil_of_whom_no_way_is_known_is_told(folder):
    assert len(homeless(folder)) == 1


def test_a_travel_table_may_start_at_an_introduction_pupil(folder):
    units = pd.read_csv(folder / "units.csv", dtype="str")["unit_id"]
    rows = [f"v1,{unit},900,12" for unit in units]
    (folder / "travel.csv").write_text(
        "origin_id,unit_id,metres,minutes\n" + "\n".join(rows) + "\n"
    )
    assert homeless(folder) == []


def test_a_protected_pupil_needs_no_position(folder):
    change(folder, protected="true")
    assert homeless(folder) == []


@pytest.mark.parametrize(("head", "told"), [("area_id", 1), ("number", 0)])
def test_where_areas_could_not_be_read_nobody_is_blamed_for_an_unknown_area(folder, head, told):
    """Without its column of ids the table may well have the pupil's area."""
    (folder / "areas.csv").write_text(f"{head},name,x,y\nN,North,640000,6630000\n")
    change(folder, area_id="S")
    assert len(homeless(folder)) == told
