"""Show the Pareto front of travel against segregation, with proven bounds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.interrupt import KEPT, keeping_best
from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current, number, percent

if TYPE_CHECKING:
    from skolval.frontier import Frontier


@click.command(
    help="""Show how little travel each level of segregation needs, with what is proven.

    INSTANCE is an instance folder or the name of a shipped one; the policy's rules hold at every
    point, but for its own ceiling on D. OUT gets the front as a page and as tables, further
    placements nearly as good, the price of each rule, and what structural levers would give.
    Stopped with Ctrl-C it writes what it has; the same command then goes on.

    Example: skolval frontier exempelstad --policy balanced --out out/front
    """
)
@click.argument("instance")
@click.option("--policy", required=True, help="Template or YAML file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New folder.")
@click.option("--points", type=click.IntRange(2), default=20, help="Points on the front.")
@click.option("--group", default="", help="Whose segregation; else the balanced group.")
@click.option(
    "--basis",
    type=click.Choice(["area", "pupil"]),
    default="area",
    help="By home area (never the pupil), or by pupil as an upper bound.",
)
@click.option("--against", default="imbalance", help="Goal that travel is weighed against.")
@click.option(
    "--spacing",
    type=click.Choice(["even", "bend"]),
    default="even",
    help="Points evenly in D, or where the curve bends.",
)
@click.option("--longer", default=25.0, help="Per cent longer way at most, for the other end.")
@click.option("--gap", default=0.004, help="Gap at which a point is good enough, as a share.")
@click.option(
    "--nodes", type=click.IntRange(1, 10**9), default=5, help="Search nodes for each point."
)
@click.option("--at", type=float, help="D at which plans, prices and levers are asked for.")
@click.option("--plans", type=click.IntRange(0), default=3, help="Further placements that differ.")
@click.option("--slack", default=2.0, help="Per cent longer that such placements may be.")
@click.option("--prices/--no-prices", default=True, help="Ask what each rule costs.")
@click.option("--levers", type=click.Path(path_type=Path, exists=True), help="YAML list of levers.")
@click.option("--seats", type=click.IntRange(0), default=25, help="Seats to add where most worth.")
@click.option("--best", type=click.IntRange(0), default=3, help="At how many units.")
@click.option("--keep-runs", is_flag=True, help="Also write every placement as a run folder.")
@click.option(
    "--audience",
    type=click.Choice(["internal", "public"]),
    default="internal",
    help="public: the page tells nothing of single pupils; the tables are for the office.",
)
@click.option("--simulate-unlawful", is_flag=True, help="Also where it is forbidden.")
@common
def command(
    instance: str,
    policy: str,
    out: Path,
    *,
    levers: Path | None,
    keep_runs: bool,
    audience: str,
    simulate_unlawful: bool,
    as_json: bool,
    **terms: Any,
) -> None:
    """Walk the front and write."""
    from skolval import read_instance
    from skolval.frontier import Terms, files, frontier
    from skolval.frontier.lever_file import read_levers
    from skolval.io.policy import read_policy
    from skolval.io.shipped import find_instance
    from skolval.report.frontier import write_page

    files.refuse_finished(out)
    read = read_instance(find_instance(instance))
    candidates = () if levers is None else read_levers(levers, read)
    with keeping_best() as cancel:
        found = frontier(
            read,
            read_policy(policy),
            Terms(**terms, cancel=cancel),
            levers=candidates,
            work=out / files.WORK,
            simulate_unlawful=simulate_unlawful,
            progress=progress_line(quiet=as_json),
        )
        written = files.write_frontier(out, found, candidates)
        written.append(write_page(found, out / "frontier.html", lang=current(), audience=audience))
        if keep_runs and found.complete:
            written += files.keep_runs(out / "runs", found)
    if found.complete:
        files.close(out)
    if as_json:
        emit(files.record_of(found, candidates) | {"files": [str(path) for path in written]})
    else:
        _tell(found, written)
    if not found.complete:
        sys.exit(KEPT)


def _tell(found: Frontier, written: list[Path]) -> None:
    from skolval.report.front_now import told_of
    from skolval.report.front_words import front_sentences
    from skolval.report.words import Words

    lang = current()
    header = (_("at most"), "D", _("by lot"), _("metres in all"), _("proven at least"), _("gap"),
              _("longer"), _("mean m"), _("moved"))  # fmt: skip
    rows = [
        (
            number(row["at"], lang, decimals=3), number(row["d"], lang, decimals=3),
            number(row["d_by_lot"], lang, decimals=3), number(row["travel"], lang),
            number(row["bound"], lang), percent(row["gap"], lang, decimals=2),
            percent(row["longer"], lang, decimals=1), number(row["metres_mean"], lang),
            number(row["moved_from_least"], lang),
        )
        for row in found.points
    ]  # fmt: skip
    table(_("The front"), header, rows)
    say()
    for text in front_sentences(told_of(found), Words(lang)):
        say(text)
    for path in written:
        say(_("Written: {path}").format(path=path))
    if not found.complete:
        say(_("Stopped; the same command goes on from here."))
