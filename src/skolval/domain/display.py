"""How nouns show themselves in a notebook: a caption and rows of facts, as plain HTML."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from skolval.domain.language import _, current, number, percent

__all__ = ["facts_html", "framed"]


def facts_html(caption: str, rows: Iterable[tuple[str, object]]) -> str:
    """Return a table of names and values; what is not known is left out.

    Numbers are written as the chosen language does; everything is escaped.
    """
    told = "".join(
        f'<tr><th scope="row" style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(_told(value))}</td></tr>'
        for name, value in rows
        if value is not None and value != ""
    )
    return f"<table><caption>{escape(caption)}</caption><tbody>{told}</tbody></table>"


def framed(page: str, title: str, height: int) -> str:
    """Return a whole page in a frame of its own, cut off from the notebook around it."""
    inside = escape(page, quote=True)
    return (
        f'<iframe sandbox="allow-scripts" title="{escape(title)}" srcdoc="{inside}" '
        f'style="width:100%;height:{height}px;border:1px solid #ccc"></iframe>'
    )


def _told(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        return number(value, current())
    if isinstance(value, float):
        # shares are the only broken numbers among facts
        return percent(value, current(), decimals=2)
    return str(value)
