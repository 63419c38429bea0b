"""Layers beside units and areas: flows of at least five, zones, lines, and what is hidden."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from skolval.report.map import map_page
from skolval.report.map_layers import (
    PAINTS,
    area_points,
    area_units,
    flows,
    line_paths,
    paint_legends,
    unit_paints,
)
from skolval.report.map_words import legend
from skolval.report.mapview import Drawing
from skolval.report.scale import COLOURS
from skolval.report.words import Words


def with_policy(run, **changes):
    policy = run.problem.policy.replace(**changes)
    return replace(run, problem=run.problem.replace(policy=policy))


def test_flows_are_of_at_least_five_pupils_and_start_in_the_area(runs):
    run = runs[0]
    drawn = flows(run)
    assert drawn
    unit = run.placement.unit(run.problem)
    for area, to, pupils in drawn:
        assert pupils >= 5
        assert pupils == int(((run.problem.parties.area == area) & (unit == to)).sum())
    points = area_points(run)
    assert points[0].tolist() == run.areas[["x", "y"]].to_numpy()[0].tolist()
    shapes = replace(run, areas=run.areas.drop(columns=["x", "y"]))
    assert np.allclose(area_points(shapes), points)


def test_an_area_has_the_unit_of_most_of_its_pupils(runs):
    assert area_units(runs[0]) is None
    run = with_policy(runs[0], parties="areas")
    unit = run.placement.unit(run.problem)
    zones = area_units(run)
    assert len(zones) == len(run.problem.area_ids)
    assert all(zone in {-1, *unit.tolist()} for zone in zones)
    page = map_page([run, runs[1]], lang="en").html
    assert "Attendance areas" in page
    assert "areas of one colour that touch belong to one unit" in page
    assert "Attendance areas" not in map_page(runs[:2], lang="en").html


def test_lines_run_from_stop_to_stop_in_each_direction(made):
    assert line_paths(None) == line_paths(made) == []
    stops = pd.DataFrame(
        {"stop_id": ["a", "b"], "name": ["A", "B"], "x": [640_500, 641_500], "y": [6_630_500] * 2}
    )
    calls = [
        ("L1", 1, "a", "in"),
        ("L1", 2, "b", "in"),
        ("L1", 2, "a", "out"),
        ("L1", 1, "b", "out"),
    ]
    lines = pd.DataFrame(calls, columns=["line_id", "order", "stop_id", "direction"])
    found = line_paths(made.replace(stops=stops, lines=lines))
    assert [(line["n"], line["d"]) for line in found] == [("L1", "in"), ("L1", "out")]
    assert found[0]["p"] == found[1]["p"][::-1]
    page = map_page_of(made.replace(stops=stops, lines=lines))
    assert '"n":"L1"' in page


def map_page_of(instance):
    import aby

    return map_page(aby.runs()[1][:2], lang="en", instance=instance).html


def test_hidden_units_have_neither_utilisation_nor_change(runs):
    drawing = Drawing(runs, Words("en"), "public")
    for numbers in drawing.numbers:
        for row, (use, change) in enumerate(unit_paints(numbers, drawing.numbers[0])):
            if numbers.mask.placed[row]:
                assert use is None
                assert change is None
    first = unit_paints(drawing.numbers[0], drawing.numbers[0])
    assert {change for _use, change in first} <= {0.0, None}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_each_legend_names_every_colour_and_what_is_not_shown(runs, lang):
    words = Words(lang)
    drawing = Drawing(runs, words)
    share, use, change = paint_legends(words, legend(drawing))
    assert [one["id"] for one in (share, use, change)] == ["share", "use", "change"]
    assert len(share["steps"]) == len(COLOURS) + 1
    for shown, name in ((use, "use"), (change, "change")):
        breaks, colours = PAINTS[name]
        assert len(colours) == len(breaks) + 1
        assert [step["colour"] for step in shown["steps"][:-1]] == list(colours)
        assert shown["steps"][-1]["hatched"]


def lightness(colour):
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue


def test_a_grey_copy_keeps_the_order_of_colours():
    up = [lightness(colour) for colour in PAINTS["use"][1][:-1]]
    assert up == sorted(up, reverse=True)
    ends = [lightness(colour) for colour in PAINTS["change"][1]]
    middle = len(ends) // 2
    assert ends[: middle + 1] == sorted(ends[: middle + 1])
    assert ends[middle:] == sorted(ends[middle:], reverse=True)
    assert not any(math.isnan(value) for value in PAINTS["use"][0])
