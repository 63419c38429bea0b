"""Shows faults grouped by file: ruled tables on a terminal, plain lines when piped."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby

from skolval.cli.output import say
from skolval.domain.language import _
from skolval.errors import Fault

__all__ = ["show_fault_list"]

_ALIKE = 5
"""Cells of one column with the same fault that are shown; the rest are counted."""


def show_fault_list(faults: Iterable[Fault]) -> None:
    """Show all faults, errors before warnings within each file, and count them."""
    listed = sorted(faults, key=lambda fault: (fault.file, fault.sheet, fault.level != "error"))
    for (file, sheet), group in groupby(listed, key=lambda fault: (fault.file, fault.sheet)):
        title = f"{file} [{sheet}]" if sheet else file or _("The command")
        rows = list(_rows(list(group)))
        if sys.stdout.isatty():
            _ruled(title, rows)
        else:
            _plain(title, rows)
    errors = sum(fault.level == "error" for fault in listed)
    warnings = len(listed) - errors
    if errors:
        say(_("Errors: {errors}. Warnings: {warnings}.").format(errors=errors, warnings=warnings))
    elif warnings:
        say(_("No errors. Warnings: {warnings}.").format(warnings=warnings))
    else:
        say(_("No faults."))


Row = tuple[str, str, str]


def _rows(faults: list[Fault]) -> Iterator[Row]:
    """Yield place, what is wrong and what to do; many alike are cut short."""

    def kind(fault: Fault) -> tuple[str, str, str]:
        return (fault.level, fault.column, fault.rule)

    for _kind, group in groupby(faults, key=kind):
        alike = list(group)
        yield from (_row(fault) for fault in alike[:_ALIKE])
        if len(alike) > _ALIKE:
            more = _("… and {count} more like this in the column.")
            yield ("", more.format(count=len(alike) - _ALIKE), "")


def _row(fault: Fault) -> Row:
    parts = [_("row {row}").format(row=fault.row)] if fault.row is not None else []
    parts += [fault.column] if fault.column else []
    message = fault.message
    if fault.level == "warning":
        message = _("Warning") + ": " + message
    remedy = fault.remedy
    if fault.suggestion:
        remedy = _("Did you mean {name}?").format(name=fault.suggestion) + " " + remedy
    return ", ".join(parts), message, remedy.strip()


def _plain(title: str, rows: list[Row]) -> None:
    say(title)
    for place, message, remedy in rows:
        say("  " + ": ".join(part for part in (place, message) if part))
        if remedy:
            say("      -> " + remedy)
    say()


def _ruled(title: str, rows: list[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=Text(title, "bold"), title_justify="left", show_lines=True)
    for heading in (_("Where"), _("What is wrong"), _("What to do")):
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    Console().print(drawn)
