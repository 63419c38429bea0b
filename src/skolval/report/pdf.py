"""The report as PDF/UA (tillgänglig PDF): tagged, with headings, tables and spoken pictures.

Set by typst, an extra of the package, from the same sections as the page, so that the two
cannot say different things. Maps that move are drawn as they stand at first.

Source: ISO 14289-1 (PDF/UA-1); lagen (2018:1937) om tillgänglighet till digital offentlig
service, which asks the same of documents as of pages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from skolval.domain.language import _
from skolval.errors import Fault, UsageError
from skolval.report.markup_tree import parsed
from skolval.report.page import Page, made_page
from skolval.report.typeset import document, quoted
from skolval.report.wanted import Wanted

if TYPE_CHECKING:
    from skolval.io.run import Run

__all__ = ["pdf_of", "refuse_without_typst", "write_pdf"]

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"


def write_pdf(runs: Sequence[Run], path: Path | str, **asked: Any) -> Path:
    """Write the report of `runs` as a tagged PDF and return its path.

    Parameters
    ----------
    runs, asked : as in `skolval.report.page.write_report`.

    Raises
    ------
    UsageError
        If typst is not installed, and as `write_report`.
    """
    refuse_without_typst()
    path, wanted = Path(path), Wanted(**asked)
    path.write_bytes(pdf_of(made_page(runs, wanted, still=True), lang=wanted.lang))
    return path


def pdf_of(page: Page, *, lang: str) -> bytes:
    """Return the page as PDF/UA-1; the same page gives the same bytes."""
    import typst  # noqa: PLC0415 - an extra, and only PDF files need it

    pictures: dict[str, str] = {}
    body = document(parsed(page.markup()), pictures)
    with tempfile.TemporaryDirectory() as folder:
        for name, svg in pictures.items():
            (Path(folder) / name).write_text(svg, encoding="utf-8")
        source = Path(folder) / "report.typ"
        source.write_text(_head(page, lang) + body, encoding="utf-8")
        made: bytes = typst.compile(
            source, format="pdf", pdf_standards=["ua-1"], ignore_system_fonts=True
        )
    return made


def _head(page: Page, lang: str) -> str:
    given = {"lang": lang, "title": page.title, "lead": page.lead, "banner": page.banner}
    given |= {name: page.text[name] for name in ("kicker", "contents", "footer")}
    told = ", ".join(f"{name}: {quoted(text)}" for name, text in given.items())
    return f"{_TEMPLATE.read_text('utf-8')}\n#show: report.with({told})\n"


def refuse_without_typst() -> None:
    """Refuse to begin where typst is not installed."""
    if find_spec("typst") is None:
        raise UsageError(
            Fault(
                _("PDF files are made by typst, which is not installed."),
                rule="extra",
                remedy=_("Install it with: pip install 'skolval[pdf]'. Nothing was written."),
            )
        )
