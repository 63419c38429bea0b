"""Turn other people's files into an instance, every value with its source."""

from __future__ import annotations

import click

from skolval.cli.import_group import ImportGroup, list_importers
from skolval.cli.output import common


@click.group(
    cls=ImportGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Turn other people's files into an instance folder.

    Without arguments: what can be imported, from which files, with an example of each. NAME is
    what to import, then come the folder or files to read, and last a new folder (or --out). What
    the files lack (pupils, seats, wishes) is assumed or drawn by chance from the seed, and said
    so in the instance's table of provenance and on the terminal.

    To see what a file is: skolval import recognise FILE

    Example: skolval import rezoning tables out/town --dry-run
    """,
)
@common
@click.pass_context
def command(ctx: click.Context, *, as_json: bool) -> None:
    """List the importers, unless one is named."""
    if ctx.invoked_subcommand is None:
        list_importers(as_json=as_json)
