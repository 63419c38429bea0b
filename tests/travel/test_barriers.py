"""Rivers and railways: no way through them, no door tied to the far bank, openings open."""

from __future__ import annotations

import pytest
from tests.towns import frame
from tests.travel.streets import instance_of

from skolval.domain.way_rule import WayRule
from skolval.errors import InputError
from skolval.travel import travel_table
from skolval.travel.certifying import certificate
from skolval.travel.digest import network_digest
from skolval.travel.verify import verify

#  C --- D          two streets along a river at y = 50, joined by two bridges A-C and B-D;
#  |~~~~~|  y = 50  the home 10 m south of the river stands nearer to A-B at y = 0 than to
#  A --- B          C-D at y = 60, unless it stands right at the bank.
NODES = {"A": (0.0, 0.0), "B": (400.0, 0.0), "C": (0.0, 60.0), "D": (400.0, 60.0)}
STREETS = [("A", "B", 400), ("C", "D", 400), ("A", "C", 60), ("B", "D", 60)]
RIVER = "LINESTRING (-100 50, 500 50)"


def village(*barriers, home=(100.0, 45.0), unit=(100.0, 60.0), **more):
    return instance_of(NODES, STREETS, homes={"h": home}, units={"u": unit}).replace(
        barriers=frame("barriers", [dict(zip(("effect", "shape", "mode"), b, strict=False))
                                    for b in barriers]), **more
    )  # fmt: skip


def metres(instance):
    told = certificate(instance, 0, 0)
    assert verify(told, instance) == ()
    assert travel_table(instance).metres.tolist() == [[told.metres]]
    return told.metres


def test_a_home_at_the_bank_is_tied_to_the_far_street_where_no_river_is_told():
    assert metres(village()) == 15


def test_a_closed_river_leaves_no_way_over_either_bridge():
    shut = village(("closed", RIVER))
    told = certificate(shut, 0, 0)
    # the unit's street is cut off: nothing but a straight line would lead there
    assert told.kind == "straight"
    assert verify(told, shut) == ()


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("POINT (0 50)", 45 + 100 + 60 + 100),
        ("POLYGON ((380 30, 420 30, 420 70, 380 70, 380 30))", 45 + 300 + 60 + 300),
    ],
)
def test_an_opening_lets_one_bridge_through_and_the_home_stays_on_its_bank(opening, expected):
    assert metres(village(("closed", RIVER), ("opening", opening))) == expected


def test_a_river_may_be_a_surface_and_touching_it_is_not_crossing():
    surface = "POLYGON ((-50 48, 450 48, 450 52, -50 52, -50 48))"
    assert metres(village(("closed", surface), ("opening", "POINT (0 50)"))) == 305
    along = "LINESTRING (-100 60, 0 60)"  # ends at the corner C, crosses nothing
    assert metres(village(("closed", along))) == 15


def test_a_railway_that_is_unsafe_to_cross_makes_its_bridges_unsafe():
    careful = village(("unsafe", RIVER), home=(100.0, 0.0), ways=WayRule(unsafe_factor=1.0))
    told = certificate(careful, 0, 0)
    assert (told.metres, told.unsafe_metres) == (260, 60)
    assert travel_table(careful).unsafe.tolist() == [[60]]
    assert verify(told, careful) == ()
    half = village(("unsafe", "LINESTRING (-100 50, 200 50)"), home=(100.0, 0.0),
                   ways=WayRule(unsafe_factor=1000.0))  # fmt: skip
    assert metres(half) == 300 + 60 + 300


def test_barriers_hold_for_their_mode_alone():
    by_car = village(("closed", RIVER, "drive"))
    assert metres(by_car) == 15
    assert certificate(by_car.replace(ways=WayRule(mode="drive")), 0, 0).kind == "straight"
    assert certificate(village(("closed", RIVER, "all")), 0, 0).kind == "straight"


def test_a_home_with_no_street_on_its_own_side_is_measured_in_a_straight_line():
    ring = "LINEARRING (90 40, 110 40, 110 48, 90 48, 90 40)"
    told = certificate(village(("closed", ring)), 0, 0)
    assert told.kind == "straight"
    assert told.metres == 20  # 15 m x 1.3


def test_barriers_are_part_of_the_networks_version():
    assert network_digest(village()) != network_digest(village(("closed", RIVER)))


def test_a_shape_that_is_none_is_told_with_its_row():
    with pytest.raises(InputError) as caught:
        travel_table(
            village(("closed", RIVER), ("closed", "RIVER (1 2)"), ("closed", "POINT EMPTY"))
        )
    assert [fault.row for fault in caught.value.faults] == [3, 4]
