"""Run the main job on a shipped municipality and show where the report is."""

from __future__ import annotations

import time
from pathlib import Path

import click

from skolval.cli.output import common, emit, progress_line, say
from skolval.domain.language import _, current


@click.command(
    help="""Run the main job on a shipped municipality.

    Reads it, places the pupils under several policies, audits, measures and compares the
    placements, and writes one report and one map that open in any browser without a network.

    Example: skolval demo --instance lillstad --out out/demo
    """
)
@click.option("--instance", default="exempelstad", help="Shipped instance, or a folder.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("out/demo"),
    help="Folder for everything that is made (default out/demo).",
)
@click.option("--workers", type=click.IntRange(1), default=1, help="Processes, one per policy.")
@common
def command(instance: str, out: Path, *, workers: int, as_json: bool) -> None:
    """Run the demo and print the paths."""
    from skolval.cli.sentences import placed_sentences
    from skolval.demo import run_demo

    began = time.perf_counter()
    made = run_demo(
        instance,
        out,
        lang=current(),
        workers=workers,
        progress=progress_line(quiet=as_json),
    )
    seconds = time.perf_counter() - began
    runs = [*made.runs, *(run for decision in made.groups for run in decision.runs)]
    if as_json:
        folders = {run.policy_name: str(run.folder) for run in runs}
        told = {"runs": folders, "report": str(made.report), "map": str(made.map)}
        reports = {f"{decision.name}_report": str(decision.report) for decision in made.groups}
        emit({**told, **reports, "seconds": seconds})
        return
    say()
    for run in runs:
        for line in placed_sentences(run):
            say(line)
    say()
    say(_("Done in {seconds} s. Open these in a browser:").format(seconds=round(seconds)))
    say(_("  Report: {path}").format(path=made.report))
    say(_("  Map:    {path}").format(path=made.map))
    titles = {
        "preparatory": _("Preparatory classes:"),
        "introduction": _("Introduction programmes:"),
    }
    for decision in made.groups:
        say(titles[decision.name])
        say(_("  Report: {path}").format(path=decision.report))
    say(_("For a GIS and for Excel:"))
    say(f"  {made.geopackage}")
    say(f"  {made.workbook}")
