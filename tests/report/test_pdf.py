"""The report as PDF: tagged, spoken, in both languages, the same text as the page."""

from __future__ import annotations

import io
import os
import re
from dataclasses import replace

import pytest
from markupsafe import Markup

from skolval.errors import UsageError
from skolval.report import pdf
from skolval.report.blocks import Column, Section, Table, facts_list, render_table
from skolval.report.markup_tree import parsed
from skolval.report.page import made_page
from skolval.report.typeset import document, quoted
from skolval.report.wanted import Wanted

try:
    import pypdf
    import typst
except ImportError:
    if os.environ.get("CI"):
        raise
    pytest.skip("typst and pypdf are not installed: no PDF was made", allow_module_level=True)


@pytest.fixture(scope="module", params=["sv", "en"])
def page(request, runs):
    return made_page(runs, Wanted(lang=request.param), still=True)


@pytest.fixture(scope="module")
def made_pdf(page):
    return pdf.pdf_of(page, lang=page.lang)


def opened(content):
    return pypdf.PdfReader(io.BytesIO(content))


def text_of(content):
    return re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in opened(content).pages))


def tags_of(content):
    """Every kind of tag in the structure tree."""
    found = []
    left = [opened(content).trailer["/Root"]["/StructTreeRoot"]]
    while left:
        node = left.pop().get_object()
        if isinstance(node, pypdf.generic.ArrayObject):
            left += node
        elif isinstance(node, pypdf.generic.DictionaryObject):
            if "/S" in node:
                found.append((node["/S"], node.get("/Alt")))
            if "/K" in node and not isinstance(node["/K"], int):
                left.append(node["/K"])
    return found


def test_it_claims_what_the_standard_asks(page, made_pdf):
    root = opened(made_pdf).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"].split("-")[0] == page.lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()
    assert opened(made_pdf).metadata.title == page.title


def test_headings_tables_and_pictures_are_tagged(page, made_pdf):
    tags = tags_of(made_pdf)
    kinds = [kind for kind, _alt in tags]
    assert kinds.count("/H1") >= len(page.sections)
    assert kinds.count("/Table") == page.markup().count("<table>")
    assert kinds.count("/TH") >= page.markup().count('scope="col"')
    spoken = [alt for kind, alt in tags if kind == "/Figure"]
    assert spoken
    assert all(spoken)


def test_it_says_what_the_page_says(page, made_pdf):
    text = text_of(made_pdf)
    for section in page.sections:
        assert section.title in text
    tree = parsed(page.markup())
    # a reader of PDF files puts blanks where letters stand a little apart
    close = re.sub(r"\s", "", text)
    cells = {re.sub(r"\s", "", cell.text()) for cell in tree.all("td") if cell.kind == "n"}
    assert not [cell for cell in cells if cell not in close]


def test_the_same_runs_give_the_same_bytes(page, made_pdf):
    assert pdf.pdf_of(page, lang=page.lang) == made_pdf


def test_the_banner_heads_every_sheet(page):
    warned = replace(page, banner="SIMULATED: not lawful")
    sheets = opened(pdf.pdf_of(warned, lang=page.lang)).pages
    assert all("SIMULATED" in sheet.extract_text() for sheet in sheets)


def test_what_a_reader_wrote_is_never_a_command():
    rows = [['#panic("x") $a$ \\ "q" <b>', "1"], ["@ref // */ `raw` [", "22"]]
    table = render_table(Table("Caption #x", [Column("A", numeric=False), Column("B")], rows))
    section = Section("s", "Title #1", facts_list(["*one*", "_two_"]) + table)
    markup = Markup("<h2>{}</h2>{}").format(section.title, section.body)
    body = document(parsed(markup), {})
    made = typst.compile(
        f"#let note(x) = x\n{body}".encode(), format="pdf", ignore_system_fonts=True
    )
    text = text_of(made)
    for told in ('#panic("x") $a$ \\ "q" <b>', "@ref // */ `raw` [", "*one*", "_two_", "Title #1"):
        assert told in text


def test_a_string_is_quoted():
    assert quoted('a "b" \\ c\nd') == '"a \\"b\\" \\\\ c d"'


def test_a_missing_extra_is_told(runs, tmp_path, monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda _name: None)
    with pytest.raises(UsageError) as refused:
        pdf.write_pdf(runs, tmp_path / "a.pdf")
    assert "skolval[pdf]" in refused.value.faults[0].remedy
    assert not list(tmp_path.iterdir())


def test_it_is_written_beside_the_page(runs, tmp_path):
    written = pdf.write_pdf(runs[:1], tmp_path / "a.pdf", lang="en")
    assert written.read_bytes().startswith(b"%PDF-1.7")


def test_the_whole_tall_chart_is_on_the_sheet():
    tall = '<figure><div aria-label="x"><svg viewBox="0 0 100 900"></svg></div></figure>'
    wide = '<figure><div aria-label="x"><svg viewBox="0 0 900 100"></svg></div></figure>'
    assert "height: 225.0mm" in document(parsed(tall), {})
    assert "width: 100%" in document(parsed(wide), {})


def test_definitions_loose_text_and_empty_lists_are_set():
    body = document(parsed("<dl><dt>D</dt><dd>of <em>two</em></dd></dl>loose<ul></ul><br>"), {})
    assert body.splitlines() == [
        '#par(strong("D"))',
        '#pad(left: 1em, par("of " + emph("two")))',
        '#par("loose")',
    ]
