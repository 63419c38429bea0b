"""Place the pupils of an instance under a policy and write a run folder."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from skolval.cli.interrupt import KEPT, keeping_best
from skolval.cli.output import common, emit, progress_line, say
from skolval.domain.language import _, current

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.io.run import Run
    from skolval.io.run_writing import Finish


@click.command(
    help="""Place the pupils of INSTANCE under a policy and write a run folder.

    INSTANCE is an instance folder or the name of a shipped one. A policy is a template's name or
    a YAML file; given several times, each makes its own run in OUT/<policy>. A run folder holds
    the placement, its audit and indices, a report, a map, a GeoPackage, a workbook and run.json.

    Ctrl-C stops a long search within seconds: the best placement found so far is written, with
    its bound and gap (exit code 7). Ctrl-C again stops at once and writes nothing (130).

    Example: skolval place lillstad --policy uppsala_2021 --out out/uppsala_2021
    """
)
@click.argument("instance")
@click.option(
    "--policy",
    "policies",
    multiple=True,
    required=True,
    help="Template or YAML file; may be repeated.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New run folder.")
@click.option("--workers", type=click.IntRange(1), default=1, help="Processes (several policies).")
@click.option(
    "--report/--no-report", default=True, help="Also write report, map, GeoPackage and workbook."
)
@click.option(
    "--simulate-unlawful",
    is_flag=True,
    help="Also place under a forbidden policy, to see what it would do; every page says so.",
)
@click.option(
    "--honour",
    type=click.Path(path_type=Path),
    help="Published run folder whose places may only get better.",
)
@common
def command(
    instance: str,
    policies: tuple[str, ...],
    out: Path,
    *,
    workers: int,
    report: bool,
    simulate_unlawful: bool,
    honour: Path | None,
    as_json: bool,
) -> None:
    """Place, audit, measure and write."""
    from skolval import read_instance
    from skolval.io.honour import read_honoured
    from skolval.io.policy import read_policy
    from skolval.io.shipped import find_instance
    from skolval.runs import Terms, make_runs

    read = read_instance(find_instance(instance))
    rules = [read_policy(name) for name in policies]
    several = len(rules) > 1
    terms = Terms(
        simulate_unlawful=simulate_unlawful,
        honour=None if honour is None else read_honoured(honour),
        finish=_finish(read) if report else None,
    )
    with keeping_best() as cancel:
        runs = make_runs(
            read,
            rules,
            lambda policy: out / policy.name if several else out,
            workers=workers,
            progress=progress_line(quiet=as_json),
            terms=replace(terms, cancel=cancel),
        )
    _tell(runs, as_json=as_json)
    if len(runs) < len(rules) or any(_was_stopped(run) for run in runs):
        sys.exit(KEPT)


def _was_stopped(run: Run) -> bool:
    return bool(run.placement.details.get("cancelled"))


def _tell(runs: list[Run], *, as_json: bool) -> None:
    if as_json:
        emit({"runs": [{"folder": str(run.folder), **run.record} for run in runs]})
        return
    from skolval.cli.sentences import placed_sentences

    for run in runs:
        for line in placed_sentences(run):
            say(line)
        say(_("Run folder: {folder}").format(folder=run.folder))


def _finish(instance: Instance) -> Finish:
    # Maps and charts load packages that a run without a report can do without.
    from skolval.cli.finish import finisher

    return finisher(instance, current())
