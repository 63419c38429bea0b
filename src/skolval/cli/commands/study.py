"""Place under several policies and seeds, and tell means with confidence intervals."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from skolval.cli.output import common, emit, progress_line, say, table
from skolval.cli.study_missing import missing_fields, missing_table, warn_of_missing
from skolval.domain.language import _, current, number, percent

if TYPE_CHECKING:
    from skolval.domain.policy import Policy


@click.command(
    help="""Place INSTANCES under several policies and several seeds: one table with intervals.

    Each INSTANCE is a folder or a shipped instance; with --towns N a synthetic profile is made
    anew with the seeds 1 to N, so that the intervals are over towns. The first policy is what the
    others are held against. --set key=value,value makes one policy of each value, for
    instance --set max_wishes=3,5 or --set criteria.sibling.radius_metres=1000,2000.

    The instance `nation` is 290 synthetic municipalities of Swedish sizes (--towns N: N of
    them, evenly spread by size; --sizes FILE: the sizes of a table of schools). With --keep DIR
    a study that was stopped goes on where it was; with --go-on one that fails stops no other.

    A policy that no placement meets, or whose time runs out, is told and stands in the tables
    without measures; the others are told as ever. The exit code is 3 (4 when a time ran out) only
    if nothing at all was placed.

    Few pupils are not hidden here. What is to be published is made by skolval report with
    --audience public.

    Example: skolval study lillstad --policy absolute_proximity --policy lottery --seeds 10
    """
)
@click.argument("instances", nargs=-1, required=True)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    required=True,
    help="Template or YAML file; may be repeated.",
)
@click.option("--seeds", type=click.IntRange(1), default=1, help="Lotteries for each placement.")
@click.option("--towns", type=click.IntRange(1), help="Synthetic towns of each profile.")
@click.option("--set", "words", multiple=True, metavar="KEY=VALUES", help="Values to vary.")
@click.option("--group", default="", help="Whose segregation; else the balanced group.")
@click.option("--workers", type=click.IntRange(1), default=1, help="Processes.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the whole table as CSV.")
@click.option(
    "--keep", type=click.Path(path_type=Path), help="Folder of what is finished, to go on from."
)
@click.option("--go-on", is_flag=True, help="Place the others when an instance fails.")
@click.option(
    "--sizes",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Table of schools (municipality, pupils) that gives the nation's sizes.",
)
@click.option(
    "--simulate-unlawful", is_flag=True, help="Place also under a policy that is forbidden."
)
@common
def command(
    instances: tuple[str, ...],
    policies: tuple[str, ...],
    *,
    towns: int | None,
    words: tuple[str, ...],
    out: Path | None,
    sizes: Path | None,
    as_json: bool,
    **terms: Any,
) -> None:
    """Run the study and tell."""
    from skolval.study import Terms, run_study, summary

    frame = run_study(
        _sources(instances, towns, sizes),
        _policies(policies, words),
        Terms(**terms),
        progress=progress_line(quiet=as_json),
    )
    found = summary(frame)
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        frame.to_csv(out, index=False, lineterminator="\n")
    failures, missing = frame.attrs["failures"], frame.attrs.get("missing", [])
    if as_json:
        emit(
            {
                "rows": frame.to_dict("records"),
                "summary": found.to_dict("records"),
                "failures": [{"instance": name, "reason": reason} for name, reason in failures],
                **({"missing": missing_fields(missing)} if missing else {}),
            }
        )
    else:
        _tell(found)
        missing_table(missing)
        if out:
            say(_("Written: {file}").format(file=out))
    warn_of_missing(missing, frame)
    for name, reason in failures:
        click.echo(_("Left out: {name}: {reason}").format(name=name, reason=reason), err=True)
    if failures:
        sys.exit(1)


_NATION = "nation"


def _sources(
    names: tuple[str, ...], towns: int | None, sizes: Path | None
) -> list[tuple[str, Any]]:
    """Return the instances asked for, read or made when their turn comes."""
    if names == (_NATION,):
        return _municipalities(towns, sizes)
    from functools import partial

    from skolval.io.instance import read_instance
    from skolval.io.shipped import find_instance
    from skolval.synth.generate import generate
    from skolval.synth.profiles import profile

    if towns is None:
        folders = [find_instance(name) for name in names]
        return [(folder.name, partial(read_instance, folder)) for folder in folders]
    plans = [profile(name) for name in names]
    return [
        (f"{plan.name} {seed}", partial(generate, plan, seed=seed))
        for plan in plans
        for seed in range(1, towns + 1)
    ]


def _municipalities(count: int | None, sizes: Path | None) -> list[tuple[str, Any]]:
    """Return the nation's municipalities, the largest first: they take longest."""
    from functools import partial

    from skolval.synth.generate import generate
    from skolval.synth.nation import nation_plans, nation_sizes, sizes_from, spread

    plans = nation_plans(sizes_from(sizes) if sizes else nation_sizes())
    plans = plans if count is None else spread(plans, count)
    plans.sort(key=lambda plan: (-plan.pupils, plan.name))
    return [(plan.name, partial(generate, plan, seed=1)) for plan in plans]


def _policies(names: tuple[str, ...], words: tuple[str, ...]) -> list[Policy]:
    from skolval.io.policy import read_policy
    from skolval.study import vary

    found = [read_policy(name) for name in names]
    for word in words:
        found = [varied for policy in found for varied in vary(policy, word)]
    return found


def _tell(found: Any) -> None:
    """Print one table: the mean over all instances where there are several."""
    shown = found[found["instance"] == "all"] if (found["instance"] == "all").any() else found
    for name, part in shown.groupby("instance", sort=False):
        header = (_("policy"), _("measure"), _("mean"), _("95% interval"), _("difference"),
                  _("95% interval"), _("change"))  # fmt: skip
        rows = [
            (
                row["policy"],
                measure_name(row["measure"]),
                *_cells(row, ("mean", "low", "high")),
                *_cells(row, ("difference", "difference_low", "difference_high")),
                percent(row["change"], current(), decimals=1),
            )
            for row in part.to_dict("records")
            if not row["measure"].startswith("by_lot")
        ]
        title = _("all instances") if name == "all" else str(name)
        table(title, header, rows)


def _cells(row: dict[str, Any], keys: tuple[str, str, str]) -> tuple[str, str]:
    def cell(value: float) -> str:
        if row["measure"] in {"metres", "kronor", "minutes"}:
            return number(value, current())
        return percent(value, current(), decimals=1)

    middle, low, high = (row[key] for key in keys)
    interval = "–" if low != low else f"{cell(low)} – {cell(high)}"  # noqa: PLR0124 - NaN
    return cell(middle), interval


def measure_name(measure: str) -> str:
    """Return what a measure is called."""
    names = {
        "explained_pupil": _("explained by unit (individuals)"),
        "explained_area": _("explained by unit (home areas)"),
        "first": _("first wish"),
        "top3": _("one of three"),
        "any": _("some wish"),
        "placed": _("placed"),
        "metres": _("mean m"),
        "groups_top5": _("of the pupils in groups, at the five units with most"),
        "kronor": _("kronor for groups and their units"),
        "minutes": _("mean minutes"),
        "gap": _("proven gap"),
    }
    return names.get(measure, measure)
