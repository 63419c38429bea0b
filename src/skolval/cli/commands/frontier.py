"""Show the Pareto front of travel against segregation, with proven bounds."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.front_of_groups import Wished, group_front, refuse_groups_own
from skolval.cli.interrupt import KEPT, keeping_best
from skolval.cli.output import common, emit, progress_line, say, table
from skolval.domain.language import _, current, number, percent

if TYPE_CHECKING:
    from skolval.domain.instance import Instance
    from skolval.domain.policy import Policy
    from skolval.frontier import Frontier


@click.command(
    help="""Show how little travel each level of segregation needs, with what is proven.

    INSTANCE is an instance folder or the name of a shipped one; the policy's rules hold at every
    point, but for its own ceiling on D. OUT gets the front as a page and as tables, further
    placements nearly as good, the price of each rule, and what structural levers would give.
    Stopped with Ctrl-C it writes what it has; the same command then goes on.

    A policy of preparatory classes or introduction programmes gives another front: how small the
    share of the units with most pupils in groups can be, and what that costs in journeys and
    kronor (--top, --against travel, travel_minutes or hosting_cost, --longer, --slack).

    Example: skolval frontier exempelstad --policy balanced --out out/front
    """
)
@click.argument("instance")
@click.option("--policy", required=True, help="Template or YAML file.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New folder.")
@click.option(
    "--points", type=click.IntRange(2), default=20, help="Points on the front; of groups 6."
)
@click.option("--group", default="", help="Whose segregation; else the balanced group.")
@click.option(
    "--basis",
    type=click.Choice(["area", "pupil"]),
    default="area",
    help="By home area (never the pupil), or by pupil as an upper bound.",
)
@click.option(
    "--against",
    default="imbalance",
    help="Goal that travel is weighed against; for groups, what concentration is.",
)
@click.option("--top", type=click.IntRange(1), help="For groups: units with most, taken together.")
@click.option(
    "--spacing",
    type=click.Choice(["even", "bend"]),
    default="even",
    help="Points evenly in D, or where the curve bends.",
)
@click.option(
    "--longer", default=25.0, help="Per cent longer (or dearer) at most, for the other end."
)
@click.option("--gap", default=0.004, help="Gap at which a point is good enough, as a share.")
@click.option(
    "--nodes",
    type=click.IntRange(1, 10**9),
    default=5,
    help="Search nodes for each point; of groups 60.",
)
@click.option("--at", type=float, help="D at which plans, prices and levers are asked for.")
@click.option("--plans", type=click.IntRange(0), default=3, help="Further placements that differ.")
@click.option(
    "--slack",
    default=2.0,
    help="Per cent longer that such placements may be; for groups, what other goals may take (1).",
)
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
    from skolval.frontier import files
    from skolval.io.policy import read_policy
    from skolval.io.shipped import find_instance

    files.refuse_finished(out)
    read, asked, given = read_instance(find_instance(instance)), read_policy(policy), _given()
    wished = Wished(out, keep_runs, audience, simulate_unlawful, as_json)
    if asked.places == "pupils":
        refuse_groups_own(given)
        del terms["top"]
        complete = _front(read, asked, wished, levers, terms)
    else:
        complete = group_front(read, asked, wished, given)
    if not complete:
        sys.exit(KEPT)


def _front(
    read: Instance, asked: Policy, wished: Wished, levers: Path | None, terms: dict[str, Any]
) -> bool:
    """Walk the front of travel against segregation, write it, and return whether it is whole."""
    from skolval.frontier import Terms, files, frontier
    from skolval.frontier.lever_file import read_levers
    from skolval.report.frontier import write_page

    candidates, out = () if levers is None else read_levers(levers, read), wished.out
    with keeping_best() as cancel:
        found = frontier(
            read,
            asked,
            Terms(**terms, cancel=cancel),
            levers=candidates,
            work=out / files.WORK,
            simulate_unlawful=wished.simulate_unlawful,
            progress=progress_line(quiet=wished.as_json),
        )
        written = files.write_frontier(out, found, candidates)
        page = out / "frontier.html"
        written.append(write_page(found, page, lang=current(), audience=wished.audience))
        if wished.keep_runs and found.complete:
            written += files.keep_runs(out / "runs", found)
    if found.complete:
        files.close(out)
    if wished.as_json:
        emit(files.record_of(found, candidates) | {"files": [str(path) for path in written]})
    else:
        _tell(found, written)
    return found.complete


def _given() -> dict[str, Any]:
    """Return the options that somebody wrote."""
    ctx = click.get_current_context()
    default = click.core.ParameterSource.DEFAULT
    return {
        name: value
        for name, value in ctx.params.items()
        if ctx.get_parameter_source(name) not in {default, None}
    }


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
