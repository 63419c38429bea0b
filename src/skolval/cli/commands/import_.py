"""Turn public Swedish files into an instance, every value with its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _


@click.command(
    help="""Turn public Swedish files into an instance folder.

    NAME is what to import, then the folder with the files (or the files), last a new folder, or
    --out. Without arguments, what can be imported is listed. What the files lack (pupils, seats,
    wishes) is assumed or drawn by chance from the seed, and said so in the instance and on the
    terminal.

    Example: skolval import uppsala-public public/uppsala out/uppsala --seed 1
    """
)
@click.argument("name", required=False)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The new folder (else the last path).")
@click.option(
    "--columns",
    type=click.Path(path_type=Path),
    help="rezoning: YAML file that says which column is what.",
)
@click.option("--group", help="rezoning: the group to balance (the first).")
@click.option("--grade", help="rezoning: the grade in which all pupils are placed (F).")
@click.option(
    "--over",
    type=click.IntRange(0, 1000),
    help="rezoning: seats above today's pupils where no capacity is told, per cent (15).",
)
@click.option(
    "--travel-unit",
    type=click.Choice(["metres", "kilometres", "minutes", "seconds"]),
    help="rezoning: the unit of a column of travel whose name does not tell.",
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), help="Source of all chance (default 1).")
@click.option("--cohort", help="Which pupils: first-year (default).")
@click.option(
    "--independent",
    help="placeable (default, a what-if) or excluded: whether independent units take part.",
)
@click.option("--spare", type=float, help="Seats above the number of pupils, per cent (8).")
@click.option("--school-year", help="The coming school year (2026/27).")
@click.option(
    "--format",
    "file_format",
    type=click.Choice(["csv", "parquet"]),
    default="csv",
    help="How tables are written.",
)
@click.option("--dry-run", is_flag=True, help="Read, make and tell, but write nothing.")
@common
def command(
    name: str | None,
    paths: tuple[Path, ...],
    *,
    out: Path | None,
    file_format: str,
    dry_run: bool,
    as_json: bool,
    **chosen: Any,
) -> None:
    """List the importers, or run one."""
    if name is None:
        _list(as_json=as_json)
        return
    if out is None and len(paths) > 1:
        *sources, out = paths
    else:
        sources = list(paths)
    if not sources or (out is None and not dry_run):
        raise click.UsageError(_("Give what to import, the folder of the files, and a new folder."))
    imported = _imported(name, sources, chosen)
    if out is not None and not dry_run:
        from skolval.io.instance import write_instance

        write_instance(imported.instance, out, format=file_format)
    _tell(imported, None if dry_run else out, as_json=as_json)


def _list(*, as_json: bool) -> None:
    from skolval.registry import load, names

    found = {
        member.replace("_", "-"): (load("importer", member).__doc__ or "").partition("\n")[0]
        for member in names("importer")
    }
    if as_json:
        emit({"importers": found})
        return
    say(_("What can be imported:"))
    for member, what in found.items():
        say(f"  {member}  {_(what)}")
    say(_("Usage: skolval import NAME SOURCE OUT"))


def _imported(name: str, sources: list[Path], chosen: dict[str, Any]) -> Any:
    from pydantic import ValidationError

    from skolval.errors import Fault, UsageError
    from skolval.registry import load

    importer = load("importer", name.replace("-", "_"))
    given = {option: value for option, value in chosen.items() if value is not None}
    try:
        params = importer.Params(**given)
    except ValidationError as error:
        raise UsageError(
            Fault(
                f"--{str(fault['loc'][0]).replace('_', '-')}: {fault['msg']}.",
                value=str(fault["input"]),
                rule="option",
                remedy=_("See skolval import --help."),
            )
            for fault in error.errors()
        ) from error
    return importer.read(sources[0] if len(sources) == 1 else sources, params)


def _tell(imported: Any, out: Path | None, *, as_json: bool) -> None:
    instance = imported.instance
    counts = {
        table: len(getattr(instance, table))
        for table in ("areas", "units", "offerings", "pupils", "choices", "nodes", "edges", "stops")
    }
    if as_json:
        folder = None if out is None else str(out)
        emit({"folder": folder, "name": instance.name, "rows": counts, "notes": imported.notes})
        return
    say(", ".join(f"{table} {number}" for table, number in counts.items()))
    for note in imported.notes:
        say(note)
    for source in instance.sources:
        say(f"{source.what}: {source.source}, {source.vintage}. {source.licence}".rstrip(" ."))
    say(
        _("Nothing was written (--dry-run).")
        if out is None
        else _("Instance folder: {folder}").format(folder=out)
    )
