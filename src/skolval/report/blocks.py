"""What a report section is made of: tables with captions, figures with their table, prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

__all__ = [
    "Column",
    "Section",
    "Table",
    "environment",
    "facts_list",
    "figure",
    "on_paper",
    "plain_text",
    "prose",
    "render_table",
]


@cache
def environment() -> Environment:
    """Return the template environment: everything is escaped, nothing may be undefined."""
    return Environment(
        loader=PackageLoader("skolval.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading with the unit, and whether it holds numbers."""

    title: str
    numeric: bool = True


@dataclass(frozen=True, slots=True)
class Table:
    """A table a screen reader can read: caption, headings with scope, first cell is the row's.

    Parameters
    ----------
    rows : cells as text or markup, the first is the row heading.
    note : definitions and what is hidden, under the table.
    """

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    note: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report.

    Parameters
    ----------
    id : anchor. title : heading. body : markup.
    """

    id: str
    title: str
    body: Markup


def render_table(table: Table) -> Markup:
    """Return the markup of `table`."""
    return Markup(environment().get_template("table.html.j2").render(table=table))  # noqa: S704 - our template escapes


def figure(svg: str, *, caption: str, spoken: str, table: Table | None = None) -> Markup:
    """Return a chart with its caption, followed by the table of its numbers."""
    template = environment().get_template("figure.html.j2")
    shown = Markup(template.render(svg=Markup(svg), caption=caption, spoken=spoken))  # noqa: S704 - our own chart
    return shown + (render_table(table) if table else Markup())


def prose(*paragraphs: str) -> Markup:
    """Return paragraphs."""
    return Markup("").join(Markup("<p>{}</p>").format(text) for text in paragraphs if text)


def facts_list(items: Sequence[str], *, ordered: bool = False) -> Markup:
    """Return a list of sentences."""
    tag = "ol" if ordered else "ul"
    rows = Markup("").join(Markup("<li>{}</li>").format(item) for item in items)
    return Markup("<{0}>{1}</{0}>").format(Markup(tag), rows)  # noqa: S704 - one of two literals


_UNREAD = re.compile(r"<(script|style|svg|iframe)\b.*?</\1>", re.DOTALL)


def plain_text(section: Section) -> str:
    """Return what a reader reads of a section: no charts, maps or scripts."""
    spaced = _UNREAD.sub(" ", section.body).replace("<", " <")
    return f"{section.title} {Markup(spaced).striptags()}"  # noqa: S704 - only read, never shown


def on_paper(warning: str) -> str:
    """Return the style that prints `warning` at the head of every sheet; empty without one."""
    if not warning:
        return ""
    # a policy's title is anybody's text: nothing in it may end the string or the style
    text = "".join(c if c.isalnum() or c in " .,;:()" else f"\\{ord(c):x} " for c in warning)
    margin = f'content: "{text}"; color: #8c1127; font: 600 8pt sans-serif; white-space: normal;'
    return f"@page {{ margin-top: 22mm; @top-center {{ {margin} }} }}\n"
