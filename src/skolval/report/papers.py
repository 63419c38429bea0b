"""Figures and tables for papers (figurer och tabeller): what the report shows, one file each.

Taken from the finished page, so that a paper, a slide and the report cannot say different
things, and so that what is hidden in the report is hidden here. Figures as SVG and PNG; tables as
LaTeX (booktabs) and CSV. Files are named by section and number, such as ``wishes-1.svg``.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import vl_convert

from skolval.report.markup_tree import Element, parsed
from skolval.report.page import made_page
from skolval.report.wanted import Wanted

if TYPE_CHECKING:
    from skolval.io.run import Run
    from skolval.report.page import Page

__all__ = ["latex_of", "write_papers"]

_SCALE = 2.0
"""Points of a PNG per point of the drawing: sharp on paper at column width."""
_SIGNS = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "\N{MINUS SIGN}": "$-$",
    "\N{NO-BREAK SPACE}": "~",
    "\N{NARROW NO-BREAK SPACE}": r"\,",
    "\N{EN DASH}": "--",
}


def write_papers(runs: Sequence[Run], folder: Path | str, **asked: Any) -> list[Path]:
    """Write every figure and table of the report of `runs` as files, and return their paths.

    Parameters
    ----------
    runs, asked : as in `skolval.report.page.write_report`.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    page = made_page(runs, Wanted(**asked), still=True)
    return [*_figures(page, folder), *_tables(page, folder)]


def _figures(page: Page, folder: Path) -> Iterator[Path]:
    for section in page.sections:
        pictures = parsed(section.body).all("svg")
        for number, picture in enumerate(pictures, start=1):
            path = folder / f"{section.id}-{number}.svg"
            path.write_text(picture.svg, encoding="utf-8")
            yield path
            drawn = folder / f"{section.id}-{number}.png"
            drawn.write_bytes(vl_convert.svg_to_png(picture.svg, scale=_SCALE))
            yield drawn


def _tables(page: Page, folder: Path) -> Iterator[Path]:
    for section in page.sections:
        for number, table in enumerate(parsed(section.body).all("table"), start=1):
            name = f"{section.id}-{number}"
            path = folder / f"{name}.tex"
            path.write_text(latex_of(table, label=name), encoding="utf-8")
            yield path
            plain = folder / f"{name}.csv"
            plain.write_text(_csv_of(table), encoding="utf-8")
            yield plain


def _cells(table: Element) -> tuple[list[Element], list[list[str]]]:
    heads = [cell for row in table.all("thead") for cell in row.all("th")]
    rows = [
        [cell.text() for cell in row.elements()]
        for body in table.all("tbody")
        for row in body.all("tr")
    ]
    return heads, rows


def _csv_of(table: Element) -> str:
    heads, rows = _cells(table)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([head.text() for head in heads])
    writer.writerows(rows)
    return out.getvalue()


def latex_of(table: Element, *, label: str) -> str:
    r"""Return a table as LaTeX, to be read in with ``\input``.

    Needs the packages booktabs and longtable: a table of units is longer than a page.
    """
    heads, rows = _cells(table)
    align = "".join("r" if "n" in head.kind.split() else "l" for head in heads)
    captions = table.all("caption")
    caption = _escaped(captions[0].text()) if captions else ""
    head = " & ".join(_escaped(one.text()) for one in heads)
    lines = [" & ".join(_escaped(cell) for cell in row) + r" \\" for row in rows]
    return "\n".join(
        [
            rf"\begin{{longtable}}{{{align}}}",
            rf"\caption{{{caption}}}\label{{tab:{label}}} \\",
            r"\toprule",
            rf"{head} \\",
            r"\midrule",
            r"\endfirsthead",
            r"\toprule",
            rf"{head} \\",
            r"\midrule",
            r"\endhead",
            *lines,
            r"\bottomrule",
            r"\end{longtable}",
            "",
        ]
    )


def _escaped(text: str) -> str:
    return "".join(_SIGNS.get(sign, sign) for sign in text)
