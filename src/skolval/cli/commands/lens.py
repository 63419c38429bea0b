"""Look at a run through a planner's lens: swaps, seats, reserves, lots, distances."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current, number

if TYPE_CHECKING:
    from skolval.domain.instance import Group


@click.command(
    help="""Look at RUN through the lens NAME; without arguments the lenses are listed.

    A lens answers a planner's question about a run folder: who could swap, what one more seat
    would be worth, who loses from a reserve. Parameters are set with --set key=value and told by
    skolval explain NAME. No pupil is ever named here; --pupils writes rows by pupil to a file for
    the municipality's own use, without protected identities.

    Few pupils are not hidden here. What is to be published is made by skolval report with
    --audience public.

    Example: skolval lens swaps out/uppsala_2021
    """
)
@click.argument("name", required=False)
@click.argument("run", required=False, type=click.Path())
@click.option("--set", "words", multiple=True, metavar="KEY=VALUE", help="A parameter; repeatable.")
@click.option(
    "--csv", "csv_file", type=click.Path(path_type=Path), help="Also write the tables to this file."
)
@click.option(
    "--pupils",
    "pupil_file",
    type=click.Path(path_type=Path),
    help="Also write one row per pupil to this CSV file, for internal use.",
)
@common
def command(
    name: str | None,
    run: str | None,
    *,
    words: tuple[str, ...],
    csv_file: Path | None,
    pupil_file: Path | None,
    as_json: bool,
) -> None:
    """Look and tell."""
    if name is None:
        _list(as_json=as_json)
        return
    from skolval.registry import load

    lens = load("lens", name)
    if run is None:
        raise click.UsageError(_("Name the run folder too: skolval lens NAME RUN."))
    from skolval.io.run_reading import read_run
    from skolval.lenses._params import params_of

    params = params_of(lens, words)
    seen = read_run(run)
    found = lens.look(seen, params, progress=progress_line(quiet=as_json))
    written = [*_write(found.frames, csv_file), *_write_pupils(found, pupil_file)]
    if as_json:
        emit(told(found) | {"files": written})
        return
    show(found, seen.groups)
    for file in written:
        say(_("Written: {file}").format(file=file))


def _list(*, as_json: bool) -> None:
    from skolval.registry import load, names

    known = {name: (load("lens", name).__doc__ or "").partition("\n")[0] for name in names("lens")}
    if as_json:
        emit({"lenses": known})
        return
    say(_("Lenses:"))
    for name, what in known.items():
        say(f"  {name}  {_(what)}")
    say(_("Usage: skolval lens NAME RUN"))


def _write(frames: Any, file: Path | None) -> list[str]:
    """Write every table; the first to `file`, the others beside it under their own names."""
    if file is None:
        return []
    written = []
    for position, (name, frame) in enumerate(frames.items()):
        path = file if position == 0 else file.with_name(f"{file.stem}-{name}{file.suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(path, index=False, lineterminator="\n")
        written.append(str(path))
    return written


def _write_pupils(found: Any, file: Path | None) -> list[str]:
    if file is None:
        return []
    if found.pupils.columns.empty:
        raise click.UsageError(_("This lens has no rows by pupil."))
    return _write({"pupils": found.pupils}, file)


def told(found: Any) -> dict[str, Any]:
    """Return a look as plain values for JSON; hidden cells are null."""
    tables = {
        name: frame.astype(object).where(frame.notna(), None).to_dict("records")
        for name, frame in found.frames.items()
    }
    return {"title": found.title, "sentences": found.sentences, "tables": tables}


_ROWS = 12


def show(found: Any, groups: Iterable[Group] = ()) -> None:
    """Print sentences and the first rows of every table, in the words of a reader.

    Parameters
    ----------
    groups : of the instance, whose labels stand for their ids.
    """
    from skolval.cli.lens_words import word

    labels = {group.id: group.label(current()) for group in groups}
    say(found.title)
    for sentence in found.sentences:
        say(sentence)
    for name, frame in found.frames.items():
        say()
        columns = [word(str(column)) for column in frame.columns]
        rows = [
            [labels.get(value, _cell(value)) for value in row]
            for row in frame.head(_ROWS).itertuples(index=False)
        ]
        title = word(name)
        if len(frame) > _ROWS:
            title = _("{name}, first {shown} of {all} rows").format(
                name=title, shown=_ROWS, all=number(len(frame), current())
            )
        table(title, columns, rows)


def _cell(value: Any) -> str:
    import pandas as pd

    from skolval.cli.lens_words import word

    if pd.isna(value):
        return "–"
    if isinstance(value, str):
        return word(value)
    if float(value).is_integer():
        return number(value, current())
    # Expected numbers of pupils need no more than a tenth, shares are below 1.
    return number(value, current(), decimals=3 if abs(value) < 1 else 1)
