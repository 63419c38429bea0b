"""What is spared when reports are written changes no byte of them."""

from __future__ import annotations

import pytest

import skolval.report.context
import skolval.report.tables
from skolval.report.audited import audited
from skolval.report.chart_style import drawn
from skolval.report.charts import stacked
from skolval.report.files import write_xlsx
from skolval.report.page import report_page


@pytest.mark.parametrize("count", [1, 2])
def test_audits_made_once_give_the_same_page_and_workbook(runs, count, tmp_path):
    some = runs[:count]
    asked = {"lang": "en", "sections": ("breaches", "opening", "provenance")}
    found = audited(some, "en")
    assert report_page(some, audits=found, **asked) == report_page(some, **asked)
    given, made = (write_xlsx(some, tmp_path / f"{name}.xlsx", lang="en", audits=audits)
                   for name, audits in (("given", found), ("made", None)))  # fmt: skip
    assert given.read_bytes() == made.read_bytes()


def test_no_run_is_audited_again_where_audits_are_given(runs, monkeypatch):
    found = audited(runs, "en")

    def refuse(_run):
        raise RuntimeError("audited again")

    for module in (skolval.report.context, skolval.report.tables):
        monkeypatch.setattr(module, "audit", refuse)
    assert report_page(runs, lang="en", sections=("opening",), audits=found)


def _bars(title, part):
    return stacked([title, "B"], [part, "other"], [(0.25, 0.75), (0.5, 0.5)], axis="Share")


@pytest.mark.parametrize(
    ("title", "part"),
    [("Nearest school", "First wish"), ("Nära skola: åäö", "Önskad"), ("W" * 33, "m" * 25)],
)
def test_a_label_that_no_limit_reaches_is_drawn_as_with_the_limit(title, part, monkeypatch):
    lifted = drawn(_bars(title, part), name="c", lang="en")
    monkeypatch.setattr("skolval.report.chart_style._lift_limits", lambda _described: None)
    assert drawn(_bars(title, part), name="c", lang="en") == lifted


def test_a_label_beyond_the_limit_is_still_cut():
    svg = drawn(_bars("W" * 80, "m" * 80), name="c", lang="en")
    assert "W" * 80 not in svg
    assert "m" * 80 not in svg
    assert "W…" in svg
