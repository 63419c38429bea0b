"""What every command says, and how: plain lines, JSON, faults, progress, tables."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from skolval.domain.language import LANGUAGES, _, use
from skolval.errors import Fault

__all__ = ["common", "emit", "progress_line", "say", "show_faults", "table"]

Function = TypeVar("Function", bound=Callable[..., Any])


def _set_language(_ctx: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value:
        use(value)


def common(function: Function) -> Function:
    """Add ``--json`` (as argument `as_json`) and ``--lang`` to a command."""
    function = click.option(
        "--json", "as_json", is_flag=True, help="Print one JSON object for machines instead."
    )(function)
    return click.option(
        "--lang",
        type=click.Choice(LANGUAGES),
        expose_value=False,
        callback=_set_language,
        help="Language of the output: sv or en.",
    )(function)


def say(text: str = "") -> None:
    """Print one line for a person."""
    click.echo(text)


def emit(value: Any) -> None:
    """Print one JSON object; undefined numbers become null."""
    click.echo(json.dumps(_finite(value), ensure_ascii=False, indent=1, default=str))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(item) for item in value]
    if hasattr(value, "item") and not isinstance(value, str):
        value = value.item()
    if isinstance(value, float) and (value != value or abs(value) == float("inf")):  # noqa: PLR0124 - NaN
        return None
    return value


def show_faults(faults: Iterable[Fault]) -> None:
    """Print faults on standard error, one paragraph each, with a count at the end."""
    listed = list(faults)
    for fault in listed:
        kind = _("Warning") if fault.level == "warning" else _("Error")
        click.echo(f"{kind}: {_told(fault)}", err=True)
    errors = sum(fault.level == "error" for fault in listed)
    if errors > 1:
        click.echo(_("{count} errors.").format(count=errors), err=True)


def _told(fault: Fault) -> str:
    """Return what `str(fault)` says, in the language chosen."""
    place = f"{fault.file} [{fault.sheet}]" if fault.sheet else fault.file
    parts = [place] if place else []
    if fault.row is not None:
        parts.append(_("row {row}").format(row=fault.row))
    if fault.column:
        parts.append(_("column {column}").format(column=fault.column))
    near = _("Did you mean {name}?").format(name=fault.suggestion) if fault.suggestion else ""
    text = " ".join(words for words in (fault.message, near, fault.remedy) if words)
    return f"{', '.join(parts)}: {text}" if parts else text


def progress_line(*, quiet: bool = False) -> Callable[[str], None]:
    """Return a function that shows progress: one rewritten line on a terminal, else lines."""
    if quiet:
        return lambda _text: None
    if not sys.stderr.isatty():
        return lambda text: click.echo(text, err=True)

    def rewrite(text: str) -> None:
        click.echo(f"\r\x1b[2K{text}", nl=False, err=True)

    return rewrite


def table(title: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table: ruled on a terminal, tab-separated when piped."""
    if not sys.stdout.isatty():
        click.echo(f"# {title}")
        for row in (header, *rows):
            click.echo("\t".join(row))
        return
    from skolval.cli.terminal_table import draw

    draw(title, header, [list(row) for row in rows])
