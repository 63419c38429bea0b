"""Figures and tables for papers: every one of the report, none else, and readable."""

from __future__ import annotations

import csv
import re

import pytest

from skolval.report.audience import HIDDEN
from skolval.report.markup_tree import parsed
from skolval.report.page import made_page
from skolval.report.papers import latex_of, write_papers
from skolval.report.wanted import Wanted


@pytest.fixture(scope="module")
def written(runs, tmp_path_factory):
    folder = tmp_path_factory.mktemp("papers")
    write_papers(runs, folder, lang="en", audience="public")
    return folder


@pytest.fixture(scope="module")
def page(runs):
    return made_page(runs, Wanted(lang="en", audience="public"), still=True)


def test_every_figure_is_drawn_twice(written, page):
    markup = page.markup()
    assert len(list(written.glob("*.svg"))) == markup.count("<svg")
    for path in written.glob("*.svg"):
        assert path.read_text("utf-8").startswith("<svg")
        assert path.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert (written / "map-2.svg").exists()


def _body(text):
    return text.partition("\\endhead")[2].splitlines()


def test_every_table_is_there_with_every_row(written, page):
    tables = parsed(page.markup()).all("table")
    assert len(list(written.glob("*.tex"))) == len(tables)
    rows = sum(len(body.all("tr")) for table in tables for body in table.all("tbody"))
    told = sum(
        sum(line.endswith(r" \\") for line in _body(text.read_text("utf-8")))
        for text in written.glob("*.tex")
    )
    assert told == rows
    plain = sum(
        len(list(csv.reader(path.read_text("utf-8").splitlines()))) - 1
        for path in written.glob("*.csv")
    )
    assert plain == rows


def test_what_is_hidden_in_the_report_is_hidden_here(written):
    texts = [path.read_text("utf-8") for path in written.glob("units-*.csv")]
    assert any(HIDDEN in text for text in texts)


def test_the_same_runs_give_the_same_files(written, runs, tmp_path):
    write_papers(runs, tmp_path, lang="en", audience="public")
    for path in written.iterdir():
        assert path.read_bytes() == (tmp_path / path.name).read_bytes(), path.name


def test_signs_of_latex_are_only_signs():
    cells = "<td class='n'>\N{MINUS SIGN}1</td><td>50&nbsp;% &amp; {a}_b^c~$#\\ &lt;5–6</td>"
    table = parsed(
        "<table><thead><tr><th class='n'>N</th><th>T</th></tr></thead>"
        f"<tbody><tr>{cells}</tr></tbody></table>"
    ).all("table")[0]
    text = latex_of(table, label="x")
    assert text.startswith("\\begin{longtable}{rl}")
    line = next(row for row in text.splitlines() if row.startswith("$-$1"))
    assert line == (
        r"$-$1 & 50~\% \& \{a\}\_b\textasciicircum{}c\textasciitilde{}\$\#\textbackslash{} "
        r"\textless{}5--6 \\"
    )
    plain = re.sub(r"\\(textbackslash|text\w+)\{\}|\\[&%$#_{}]|\$-\$", "", line)
    assert not re.search(r"[%$#_{}^]", plain)
