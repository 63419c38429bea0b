"""Certificates made together are those made one by one, and only what is asked for needs a place."""

from __future__ import annotations

import numpy as np
import pytest

from gatby import gatby
from skolval.errors import InputError, UsageError
from skolval.travel.certifying import certificate, certificates

PAIRS = [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize("pairs", [PAIRS, PAIRS[::-1], [(1, 1), (1, 1)]])
def test_together_as_alone(pairs):
    town = gatby()
    together = list(certificates(town, pairs))
    assert together == [certificate(town, *pair) for pair in pairs]
    assert [(paper.pupil, paper.unit) for paper in together] == [
        ("p1p2"[2 * p : 2 * p + 2], "NS"[u]) for p, u in pairs
    ]


def test_without_streets_together_as_alone():
    town = gatby()
    town = town.replace(nodes=town.nodes[:0], edges=town.edges[:0])
    assert list(certificates(town, PAIRS)) == [certificate(town, *pair) for pair in PAIRS]


def test_a_unit_that_nobody_asks_about_needs_no_place():
    town = gatby()
    units = town.units.assign(x=[np.nan, town.units["x"][1]], y=[np.nan, town.units["y"][1]])
    lost = town.replace(units=units)
    assert next(certificates(lost, [(0, 1)])).metres == certificate(town, 0, 1).metres
    with pytest.raises(InputError):
        next(certificates(lost, [(0, 0)]))


def test_each_home_is_told_as_what_it_is():
    town = gatby()
    pupils = town.pupils.assign(
        x=[town.pupils["x"][0], np.nan, np.nan], y=[town.pupils["y"][0], np.nan, np.nan],
        area_id=["n", "n", None],
    )  # fmt: skip
    areas = town.areas.reindex([0]).assign(area_id="n", x=561000.0, y=6600000.0)
    papers = list(certificates(town.replace(pupils=pupils, areas=areas), [(0, 0), (1, 0)]))
    assert [paper.home.kind for paper in papers] == ["address", "area"]


def test_a_protected_pupil_stops_all_before_the_first():
    with pytest.raises(UsageError, match="protected"):
        next(certificates(gatby(), [(0, 0), (2, 0)]))


def test_nothing_asked_nothing_made():
    assert list(certificates(gatby(), [])) == []
