"""Tell what files are, by what stands in them, and which command takes them."""

from __future__ import annotations

from pathlib import Path

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _

__all__ = ["recognise"]


@click.command(
    help="""Tell what each FILE seems to be, by what stands in it, and which command takes it.

    Nothing is guessed: the words in the file that the answer rests on are told, and a file that
    shows no known sign is said not to be recognised. Nothing is written.

    Example: skolval import recognise files/*
    """
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@common
def recognise(files: tuple[Path, ...], *, as_json: bool) -> None:
    """Look into every file and tell."""
    from skolval.cli.import_takers import taker_of
    from skolval.cli.import_told import kind_line
    from skolval.sources.kinds import recognise as judge

    found = [(path, judge(path)) for path in _each(files)]
    if as_json:
        emit({"files": [kind.told() | {"command": taker_of(kind.code)} for _path, kind in found]})
    for path, kind in found if not as_json else ():
        say(kind_line(kind))
        if kind.why and any(kind.why):
            say(_("  since it holds: {signs}").format(signs=", ".join(kind.why)))
        if kind.personal:
            say(_("  It holds personal identity numbers: keep it where only few may read it."))
        taker = taker_of(kind.code).replace("FILE", str(path))
        if taker:
            say(_("  Use: {command}").format(command=taker))
    if any(kind.code == "missing" for _path, kind in found):
        raise click.exceptions.Exit(1)


def _each(files: tuple[Path, ...]) -> list[Path]:
    """Return the files, those of a folder one by one unless the folder is itself a kind."""
    from skolval.sources.kinds import recognise as judge

    told: list[Path] = []
    for path in files:
        if path.is_dir() and judge(path).code == "unknown":
            told += [one for one in sorted(path.iterdir()) if not one.name.startswith(".")]
        else:
            told.append(path)
    return told
