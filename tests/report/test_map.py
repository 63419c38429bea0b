"""The map as a file: closed to the world, the same bytes every time, no pupil in it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest

from skolval.report.geography import area_shapes, box_of, coded_streets
from skolval.report.leaflet import assets, steady_ids
from skolval.report.map import map_page, write_map
from skolval.report.mapview import Drawing
from skolval.report.words import Words

# a link (<a href>) is no request; a script, picture, stylesheet or import is
ADDRESS = re.compile(r"""src\s*=\s*["']?(?:https?:)?//|<link|url\(\s*["']?(?:https?:)?//|@import""")


def test_the_same_runs_give_the_same_bytes(runs, made, tmp_path):
    first = write_map(runs, tmp_path / "a.html", lang="sv", instance=made).read_bytes()
    again = write_map(runs, tmp_path / "b.html", lang="sv", instance=made).read_bytes()
    assert first == again


def test_the_map_names_no_address_to_load_from(runs, made):
    page = map_page(runs, instance=made).html
    assert ADDRESS.search(page) is None


def test_the_content_policy_allows_exactly_the_scripts_of_the_page(runs):
    page = map_page(runs)
    inside = re.findall(r"<script>(.*?)</script>", page.html, re.DOTALL)
    assert tuple(inside) == page.scripts
    for script in inside:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in unescape(page.html)
    assert "default-src 'none'" in unescape(page.html)
    assert "unsafe-eval" not in page.html


def test_the_title_of_a_policy_is_text_in_the_layer_control_too(runs):
    title = '"><img src=x onerror=alert(2)>'
    problem = runs[1].problem
    told = problem.policy.replace(title={"en": title, "sv": title})
    forged = replace(runs[1], problem=problem.replace(policy=told))
    page = map_page([runs[0], forged])
    assert "<img src=x" not in page.html
    assert "\\u003cimg src=x" not in page.html


def test_no_pupil_and_no_home_is_in_the_map(runs, made):
    page = map_page(runs, instance=made).html
    assert not any(str(pupil) in page for pupil in made.pupils["pupil_id"])


def test_one_run_is_shown_beside_the_nearest_units(runs):
    drawing = Drawing(runs[1:2], Words("en"))
    assert drawing.titles[0] == "Everybody at the nearest unit, seats ignored"
    assert drawing.numbers[0].placed.sum() == 300


def test_the_composition_of_a_unit_with_fewer_than_five_pupils_is_not_told(runs):
    few = runs[0]
    keep = np.full(len(few.placement.chosen), -1)
    keep[:3] = few.placement.chosen[:3]
    drawing = Drawing([_with(few, keep)], Words("en"))
    rows = drawing.view(None, wheel=True)["policies"][-1]["rows"]
    told = [row for row in rows if 0 < row["n"] < 5]
    assert told
    assert all(row["s"] is None and "fewer than five" in row["t"] for row in told)


def _with(run, chosen):
    from dataclasses import replace

    return replace(run, placement=run.placement.replace(chosen=chosen))


def test_a_place_outside_all_areas_and_units_frames_sweden():
    assert box_of([], []) == [[55.3, 10.9], [69.1, 24.2]]
    single = box_of([59.0], [17.0])
    assert single[0][0] < 59.0 < single[1][0]


def test_areas_keep_their_common_borders_and_missing_shapes_stay_missing(made):
    areas = made.areas.copy()
    shapes = area_shapes(areas, made.crs)
    corners = [tuple(p) for shape in shapes for p in shape["coordinates"][0]]
    assert len(set(corners)) == 30
    areas.loc[0, "geometry"] = None
    assert area_shapes(areas, made.crs)[0] is None
    assert area_shapes(areas.drop(columns="geometry"), made.crs) == [None] * len(areas)


def test_streets_are_coded_as_differences_that_lead_back_to_the_points(made):
    lines = coded_streets(made)
    assert lines
    points = np.concatenate([np.cumsum(np.reshape(line, (-1, 2)), axis=0) for line in lines]) / 1e5
    assert points[:, 0].min() == pytest.approx(59.77, abs=0.1)
    assert points[:, 1].min() == pytest.approx(17.49, abs=0.1)
    assert coded_streets(None) == []
    assert coded_streets(made.replace(edges=made.edges.iloc[:0])) == []


def test_random_ids_become_steady_ones_and_other_text_stays():
    a, b = "0" * 32, "f" * 32
    assert steady_ids(f"map_{a} map_{b}", f"x_{a}") == ("map_n0000 map_n0001", "x_n0000")
    assert steady_ids("a" * 64) == ("a" * 64,)


def test_leaflet_comes_with_its_pictures_inside():
    script, style = assets()
    assert "leaflet" in script.lower()
    assert "url(images/" not in style
    assert "sourceMappingURL" not in script


def test_texts_inside_scripts_cannot_end_the_script(runs):
    from dataclasses import replace

    units = runs[0].units.assign(name=["</script><b>"] * len(runs[0].units))
    page = map_page([replace(runs[0], units=units)])
    assert "</script><b>" not in page.html.replace("&lt;", "")
    view = next(script for script in page.scripts if script.startswith("const VIEW"))
    json.loads(view.removeprefix("const VIEW = ").removesuffix(";"))
