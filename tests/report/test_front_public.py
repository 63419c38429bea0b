"""The front's page for anybody: rounded, with no sums; the office's page says that it is one."""

from __future__ import annotations

import re

import pytest

from conftest import ROOT
from skolval.frontier import Terms, frontier
from skolval.io.instance import read_instance
from skolval.io.policy import read_policy
from skolval.report.frontier import frontier_page, write_page


@pytest.fixture(scope="module")
def found():
    town = read_instance(ROOT / "instances" / "lillstad")
    return frontier(town, read_policy("balanced"), Terms(points=2, plans=0, best=0, prices=False))


def test_the_page_for_anybody_tells_no_sum_of_metres(found, tmp_path):
    page = write_page(found, tmp_path / "front.html", lang="en", audience="public").read_text()
    inside = frontier_page(found, lang="en")
    assert "This page is for the office" in inside
    assert "This page is for the office" not in page
    assert "--audience" not in inside + page
    text = re.sub(r"\D", "", re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL))
    for row in found.points:
        assert str(row["travel"]) in re.sub(r"\D", "", inside)
        assert str(row["travel"]) not in text
