"""Write the report, map and files of one run or several compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from skolval.cli.output import common, emit, say
from skolval.domain.language import _, current


@click.command(
    help="""Write the report, map and files of one run or several compared.

    RUNS are run folders made from the same instance; the others are compared with the first.
    The report and the map are single HTML files that open from disk and fetch nothing.

    Example: skolval report out/nearest_school out/uppsala_2021 --out out/report.html
    """
)
@click.argument("runs", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Report, an HTML file.")
@click.option("--map", "map_", type=click.Path(path_type=Path), help="Also the map, an HTML file.")
@click.option("--pdf", type=click.Path(path_type=Path), help="Also the report as a tagged PDF.")
@click.option("--gpkg", type=click.Path(path_type=Path), help="Also a GeoPackage for QGIS.")
@click.option("--xlsx", type=click.Path(path_type=Path), help="Also a workbook of tables.")
@click.option(
    "--tables", type=click.Path(path_type=Path), help="Also tidy CSV and Parquet files, a folder."
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
    help="public: nothing that tells of one to four pupils, or of a protected identity.",
)
@click.option("--instance", help="Instance whose streets the maps show.")
@common
def command(
    runs: tuple[Path, ...],
    out: Path,
    *,
    map_: Path | None,
    pdf: Path | None,
    gpkg: Path | None,
    xlsx: Path | None,
    tables: Path | None,
    scenarios: int,
    audience: str,
    instance: str | None,
    as_json: bool,
) -> None:
    """Read the runs and write what was asked for."""
    from skolval import read_instance
    from skolval.io.run_reading import read_run
    from skolval.io.shipped import find_instance
    from skolval.report.files import write_comparison, write_gpkg, write_xlsx
    from skolval.report.map import write_map
    from skolval.report.page import write_report

    _refuse_clashes(runs, [path for path in (out, map_, pdf, gpkg, xlsx, tables) if path])
    lang = current()
    read = [read_run(folder) for folder in runs]
    streets = read_instance(find_instance(instance)) if instance else None
    whom: Any = {"lang": lang, "audience": audience}
    written = [write_report(read, out, instance=streets, scenarios=scenarios, **whom)]
    if map_:
        written.append(write_map(read, map_, instance=streets, **whom))
    if pdf:
        from skolval.report.pdf import write_pdf

        written.append(write_pdf(read, pdf, instance=streets, scenarios=scenarios, **whom))
    if gpkg:
        written.append(write_gpkg(read, gpkg, audience=audience))
    if xlsx:
        written.append(write_xlsx(read, xlsx, **whom))
    if tables:
        written += write_comparison(read, tables, **whom)
    if as_json:
        emit({"files": [str(path) for path in written]})
        return
    for path in written:
        say(_("Written: {path}").format(path=path))


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
