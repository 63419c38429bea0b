"""docs/small-units.md: its promises hold, and the script that writes it does what it says."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path

import numpy as np
import pytest

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = (DOCS / "small-units.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("make_small_units", DOCS / "make_small_units.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def rows(table: str) -> list[list[float]]:
    found = re.findall(r"^\| (\d.*) \|$", table, flags=re.MULTILINE)
    return [[float(cell.strip(" %")) for cell in row.split("|")] for row in found]


def test_the_interval_covers_and_the_point_and_v_are_near_at_forty_pupils():
    plain = rows(PAGE.split("## ")[1])
    assert len(plain) == 30
    assert min(row[11] for row in plain) >= 0.9
    forty = [row for row in plain if row[0] == 40]
    assert max(abs(row[8]) for row in forty) <= 0.06
    assert max(abs(row[10]) for row in forty) <= 0.003


def test_every_cell_of_the_grid_stands_on_the_page(study):
    told = sorted((row[0], row[1], row[2]) for row in rows(PAGE))
    assert told == sorted((c.size, 100 * c.share, c.truth) for c in study.cells())


def test_a_cell_is_the_same_every_time_and_the_page_can_be_made(study):
    wanted = [study.Cell(40, 0.25, 0.1), study.Cell(40, 0.25, 0.1, "a tenth of the units")]
    found = [study.measured(cell, sets=3) for cell in wanted]
    assert found[0] == study.measured(wanted[0], sets=3)
    assert study.line(found[0]).startswith("| 40 | 25% | 0.1 |")
    assert "Two kinds of units" in study.page(found)


@pytest.mark.parametrize("mixing", ["half of the units", "a tenth of the units"])
def test_two_kinds_of_units_have_the_d_and_v_they_are_said_to_have(study, mixing):
    cell = study.Cell(4000, 0.25, 0.3, mixing)
    x = study.drawn(cell, np.random.default_rng(1), 20)
    t = np.full(study.UNITS, 4000.0)
    share = x.sum(axis=1) / t.sum()
    d = np.abs(x - t * share[:, None]).sum(axis=1) / (2 * t.sum() * share * (1 - share))
    assert d.mean() == pytest.approx(0.3, abs=0.005)
    v = ((x - t * share[:, None]) ** 2 / t).sum(axis=1) / (t.sum() * share * (1 - share))
    assert v.mean() == pytest.approx(study.true_v(cell), abs=0.005)
