"""One import from the command line: check the call, read, tell, and write all or nothing."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.import_options import checked_params
from skolval.cli.import_told import imported_json, tell_imported
from skolval.cli.output import emit, progress_line
from skolval.domain.language import _
from skolval.errors import Fault, UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["Shared", "run_import"]


@dataclass(frozen=True, slots=True)
class Shared:
    """What may be said to every importer.

    Parameters
    ----------
    paths : sources, then the new folder unless `out` names it. file_format : csv or parquet.
    """

    paths: tuple[Path, ...]
    out: Path | None
    file_format: str
    dry_run: bool
    as_json: bool


def run_import(module: ModuleType, chosen: Mapping[str, Any], shared: Shared) -> None:
    """Make the instance, write it unless it is a dry run, and tell what came of it."""
    from skolval.io.secrets import refuse_secrets_in
    from skolval.io.writing import refuse_filled, write_instance

    params = checked_params(module.Params, chosen)
    sources, out = _places(shared, wants=wants_sources(module))
    if out is not None:
        refuse_filled(out)  # before any long work
        _refuse_inside(out, params)
    progress = progress_line(quiet=shared.as_json)
    files = read_files(sources, params)
    progress(_("Reading {count} files ...").format(count=len(files)))
    imported = _read(module, sources, params)
    refuse_secrets_in(imported.instance)
    if out is not None and not shared.dry_run:
        if imported.unfit:
            raise UsageError(_(imported.unfit))
        progress(_("Writing {folder} ...").format(folder=out))
        for file in imported.beside:  # a key first: codes without their key are of no use
            file.write()
        write_instance(imported.instance, out, format=shared.file_format)
    if sys.stderr.isatty():
        progress("")  # takes the line away
    written = None if shared.dry_run else out
    if shared.as_json:
        emit(imported_json(imported, files, written))
        return
    tell_imported(imported, files, written)


def _refuse_inside(out: Path, params: Any) -> None:
    """Refuse files beside the instance, such as a key, that would lie inside the new folder."""
    home = out.resolve()
    for name, value in params:
        if isinstance(value, Path) and home in {value.resolve(), *value.resolve().parents}:
            raise UsageError(
                Fault(
                    _("{file} would lie inside the new folder {folder}.").format(
                        file=value.name, folder=out.name
                    ),
                    value=f"--{name.replace('_', '-')}",
                    rule="inside",
                    remedy=_("Give it a place of its own; nothing was written."),
                )
            )


def wants_sources(module: ModuleType) -> bool:
    """Return whether the importer reads a folder or files beside those of its options."""
    return next(iter(inspect.signature(module.read).parameters)) != "params"


def _places(shared: Shared, *, wants: bool) -> tuple[list[Path], Path | None]:
    """Return the sources and the new folder of the call."""
    sources, out = list(shared.paths), shared.out
    if out is None and len(sources) > int(wants):
        out = sources.pop()
    if bool(sources) != wants:
        raise click.UsageError(_("Give what to import, the folder of the files, and a new folder."))
    if out is None and not shared.dry_run:
        raise click.UsageError(
            _("Give a new folder last, or as --out; or --dry-run to write nothing.")
        )
    return sources, out


def read_files(sources: list[Path], params: BaseModel) -> list[Path]:
    """Return the files that the call names, in order: those of the folders, then of options."""
    named = [path for value in params.model_dump().values() for path in _paths_in(value)]
    found = [
        file
        for path in (*sources, *named)
        for file in _inside(path)
        if file.exists() and not file.name.startswith(".")
    ]
    return list(dict.fromkeys(found))


def _inside(path: Path) -> list[Path]:
    """Return the files of a folder; an instance, or a timetable's folder, counts as one."""
    from skolval.sources.kinds import recognise

    if not path.is_dir() or recognise(path).code != "unknown":
        return [path]
    return [file for file in sorted(path.rglob("*")) if file.is_file()]


def _paths_in(value: Any) -> list[Path]:
    if isinstance(value, Path):
        return [value]
    return [one for one in value if isinstance(one, Path)] if isinstance(value, tuple) else []


def _read(module: ModuleType, sources: list[Path], params: BaseModel) -> Any:
    if not sources:
        return module.read(params)
    return module.read(sources[0] if len(sources) == 1 else sources, params)
