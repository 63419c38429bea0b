"""The lazy group of importers: every file in the room is a command, its Params are the options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from skolval.cli.import_pages import importer_pages
from skolval.cli.in_language import told_in_language
from skolval.cli.output import emit, say
from skolval.domain.language import _

if TYPE_CHECKING:
    from skolval.cli.import_pages import ImporterPage

__all__ = ["ImportGroup", "list_importers"]

_RECOGNISE = "recognise"


class ImportGroup(click.Group):
    """A group whose commands are made of the importers when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the importers, and last the command that tells what files are."""
        del ctx
        return [page.name for page in importer_pages()] + [_RECOGNISE]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one importer and return its command.

        Raises
        ------
        UsageError
            If there is no such importer; the message names the nearest one.
        """
        del ctx
        if cmd_name == _RECOGNISE:
            from skolval.cli.recognise import recognise

            return told_in_language(recognise)
        from skolval.cli.import_command import command_of

        return command_of(cmd_name.replace("-", "_"))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what can be imported without importing anything."""
        del ctx
        rows = [(page.name, _(page.what)) for page in importer_pages()]
        rows.append((_RECOGNISE, _("Tell what files are and which command takes them.")))
        with formatter.section(_("What can be imported")):
            formatter.write_dl(rows)


def list_importers(*, as_json: bool) -> None:
    """Print every importer: what it makes, from which files, and an example."""
    pages = importer_pages()
    if as_json:
        emit({"importers": {page.name: _listed(page) for page in pages}})
        return
    say(_("What can be imported:"))
    for page in pages:
        say()
        say(f"  {page.name}  {_(page.what)}")
        for name, what in page.files:
            say(f"    {name}: {_(what)}")
        say(_("    Example: {example}").format(example=page.example))
    say()
    say(_("Options of one: skolval import NAME --help"))
    say(_("What a file is, and what takes it: skolval import recognise FILE"))


def _listed(page: ImporterPage) -> dict[str, Any]:
    return {
        "what": _(page.what),
        "files": {name: _(what) for name, what in page.files},
        "example": page.example,
    }
