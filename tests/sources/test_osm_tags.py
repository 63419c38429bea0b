"""What tags of OpenStreetMap say: a table of ways and who may use them."""

from __future__ import annotations

import pytest

from skolval.sources.osm_tags import Danger, kind_of, trait_of


@pytest.mark.parametrize(
    ("tags", "walk", "cycle", "drive"),
    [
        ({}, "both", "both", "both"),
        ({"highway": "residential"}, "both", "both", "both"),
        ({"highway": "residential", "oneway": "yes"}, "both", "forward", "forward"),
        ({"highway": "residential", "oneway": "-1"}, "both", "backward", "backward"),
        ({"highway": "residential", "oneway": "yes", "cycleway": "opposite_lane"},
         "both", "both", "forward"),
        ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"},
         "both", "both", "forward"),
        ({"highway": "residential", "oneway:bicycle": "yes"}, "both", "forward", "both"),
        ({"highway": "residential", "oneway:foot": "yes"}, "forward", "both", "both"),
        ({"highway": "tertiary", "junction": "roundabout"}, "both", "forward", "forward"),
        ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"},
         "both", "both", "both"),
        ({"highway": "motorway"}, "no", "no", "forward"),
        ({"highway": "trunk", "motorroad": "yes"}, "no", "no", "both"),
        ({"highway": "footway"}, "both", "no", "no"),
        ({"highway": "footway", "bicycle": "yes"}, "both", "both", "no"),
        ({"highway": "steps", "bicycle": "yes"}, "both", "no", "no"),
        ({"highway": "cycleway"}, "both", "both", "no"),
        ({"highway": "cycleway", "foot": "no"}, "no", "both", "no"),
        ({"highway": "path", "bicycle": "dismount"}, "both", "no", "no"),
        ({"highway": "service", "access": "private"}, "no", "no", "no"),
        ({"highway": "service", "access": "private", "foot": "yes"}, "both", "no", "no"),
        ({"highway": "track", "access": "forestry"}, "both", "no", "no"),
        ({"highway": "track", "motor_vehicle": "no"}, "both", "both", "no"),
        ({"highway": "unclassified", "access": "destination"}, "both", "both", "both"),
        ({"highway": "construction"}, "no", "no", "no"),
        ({"highway": "raceway"}, "no", "no", "no"),
    ],
)  # fmt: skip
def test_who_may_use_a_way(tags, walk, cycle, drive):
    found = trait_of(tags)
    assert (found.walk, found.cycle, found.drive) == (walk, cycle, drive)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"highway": "residential"}, "street"),
        ({}, "street"),
        ({"highway": "proposed"}, "unbuilt"),
        ({"highway": "raceway"}, "other"),
        ({"highway": "service", "access": "private"}, "private"),
        ({"highway": "service", "access": "private", "foot": "yes"}, "street"),
    ],
)
def test_why_a_way_is_left_out(tags, kind):
    assert kind_of(tags) == kind


@pytest.mark.parametrize(
    ("told", "speed"),
    [("50", 50), (" 30 ", 30), ("SE:urban", 50), ("SE:rural", 70), ("walk", 7), ("signals", 0),
     ("50 mph", 0), ("", 0), ("7.5", 7.5)],
)  # fmt: skip
def test_speed_limits(told, speed):
    assert trait_of({"highway": "residential", "maxspeed": told}).speed == speed


@pytest.mark.parametrize(
    ("tags", "unsafe"),
    [
        ({"highway": "secondary", "maxspeed": "80"}, True),
        ({"highway": "secondary", "maxspeed": "50"}, False),
        ({"highway": "secondary"}, True),  # 70 km/h where nothing is told
        ({"highway": "primary_link"}, True),
        ({"highway": "residential"}, False),
        ({"highway": "unclassified", "maxspeed": "70"}, True),
        ({"highway": "secondary", "maxspeed": "80", "sidewalk": "both"}, False),
        ({"highway": "secondary", "maxspeed": "80", "sidewalk:left": "yes"}, False),
        ({"highway": "secondary", "maxspeed": "80", "sidewalk": "no"}, True),
        ({"highway": "cycleway", "maxspeed": "80"}, False),
        ({"highway": "motorway", "maxspeed": "110"}, False),  # nobody walks there at all
    ],
)
def test_which_roads_are_unsafe_to_walk_along(tags, unsafe):
    assert trait_of(tags).unsafe is unsafe
    assert not trait_of(tags, Danger(from_speed=200)).unsafe
