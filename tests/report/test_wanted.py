"""A report has the sections that were asked for, and says what it does not know."""

from __future__ import annotations

import pytest

from skolval.errors import UsageError
from skolval.registry import names
from skolval.report.page import made_page, report_page
from skolval.report.wanted import Wanted


def test_only_the_sections_asked_for_are_there(runs):
    page = made_page(runs, Wanted(lang="en", sections=("units", "opening")))
    assert [section.id for section in page.sections] == ["summary", "units"]
    assert page.scripts == ()


def test_a_map_alone_has_its_scripts(runs):
    page = made_page(runs[:1], Wanted(lang="en", sections=("maps",)))
    assert [section.id for section in page.sections] == ["map"]
    assert page.scripts


def test_all_that_is_not_known_is_told_at_once(runs):
    with pytest.raises(UsageError) as refused:
        report_page(runs, sections=("unit", "opning"), audience="everybody")
    faults = refused.value.faults
    assert [fault.value for fault in faults] == ["unit", "opning", "everybody"]
    assert faults[0].suggestion == "units"
    assert all(name in faults[0].remedy for name in names("section"))
