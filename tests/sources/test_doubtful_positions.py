"""Doubts about positions: geocodes far off, the middle of a town, points outside their area."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import shapely
from tests.map_files import CODES, SOUTH, WEST, squares
from tests.public_files import degrees, edit_csv, write_public_files

from skolval.io.faults import Ledger
from skolval.sources._named_places import places_named
from skolval.sources.positions import Known, Points, doubts, outside, places_of
from skolval.synth.importers.uppsala_public import Params, read

AREAS = pd.DataFrame({"area_id": CODES, "geometry": squares()})
OUTLINE = shapely.union_all(squares())
TOWNS = places_of(
    ["Storby", "Lillby-Nyby", "Västra Strandtorp"],
    [shapely.box(WEST, SOUTH, WEST + 2000, SOUTH + 2000),
     shapely.Point(WEST + 30_000, SOUTH).buffer(500),
     shapely.Point(WEST, SOUTH + 30_000).buffer(500)],
)  # fmt: skip


def doubted(x, y, known, **columns):
    ledger = Ledger()
    ids = pd.Series([f"{i + 1}0000000" for i in range(len(x))])
    series = {name: pd.Series(cells) for name, cells in columns.items()}
    points = Points(ids, np.array(x, float), np.array(y, float), **series, file="enheter.csv")
    found = doubts(points, known, ledger)
    assert all(fault.level == "warning" for fault in ledger.faults)
    return found, [str(fault) for fault in ledger.faults]


def test_points_in_their_own_area_are_not_doubted():
    found, told = doubted(
        [WEST + 500, WEST + 1500], [SOUTH + 1500, SOUTH + 500],
        Known(OUTLINE, AREAS, TOWNS), area=["0380A0010", "0380A0040"],
        address=["Storgatan 1, Storby", "Storgatan 2, Storby"], name=["Aspskolan", "Bokskolan"],
    )  # fmt: skip
    assert (len(found.frame), found.notes, told) == (0, (), [])


def test_a_point_far_outside_the_municipality_is_told_with_row_distance_and_remedy():
    found, told = doubted([WEST + 500, WEST + 26_600], [SOUTH, SOUTH], Known(OUTLINE))
    assert found.frame.to_dict("records") == [
        {
            "row": 1,
            "id": "20000000",
            "kind": "municipality",
            "metres": 24_600.0,
            "said": "",
            "found": "",
        }
    ]
    assert told == [
        (
            "enheter.csv, row 3: The position of 20000000 lies 24.6 km outside the municipality."
            " Look the address up again; nothing was moved."
        )
    ]
    assert found.notes == ("1 positions lie outside the municipality.",)


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (WEST + 1400, SOUTH + 500, "lies 640 m from its area 0380A0010, in 0380A0040."),
        (WEST - 40_000, SOUTH + 1500, "lies 40.0 km from its area 0380A0010, in no known area."),
        (WEST + 1080, SOUTH + 1500, None),
    ],
)
def test_a_point_outside_the_area_it_is_said_to_lie_in_is_told(x, y, expected):
    found, told = doubted([x], [y], Known(areas=AREAS), area=["0380A0010"])
    if expected is None:
        assert told == []
        return
    assert told == [
        (
            f"enheter.csv, row 2: The position of 10000000 {expected}"
            " Check the position, then the area; nothing was moved."
        )
    ]
    assert found.notes == ("1 positions lie outside their own area.",)


def test_unknown_areas_and_missing_positions_are_not_this_check():
    found, told = doubted(
        [WEST + 5000, np.nan], [SOUTH, np.nan], Known(OUTLINE.buffer(1e4), AREAS, TOWNS),
        area=["9999", "0380A0010"], address=["", "Byvägen 1, Lillby"],
    )  # fmt: skip
    assert (len(found.frame), told) == (0, [])


@pytest.mark.parametrize(
    ("address", "name", "place", "far"),
    [
        ("Byvägen 14, Lillby", "Aspskolan", "Lillby", "28.5 km"),
        ("Byvägen 14, 740 22 Lillby", "Aspskolan", "Lillby", "28.5 km"),
        ("Byvägen 14 74022 Lillby", "Aspskolan", "Lillby", "28.5 km"),
        ("", "Nyby skola", "Nyby", "28.5 km"),
        ("Byvägen 14", "Nybyskolan", "Nyby", "28.5 km"),
        ("Byvägen 14", "Strandtorps skola", "Strandtorp", "29.0 km"),
        ("Byvägen 14, STORBY", "Aspskolan", None, ""),
        ("Byvägen 14, Storby", "Lillby skola", None, ""),  # may stand in either
        ("Byvägen 14, Annanstans", "Aspskolan", None, ""),
    ],
)
def test_a_point_far_from_the_place_of_its_address_or_name_is_told(address, name, place, far):
    found, told = doubted(
        [WEST + 1000], [SOUTH + 500], Known(places=TOWNS), address=[address], name=[name]
    )
    if place is None:
        assert told == []
        return
    assert told == [
        (
            f"enheter.csv, row 2: The address or name of 10000000 tells {place}, {far} from its position."
            " Look the address up again; nothing was moved."
        )
    ]
    assert found.notes == ("1 positions lie far from the place that their address or name tells.",)


def test_the_name_alone_is_enough_and_the_address_alone_too():
    x, y = [WEST + 1000], [SOUTH + 500]
    assert len(doubted(x, y, Known(places=TOWNS), name=["Lillby skola"])[0].frame) == 1
    assert len(doubted(x, y, Known(places=TOWNS), address=["A 1, Lillby"])[0].frame) == 1
    assert len(doubted(x, y, Known(places=TOWNS))[0].frame) == 0


def test_many_different_addresses_on_one_point_are_the_middle_of_something():
    address = ["Ekvägen 1, Storby", "Ekvägen 1", "Bokgatan 2", "Almgatan 3, Storby", ""]
    found, told = doubted([WEST] * 5, [SOUTH] * 5, Known(), address=address)
    assert found.frame["row"].tolist() == [0, 1, 2, 3]
    assert told[0] == (
        "enheter.csv, row 2: The position of 10000000 is shared by 3 different addresses."
        " It is the middle of a place, not their doors: look the addresses up again."
    )
    assert found.notes == ("4 positions are shared by different addresses.",)


def test_three_units_in_one_house_are_no_doubt():
    address = ["Ekvägen 1, Storby", "Ekvägen 1", "EKVÄGEN  1, 123 45 Storby"]
    found, _told = doubted([WEST] * 3, [SOUTH] * 3, Known(), address=address)
    assert len(found.frame) == 0


def test_one_point_may_be_doubted_for_several_reasons():
    found, told = doubted(
        [WEST - 24_600], [SOUTH + 500], Known(OUTLINE, AREAS, TOWNS), area=["0380A0030"],
        address=["Byvägen 1, Storby"],
    )  # fmt: skip
    assert found.frame["kind"].tolist() == ["area", "municipality", "place"]
    assert len(told) == 3


def test_nothing_is_ever_moved():
    x, y = np.array([WEST - 24_600.0]), np.array([SOUTH])
    doubts(Points(pd.Series(["a"]), x, y), Known(OUTLINE), Ledger())
    assert (x[0], y[0]) == (WEST - 24_600.0, SOUTH)


def test_the_distance_to_a_surface_is_zero_inside_and_unknown_without_a_position():
    metres = outside(np.array([WEST + 1, WEST - 7, np.nan]), np.array([SOUTH + 1] * 3), OUTLINE)
    assert metres[:2].tolist() == [0.0, 7.0]
    assert np.isnan(metres[2])


def test_places_are_read_from_the_names_of_areas():
    assert set(TOWNS) == {
        "storby",
        "lillby nyby",
        "lillby",
        "nyby",
        "västra strandtorp",
        "strandtorp",
    }
    named = places_named("A 1, Strandtorp", "Lillby-Nyby skola", TOWNS)
    assert named[0] == "strandtorp"
    assert set(named) == {"strandtorp", "lillby nyby", "lillby", "nyby"}
    both = places_of(["Norra Ås", "Södra Ås"], squares()[:2])
    assert both["ås"].area == pytest.approx(2e6)


def test_the_notes_of_some_kinds_name_the_worst_doubts():
    found, _told = doubted(
        [WEST + 500, WEST - 400, WEST + 1500], [SOUTH + 500] * 3, Known(OUTLINE, AREAS),
        area=["0380A0010", "0380A0010", "0380A0040"],
    )  # fmt: skip
    assert found.notes_of("place") == ()
    assert found.notes_of("area", most=1) == (
        "2 positions lie outside their own area.",
        "The position of 20000000 lies 640 m from its area 0380A0010, in no known area.",
    )


def test_an_import_tells_of_a_unit_that_stands_outside_the_area_of_its_own_row(tmp_path):
    """The geocode of the first unit of the look-alike town is that of another street."""
    public = write_public_files(tmp_path / "public")
    lon, lat = degrees(1500, 400)
    schools = public / "uppsala-schools/uppsala_grundskolor_2024_25.csv"
    edit_csv(schools, 0, lat=lat, lon=lon)
    notes = read(public, Params()).notes
    assert "1 positions lie outside their own area." in notes
    assert "The position of 11111111 lies 781 m from its area 0380C0010, in 0380C0040." in notes
