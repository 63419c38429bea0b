"""The command of one importer: its page as help, its Params as options."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import click

from skolval.cli.guard import guard
from skolval.cli.import_options import options_of
from skolval.cli.import_pages import ImporterPage, importer_page
from skolval.cli.import_work import Shared, run_import, wants_sources
from skolval.cli.output import common
from skolval.domain.language import _
from skolval.explain.words import meanings
from skolval.registry import load

__all__ = ["command_of"]

_SHARED = ("paths", "out", "file_format", "dry_run", "as_json")


class ImportCommand(click.Command):
    """A command whose help also tells which files it looks for."""

    def __init__(self, page: ImporterPage, **more: Any) -> None:
        super().__init__(page.name, **more)
        self.page = page

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the files that are looked for, then the options."""
        if self.page.files:
            with formatter.section(_("Files")):
                formatter.write_dl([(name, _(what)) for name, what in self.page.files])
        super().format_options(ctx, formatter)


def command_of(member: str) -> click.Command:
    """Return the command of the importer `member`.

    Raises
    ------
    UsageError
        If there is no such importer; the message names the nearest one.
    """
    module = load("importer", member)
    page = importer_page(member)

    def work(**given: Any) -> None:
        shared = Shared(**{name: given.pop(name) for name in _SHARED})
        run_import(module, given, shared)

    told = common(work)
    command = ImportCommand(
        page,
        callback=told,
        params=[
            *_arguments(module),
            *options_of(module.Params, meanings(module.Params)),
            *_shared_options(),
            *reversed(getattr(told, "__click_params__", [])),
        ],
        help=_help(page),
        short_help=_(page.what),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    guard(command)
    return command


def _arguments(module: ModuleType) -> list[click.Parameter]:
    metavar = "SOURCE... [OUT]" if wants_sources(module) else "[OUT]"
    kind = click.Path(path_type=Path)
    return [click.Argument(["paths"], nargs=-1, type=kind, metavar=metavar)]


def _shared_options() -> list[click.Parameter]:
    kind = click.Path(path_type=Path)
    return [
        click.Option(["--out"], type=kind, help=_("The new folder (else the last path).")),
        click.Option(["--format", "file_format"], type=click.Choice(["csv", "parquet"]),
                     default="csv", help=_("How tables are written.")),
        click.Option(["--dry-run"], is_flag=True,
                     help=_("Read, make and tell what would be written; write nothing.")),
    ]  # fmt: skip


def _help(page: ImporterPage) -> str:
    about = [_(part) for part in (page.what, *page.about)]
    example = _("Example: {example}").format(example=page.example)
    return "\n\n".join([*about, example])
