"""Write the report, map and files of one run or several compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, progress_line, say
from skolval.domain.language import _, current

_ENDINGS = {
    "out": (".html", ".htm"), "map": (".html", ".htm"), "pdf": (".pdf",), "gpkg": (".gpkg",),
    "xlsx": (".xlsx",),
}  # fmt: skip


@click.command(
    help="""Write the report, map and files of one run or several compared.

    RUNS are run folders made from the same instance; the others are compared with the first.
    The report and the map are single HTML files that open from disk and fetch nothing. Ask for
    one kind of file or several at once; folders on the way to them are made.

    What leaves the office is made with --audience public, all kinds of file in one command.

    Example: skolval report out/nearest_school out/uppsala_2021 --out out/report.html

    Example: skolval report out/uppsala_2021 --audience public --pdf out/board.pdf
    """
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help="The report, an HTML file.")
@click.option("--map", "map_", type=click.Path(path_type=Path), help="The map, an HTML file.")
@click.option("--pdf", type=click.Path(path_type=Path), help="The report as a tagged PDF.")
@click.option("--gpkg", type=click.Path(path_type=Path), help="A GeoPackage for QGIS.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="An Excel workbook of tables.")
@click.option(
    "--tables", type=click.Path(path_type=Path), help="A folder of tidy CSV and Parquet files."
)
@click.option(
    "--papers",
    type=click.Path(path_type=Path),
    help="A folder: every figure as SVG and PNG, every table as LaTeX and CSV.",
)
@click.option(
    "--scenarios",
    type=click.IntRange(0, 100_000),
    default=0,
    help="Also try each placement in so many scenarios of refusals, absence and growth.",
)
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    show_default=True,
    help="public: nothing that tells of one to four pupils, or of a protected identity.",
)
@click.option(
    "--section",
    "sections",
    multiple=True,
    metavar="NAME",
    help="Only this section, e.g. units; may be repeated. A wrong name lists them all.",
)
@click.option(
    "--frontier",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Folder written by skolval frontier: its chart and the price of each rule.",
)
@click.option(
    "--national",
    type=click.Path(path_type=Path, exists=True),
    help="The country's school units, as for skolval national, or the file its --csv wrote.",
)
@click.option("--municipality", default="", help="Name in --national, if the instance has another.")
@click.option("--instance", help="Instance whose streets the maps show.")
@common
def command(
    runs: tuple[Path, ...],
    out: Path | None,
    *,
    map_: Path | None,
    pdf: Path | None,
    gpkg: Path | None,
    xlsx: Path | None,
    tables: Path | None,
    papers: Path | None,
    scenarios: int,
    audience: str,
    sections: tuple[str, ...],
    instance: str | None,
    frontier: Path | None,
    national: Path | None,
    municipality: str,
    as_json: bool,
) -> None:
    """Read the runs and write what was asked for."""
    from skolval.io.run_reading import read_run

    places = {
        "out": out, "map": map_, "pdf": pdf, "gpkg": gpkg, "xlsx": xlsx, "tables": tables,
        "papers": papers,
    }  # fmt: skip
    given = {kind: path for kind, path in places.items() if path}
    _refuse_odd_places(given)
    _refuse_clashes(runs, list(given.values()))
    read = [read_run(folder) for folder in runs]
    asked = {
        "lang": current(), "audience": audience, "instance": _ground(instance, read),
        "scenarios": scenarios, "sections": sections,
        **_beside(read[0], frontier, national, municipality, quiet=as_json),
    }  # fmt: skip
    written = _written(read, given, asked)
    if as_json:
        emit({"files": [str(path) for path in written]})
        return
    for path in written:
        say(_("Written: {path}").format(path=path))


def _ground(name: str | None, read: list[Any]) -> Any:
    """Return the instance whose streets the maps show, which is that of the runs."""
    if name is None:
        return None
    from skolval import read_instance
    from skolval.explain.certified import refuse_other_files
    from skolval.io.shipped import find_instance

    found = read_instance(find_instance(name))
    refuse_other_files(read[0], found)
    return found


def _beside(
    run: Any, frontier: Path | None, national: Path | None, municipality: str, *, quiet: bool
) -> dict[str, Any]:
    """Return what stands beside the runs: a front, the municipality among all others."""
    from skolval.report.among import read_among
    from skolval.report.front_told import read_front

    if municipality and national is None:
        raise click.UsageError(_("--municipality needs --national."))
    told = progress_line(quiet=quiet)
    return {
        "front": None if frontier is None else read_front(frontier),
        "among": None
        if national is None
        else read_among(national, run, municipality=municipality, progress=told),
    }


def _written(read: list[Any], places: dict[str, Path], asked: dict[str, Any]) -> list[Path]:
    """Write every file that has a place; what cannot be made is refused before any is written."""
    from skolval.report.audited import audited
    from skolval.report.files import write_comparison, write_gpkg, write_xlsx
    from skolval.report.map import write_map
    from skolval.report.page import write_report
    from skolval.report.papers import write_papers
    from skolval.report.pdf import refuse_without_typst, write_pdf

    if "pdf" in places:
        refuse_without_typst()
    if len(places.keys() - {"map", "gpkg"}) > 1:
        # every page and table tells of the same audits: they are made once
        asked = asked | {"audits": audited(read, asked["lang"])}
    whom: dict[str, Any] = {
        name: asked[name] for name in ("lang", "audience", "audits") if name in asked
    }
    drawn = {name: asked[name] for name in ("lang", "audience", "instance")}
    ways: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
        "out": (write_report, asked),
        "map": (write_map, drawn),
        "pdf": (write_pdf, asked),
        "gpkg": (write_gpkg, {"audience": asked["audience"]}),
        "xlsx": (write_xlsx, whom),
        "tables": (write_comparison, whom),
        "papers": (write_papers, asked),
    }
    written: list[Path] = []
    for kind, path in places.items():
        write, given = ways[kind]
        path.parent.mkdir(parents=True, exist_ok=True)
        made = write(read, path, **given)
        written += made if isinstance(made, list) else [made]
    return written


def _refuse_odd_places(places: dict[str, Path]) -> None:
    """Refuse no output at all, a file named as another kind, and a folder where a file goes."""
    if not places:
        raise click.UsageError(_("Say what to write, e.g. --out report.html or --pdf report.pdf."))
    for kind, path in places.items():
        endings = _ENDINGS.get(kind)
        if endings and path.suffix.lower() not in endings:
            raise click.UsageError(
                _("--{kind} writes a file whose name ends in {ending}, not {path}.").format(
                    kind=kind, ending=endings[0], path=path
                )
            )
        if path.exists() and path.is_dir() == (kind in _ENDINGS):
            text = _("{path} is a folder.") if path.is_dir() else _("{path} is no folder.")
            raise click.UsageError(text.format(path=path))


def _refuse_clashes(runs: tuple[Path, ...], places: list[Path]) -> None:
    """Refuse two outputs of one name, and files of a run: a run is never changed."""
    whole = [path.resolve() for path in places]
    for path in whole:
        if whole.count(path) > 1:
            raise click.UsageError(_("Two outputs have the same name: {path}").format(path=path))
        if any(run.resolve() in (path, *path.parents) for run in runs if _is_run(run)):
            raise click.UsageError(
                _("{path} is in a run folder, and a run is never changed.").format(path=path)
            )


def _is_run(folder: Path) -> bool:
    return (folder / "run.json").exists()
