"""The report says of every column where it comes from, and marks what nobody counted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skolval.domain.provenance import Fact, no_provenance, provenance_frame
from skolval.report.origins import cited, origins
from skolval.report.page import report_page
from skolval.report.words import Words

FACTS = provenance_frame(
    [
        Fact("areas", "share_low_education", "SCB", "2022-12-31", "25-64 years", suppressed=3),
        Fact("areas", "population", "SCB", "2022-12-31", "residents", licence="CC0"),
        Fact("areas", "name", "SCB", "2022-12-31", "residents", licence="CC0"),
        Fact("pupils", "low_education", made="modelled", note="drawn from the area's share"),
        Fact("offerings", "seats", made="assumed", note="8 % above <the> pupils"),
        Fact("travel", "", file="ways.csv"),
    ]
)
EN = Words("en")


def test_columns_that_share_everything_share_a_row():
    page = origins(FACTS, EN)
    assert ">areas: population, name<" in page
    assert page.count("<tr>") == 1 + 5
    assert page.index("pupils: low_education") < page.index("areas: population")


def test_what_is_modelled_or_assumed_is_marked_and_nothing_else():
    page = origins(FACTS, EN)
    assert '<strong class="made modelled">MODELLED</strong>' in page
    assert '<strong class="made assumed">ASSUMED</strong>' in page
    assert page.count("<strong") == 2
    assert "Of 6 columns: 4 read, 1 modelled, 1 assumed." in page


def test_what_was_noted_about_real_people_is_not_for_anybody():
    facts = provenance_frame(
        [
            Fact(
                "pupils", "pupil_id", "applications", note="1 protected identities", file="a.xlsx"
            ),
            Fact("pupils", "x", made="modelled", note="drawn in the area"),
            Fact("units", "name", note="2 repaired"),
        ]
    )
    assert "1 protected identities" in origins(facts, EN)
    public = origins(facts, EN, public=True)
    assert "protected" not in public
    assert "drawn in the area" in public
    assert "2 repaired" in public


def test_texts_of_files_are_escaped():
    assert "8 % above &lt;the&gt; pupils" in origins(FACTS, EN)


def test_an_instance_that_tells_nothing_has_no_table():
    assert origins(no_provenance(), EN) == ""


@pytest.mark.parametrize(
    ("table", "columns", "told"),
    [
        ("areas", ("share_low_education", "population"), "Source: SCB, 2022-12-31."),
        ("pupils", ("low_education",), "Source: modelled."),
        ("travel", ("metres",), "Source: ways.csv."),
        ("units", ("name",), ""),
    ],
)
def test_a_caption_cites_source_and_vintage(table, columns, told):
    assert cited(FACTS, table, columns, EN) == told


def test_the_report_has_the_table_and_captions_cite_it(runs):
    told = [replace(run, provenance=FACTS) for run in runs]
    page = report_page(told, lang="en")
    assert "Where the values come from" in page
    # the composition of units, and the trade-off between ways and segregation
    assert page.count("Source: SCB, 2022-12-31.</figcaption>") == 2
    assert "Where the values come from" not in report_page(runs, lang="en")
