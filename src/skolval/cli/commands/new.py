"""Make an instance folder to fill in, with the data dictionary and policy templates."""

from __future__ import annotations

from pathlib import Path

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _
from skolval.errors import UsageError


@click.command(
    help="""Make an instance folder to fill in: every table's header, the data dictionary and
    policy templates. A folder that already holds files is refused, and nothing is written.

    Example: skolval new my_town
    """
)
@click.argument("folder", metavar="DIR", required=False, type=click.Path(path_type=Path))
@click.option("--dictionary", is_flag=True, help="Only print the data dictionary (Markdown).")
@common
def command(folder: Path | None, *, dictionary: bool, as_json: bool) -> None:
    """Write the folder, or print the dictionary."""
    from datetime import UTC, datetime

    from skolval.io.format_page import dictionary_page
    from skolval.io.starter import write_starter

    if dictionary:
        say(dictionary_page().rstrip("\n"))
        return
    if folder is None:
        raise UsageError(_("Give the folder to make, for example: skolval new my_town"))
    written = write_starter(folder, today=datetime.now(UTC).date())
    files = sorted(str(path.relative_to(written)) for path in written.rglob("*") if path.is_file())
    if as_json:
        emit({"folder": str(written), "files": files})
        return
    say(_("Made {folder} with {count} files.").format(folder=written, count=len(files)))
    say(_("1. Fill in instance.yaml and the tables; README.md explains every column."))
    say(_("   Tables you have no use for may stay empty or be deleted."))
    say(_("2. Check it: skolval check {folder}").format(folder=written))
    say(
        _("3. Place: skolval place {folder} --policy uppsala_2021 --out runs/first").format(
            folder=written
        )
    )
