"""Sources: where every table comes from, with vintage, definition and licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from skolval.report.blocks import Column, Section, Table, prose, render_table

if TYPE_CHECKING:
    from skolval.report.context import Context

__all__ = ["ORDER", "render"]

ORDER = 90


def render(context: Context) -> Section:
    """Return the sources of the instance and the definitions of its groups."""
    _ = context.words.gettext
    intro = _("An old figure or another definition can change a conclusion; here is what was used.")
    return Section("sources", _("Sources"), prose(intro) + _groups(context) + _tables(context))


def _groups(context: Context) -> Markup:
    _, words = context.words.gettext, context.words
    heads = (_("Group"), _("Definition"), _("Source"), _("Vintage"))
    rows = [
        [
            group.label(words.lang),
            _(group.definition) if group.definition else "–",
            _(group.source) if group.source else "–",
            group.vintage or "–",
        ]
        for group in context.run.groups
    ]
    columns = [Column(head, numeric=False) for head in heads]
    return render_table(Table(_("Groups whose spread is measured"), columns, rows))


def _tables(context: Context) -> Markup:
    _ = context.words.gettext
    rows = [
        [
            _(entry.get("what") or "–"),
            *(_(entry.get(key) or "–") for key in ("source", "vintage", "licence", "note")),
        ]
        for entry in context.run.record.get("instance", {}).get("sources", [])
    ]
    if not rows:
        return prose(_("The instance states no sources of its tables."))
    heads = (_("What"), _("Source"), _("Vintage"), _("Licence"), _("Note"))
    columns = [Column(head, numeric=False) for head in heads]
    return render_table(Table(_("Sources of the tables"), columns, rows, wide=True))
